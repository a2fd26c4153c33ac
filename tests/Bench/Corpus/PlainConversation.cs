using System.Text.Json;
using ConvoWeb.Bench.Floors.Pages;
using ConvoWeb.Bench.Processes;

namespace ConvoWeb.Bench.Corpus;

/// <summary>One long conversation of corpus text.</summary>
internal static class PlainConversation
{
    public static List<PlainMessage> Texts(int count)
    {
        var dice = new Dice(ConversationCorpus.DefaultSeed);
        var prose = new Prose(dice, new Vocabulary(dice));
        return
        [
            .. Enumerable.Range(1, count).Select(seq =>
                seq % 2 == 1 ? new PlainMessage(seq, "user", prose.MessageOf(CorpusRole.User)) : new PlainMessage(seq, "ai", prose.MessageOf(CorpusRole.Assistant))),
        ];
    }

    /// <returns>The conversation's id.</returns>
    public static async Task<string> ImportAsync(Server server, List<PlainMessage> messages, CancellationToken cancellationToken)
    {
        var began = new DateTimeOffset(2026, 11, 1, 9, 0, 0, TimeSpan.Zero);
        var id = Guid.CreateVersion7(began);
        Guid? before = null;
        var lines = new List<string>();
        foreach (var message in messages)
        {
            var at = began.AddSeconds(message.Seq);
            var line = new { id = Guid.CreateVersion7(at), parent_id = before, type = message.Type, content = message.Content, timestamp = at };
            lines.Add(JsonSerializer.Serialize(line));
            before = line.id;
        }

        var header = JsonSerializer.Serialize(new { type = "conversation", format = "convoweb/1", id, title = "Bench", created_at = began });
        using var file = new MultipartFormDataContent { { new StringContent(string.Join('\n', [header, .. lines])), "file", "bench.jsonl" } };
        using var response = await server.Client.PostAsync("/api/import", file, cancellationToken);
        response.EnsureSuccessStatusCode();
        var report = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        var item = report.GetProperty("items")[0];
        return item.GetProperty("messages").GetInt32() == messages.Count
            ? item.GetProperty("id").GetString()!
            : throw new BenchFailureException($"{item.GetProperty("messages")} of {messages.Count} messages were imported: {item.GetProperty("reason")}");
    }
}
