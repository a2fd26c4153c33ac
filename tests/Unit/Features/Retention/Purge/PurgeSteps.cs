using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ConvoWeb.Platform.Hosting;

namespace ConvoWeb.Tests.Unit.Features.Retention.Purge;

/// <summary>What tests of the purge do over and over.</summary>
internal static class PurgeSteps
{
    public static Task<JsonElement> PurgeAsync(this HttpClient client, string id) => client.JsonAsync($"DELETE /api/conversations/{id}?permanent=true&confirm=true");

    public static async Task<string> UploadAsync(this HttpClient client, string text)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes($"{text} {Guid.NewGuid()}"));
        content.Headers.ContentType = new MediaTypeHeaderValue("text/plain");
        var response = await client.PostAsync($"/api/files?name={text}.txt", content, Cancel);
        return (await response.JsonAsync()).Text("id")!;
    }

    public static async Task<string?> AttachAsync(this HttpClient client, string id, params string[] files) =>
        (await client.JsonAsync(
            $"POST /v1/conversations/{id}/messages",
            JsonSerializer.Serialize(new { type = "user", content = "Look", metadata = new { attachments = files.Select(file => new { file_id = file, name = "a.txt" }) } }))).Text("id");

    /// <summary>Where the program itself finds the text, in all that it stores.</summary>
    public static async Task<IReadOnlyList<string>> PlacesOfAsync(this ConvoWebApp app, string text)
    {
        var output = new StringWriter();
        var code = await Commands.RunAsync(app.Services, ["purge-check", text], output, output, Cancel);
        var lines = output.ToString().ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(code == 0 ? "It is nowhere." : $"It is left in {lines.Length - 1} {(lines.Length == 2 ? "place" : "places")}.", lines[^1]);
        return lines[..^1];
    }
}
