using ConvoWeb.Bench.Databases;
using Microsoft.AspNetCore.Mvc;

namespace ConvoWeb.Bench.Floors;

/// <summary>The same work without us: bare Kestrel and Microsoft.Data.Sqlite on the same tables, indexes and triggers.</summary>
internal static class FloorServer
{
    public const string Owner = CorpusSeeder.Owner;

    /// <summary>The setting that says where the peers' indexes lie. They are there when somebody searches.</summary>
    public const string PeersSetting = "SEARCH_PEERS";

    public static async Task RunAsync()
    {
        var path = Environment.GetEnvironmentVariable("DB_URL")!["file:".Length..];
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var app = builder.Build();

        var reads = new PreparedReads(path);
        var searches = new PeerSearches(path, Environment.GetEnvironmentVariable(PeersSetting)!);
        using var groupCommit = new GroupCommit(path);
        await using var saveChanges = new SaveChangesEach(path);

        app.MapGet("/health/ready", () => Results.Ok());
        app.MapGet("/plaintext", () => "Hello, World!");
        app.MapGet("/api/conversations", reads.WriteListAsync);
        app.MapGet("/api/conversations/{id}", reads.WriteConversationAsync);
        app.MapGet("/search/ranked", searches.WriteRankedAsync);
        app.MapGet("/search/count", searches.WriteCountAsync);
        app.MapGet("/search/like", searches.WriteLikeAsync);
        app.MapGet("/search/like-each", searches.WriteLikeEachAsync);
        app.MapGet("/export", new FloorExport(path).WriteAsync);
        app.MapPost("/import", (HttpRequest request) => new FloorImport(path).ReadAsync(request.Body)).WithMetadata(new DisableRequestSizeLimitAttribute());
        app.MapPost("/v1/conversations/{id}/messages", (HttpContext context) => AppendAsync(context, groupCommit.AppendAsync));
        app.MapPost("/save-changes/conversations/{id}/messages", (HttpContext context) => AppendAsync(context, saveChanges.AppendAsync));

        await app.RunAsync();
    }

    private static async Task AppendAsync(HttpContext context, Func<string, PostedMessage, Task<StoredMessage>> append)
    {
        var message = await FloorJson.ReadMessageAsync(context.Request);
        var stored = await append((string)context.Request.RouteValues["id"]!, message);
        await FloorJson.WriteAsync(context.Response, stored);
    }
}
