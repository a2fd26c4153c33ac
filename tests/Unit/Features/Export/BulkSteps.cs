using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace ConvoWeb.Tests.Unit.Features.Export;

/// <summary>Conversations that are handed out together, and what is in what comes.</summary>
internal static class BulkSteps
{
    public static async Task<string> AddAsync(HttpClient client, string title, string text)
    {
        var response = await client.PostAsJsonAsync("/api/conversations", new { title, messages = new[] { new { type = "user", content = text } } }, Cancel);
        return (await response.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("id").GetString()!;
    }

    public static async Task<string> StoreAsync(HttpClient client, string name, byte[] content)
    {
        var response = await client.PostAsync($"/api/files?name={name}", new ByteArrayContent(content), Cancel);
        return (await response.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("url").GetString()!;
    }

    public static async Task<string> TitlesAsync(HttpClient client, object request)
    {
        var lines = await LinesAsync(client, request);
        return string.Join(", ", lines.Where(line => line.GetProperty("type").GetString() is "conversation").Select(line => line.GetProperty("title").GetString()));
    }

    public static async Task<List<JsonElement>> LinesAsync(HttpClient client, object request)
    {
        var response = await client.PostAsJsonAsync("/api/conversations/export/bulk", request, Cancel);
        var text = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(response.StatusCode is HttpStatusCode.OK, text);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];
    }

    public static async Task<string> TextAsync(ZipArchive zip, string entry)
    {
        using var reader = new StreamReader(await zip.GetEntry(entry)!.OpenAsync(Cancel));
        return await reader.ReadToEndAsync(Cancel);
    }

    /// <summary>The mark follows the last byte; without it the test's own time limit ends this.</summary>
    public static async Task UntilMarkedAsync(HttpClient client, string id)
    {
        while (!await IsMarkedAsync(client, id))
        {
            await Task.Yield();
        }
    }

    /// <summary>As the trail tells it: an export of one conversation, or of several, of which only a part was handed out.</summary>
    public static async Task UntilBrokenOffAsync(HttpClient client, string? id, int count = 1)
    {
        while ((await client.JsonAsync("GET /api/audit")).Items() is var entries && !entries.Any(entry =>
            (entry.Text("action"), entry.Text("conversation_id"), entry.Number("count")) == ("export_broken_off", id, count)))
        {
            Assert.DoesNotContain("exported", entries.Texts("action"));
            await Task.Yield();
        }
    }

    /// <summary>Asked without its first message, which may be broken.</summary>
    public static async Task<bool> IsMarkedAsync(HttpClient client, string id) =>
        (await client.GetFromJsonAsync<JsonElement>($"/api/conversations/{id}?after=1", Cancel)).GetProperty("last_exported_at").ValueKind is JsonValueKind.String;
}
