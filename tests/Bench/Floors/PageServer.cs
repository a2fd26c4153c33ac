using ConvoWeb.Bench.Floors.Pages;

namespace ConvoWeb.Bench.Floors;

/// <summary>Blazor Server and nothing else: a page that says hello, and one that shows fifty messages.</summary>
internal static class PageServer
{
    public const string Command = "pages";

    public const string Hello = "/", Messages = "/messages";

    /// <summary>The setting that names a file with the messages, as JSON.</summary>
    public const string MessagesSetting = "MESSAGES";

    public static async Task RunAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        await using var app = builder.Build();

        app.UseAntiforgery();
        app.MapGet("/health/ready", () => Results.Ok());
        app.MapRazorComponents<PlainApp>().AddInteractiveServerRenderMode();

        await app.RunAsync();
    }
}
