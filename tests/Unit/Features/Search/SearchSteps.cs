using System.Text.Json;

namespace ConvoWeb.Tests.Unit.Features.Search;

/// <summary>What is there to be found, and what of it was.</summary>
internal static class SearchSteps
{
    /// <summary>Ways to order what is found.</summary>
    public static readonly string[] Orders = ["best", "relevance", "newest"];

    public static Task<string> AddAsync(this HttpClient client, string title, params (string Type, string Content, string At)[] messages) =>
        client.AddAsync(title, null, null, messages);

    public static async Task<string> AddAsync(this HttpClient client, string title, string? model, string? personality, params (string Type, string Content, string At)[] messages)
    {
        var created = await client.JsonAsync("POST /api/conversations", JsonSerializer.Serialize(new
        {
            title,
            model,
            personality_id = personality,
            messages = messages.Select(message => new { type = message.Type, content = message.Content, timestamp = message.At }),
        }));
        return created.Text("id")!;
    }

    public static Task<string> AddManyAsync(this HttpClient client, int count, string at, string title = "Many") =>
        client.AddAsync(title, [.. Enumerable.Range(0, count).Select(_ => ("user", "oslo", at))]);

    public static string IdOf(JsonElement item) => item.GetProperty("conversation").Text("id")!;

    public static IEnumerable<string?> Titles(JsonElement found) => found.Items().Select(item => item.GetProperty("conversation").Text("title"));

    public static string Facet(JsonElement facets, string name) =>
        string.Join(", ", facets.Items(name).Select(facet => $"{facet.Text("value")} {facet.Number("count")}"));
}
