using System.Text.Json;

namespace ConvoWeb.Bench.Processes;

/// <summary>The product on a database of its own, without the corpus.</summary>
internal static class ConvoWebNode
{
    public const string Redis = "REDIS_URL";

    /// <param name="folder">Where it may write.</param>
    public static Task<Server> StartAsync(
        string folder, string databaseUrl, CancellationToken cancellationToken, params (string Name, string Value)[] settings)
    {
        var data = Directory.CreateDirectory(Path.Combine(folder, $"node-{Guid.NewGuid():N}")).FullName;
        return Server.StartAsync(
            "dotnet", _ => [Sides.ConvoWebAssembly], [("DB_URL", databaseUrl), ("DATA_DIR", data), .. settings], cancellationToken);
    }

    /// <summary>A new conversation's id.</summary>
    public static async Task<string> CreateConversationAsync(this Server server, CancellationToken cancellationToken) =>
        (await server.PostAsync("/api/conversations", new { title = "Bench" }, cancellationToken)).GetProperty("id").GetString()!;

    /// <summary>For what is not measured.</summary>
    public static async Task<JsonElement> PostAsync(this Server server, string path, object body, CancellationToken cancellationToken)
    {
        using var response = await server.Client.PostAsJsonAsync(path, body, cancellationToken);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }
}
