using System.Net.Http.Json;
using System.Text.Json;

namespace ConvoWeb.Tests.E2E.Support;

/// <summary>The HTTP contract, as a program uses it.</summary>
internal static class Api
{
    public static async Task<string> CreateAsync(this HttpClient client, string title, params (string Type, string Content)[] messages)
    {
        var body = new { title, messages = messages.Select(message => new { type = message.Type, content = message.Content }) };
        using var answer = await client.PostAsJsonAsync("/api/conversations", body);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    /// <summary>Longer than a conversation may be created; a message each line of a file.</summary>
    public static async Task<string> ImportAsync(this HttpClient client, string title, IEnumerable<string> contents)
    {
        var (id, start) = (Guid.NewGuid(), new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero));
        List<string> lines = [JsonSerializer.Serialize(new { type = "conversation", format = "convoweb/1", id, title, created_at = start, updated_at = start })];
        Guid? before = null;
        foreach (var (number, content) in contents.Index())
        {
            var message = Guid.NewGuid();
            lines.Add(JsonSerializer.Serialize(new
            {
                id = message,
                conversation_id = id,
                seq = number + 1,
                parent_id = before,
                type = number % 2 == 0 ? "user" : "ai",
                state = "final",
                content,
                timestamp = start.AddMinutes(number),
                version = 1,
            }));
            before = message;
        }

        using var file = new StringContent(string.Join('\n', lines));
        using var form = new MultipartFormDataContent { { file, "file", "long.jsonl" } };
        using var answer = await client.PostAsync("/api/import", form);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("items")[0].GetProperty("id").GetString()!;
    }

    public static async Task<JsonElement> AppendAsync(this HttpClient client, string id, string type, string content)
    {
        using var answer = await client.PostAsJsonAsync($"/v1/conversations/{id}/messages", new { type, content });
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>One after the other, with their numbers as words.</summary>
    public static async Task AppendManyAsync(this HttpClient client, string id, int count)
    {
        for (var i = 1; i <= count; i++)
        {
            await client.AppendAsync(id, "user", $"Message {i}");
        }
    }

    /// <summary>Begins a message that is written piece by piece; answers its id.</summary>
    public static async Task<string> BeginAsync(this HttpClient client, string id, string type = "ai")
    {
        using var answer = await client.PostAsJsonAsync($"/v1/conversations/{id}/messages", new { type, state = "draft" });
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    public static async Task AddAsync(this HttpClient client, string id, string message, int n, string text)
    {
        using var answer = await client.PostAsJsonAsync($"/v1/conversations/{id}/messages/{message}/deltas", new { n, text });
        answer.EnsureSuccessStatusCode();
    }

    public static async Task EndAsync(this HttpClient client, string id, string message)
    {
        using var answer = await client.PostAsJsonAsync($"/v1/conversations/{id}/messages/{message}/finalize", new { });
        answer.EnsureSuccessStatusCode();
    }

    public static async Task EditAsync(this HttpClient client, string id, string message, string content)
    {
        using var answer = await client.PatchAsJsonAsync($"/v1/conversations/{id}/messages/{message}", new { content });
        answer.EnsureSuccessStatusCode();
    }

    public static async Task RemoveAsync(this HttpClient client, string id, string message)
    {
        using var answer = await client.DeleteAsync($"/v1/conversations/{id}/messages/{message}");
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Begins a message that is streamed.</summary>
    public static async Task<string> BeginDraftAsync(this HttpClient client, string id)
    {
        using var answer = await client.PostAsJsonAsync($"/v1/conversations/{id}/messages", new { type = "ai", state = "draft" });
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    public static async Task AppendDeltaAsync(this HttpClient client, string id, string message, int n, string text)
    {
        using var answer = await client.PostAsJsonAsync($"/v1/conversations/{id}/messages/{message}/deltas", new { n, text });
        answer.EnsureSuccessStatusCode();
    }

    public static async Task FinalizeAsync(this HttpClient client, string id, string message)
    {
        using var answer = await client.PostAsync($"/v1/conversations/{id}/messages/{message}/finalize", content: null);
        answer.EnsureSuccessStatusCode();
    }

    public static Task<JsonElement> GetJsonAsync(this HttpClient client, string path) => client.GetFromJsonAsync<JsonElement>(path)!;

    /// <summary>The body, whatever the status.</summary>
    public static async Task<string> GetTextAsync(this HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path);
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>All of them, page by page.</summary>
    public static async Task<IReadOnlyList<JsonElement>> MessagesAsync(this HttpClient client, string id)
    {
        var messages = new List<JsonElement>();
        string? cursor = null;
        do
        {
            var page = await client.GetJsonAsync($"/api/conversations/{id}/messages?limit=200{(cursor is null ? "" : $"&cursor={cursor}")}");
            messages.AddRange(page.GetProperty("items").EnumerateArray());
            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);

        return messages;
    }
}
