using System.Text.Json;
using Microsoft.AspNetCore.SignalR;

namespace ConvoWeb.Bench.Floors;

/// <summary>SignalR and nothing else: sends what is posted to a group, and stores nothing.</summary>
internal static class BroadcastServer
{
    public const string Command = "broadcast";

    private const string Viewers = "viewers";

    public static async Task RunAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSignalR();
        await using var app = builder.Build();

        app.MapGet("/health/ready", () => Results.Ok());
        app.MapHub<BroadcastHub>("/hub");
        app.MapPost("/publish", async (HttpRequest request, IHubContext<BroadcastHub> hub) =>
        {
            using var payload = await JsonDocument.ParseAsync(request.Body);
            await hub.Clients.Group(Viewers).SendAsync("MessageAdded", payload.RootElement);
        });

        await app.RunAsync();
    }

    private sealed class BroadcastHub : Hub
    {
        public override Task OnConnectedAsync() => Groups.AddToGroupAsync(Context.ConnectionId, Viewers);
    }
}
