using System.Text.Encodings.Web;
using System.Text.Json;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Search;
using ConvoWeb.Features.Search.Syntax;
using ConvoWeb.Tests.Support;

namespace ConvoWeb.Tests.Unit.Features.Privacy.Redaction;

/// <summary>A conversation of Alice's with a key and a system prompt in it, and all ways to read it.</summary>
internal sealed class ReadingScene(ConvoWebApp app, HttpClient alice, string id, string message, string repeated)
{
    public const string Prompt = "You are a pirate and like parrots.";

    /// <summary>In parts, so that nobody takes it for a real one.</summary>
    public static readonly string Key = "sk-" + "proj-" + string.Concat(Enumerable.Repeat("Ab3dEf9hIj", 5));

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly CurrentUser Alice = new("alice");

    /// <summary>Everything that reads, as the text that it gives.</summary>
    public IReadOnlyList<(string Name, Func<Task<string>> Read)> Surfaces => All();

    public static async Task<ReadingScene> OfAsync(ConvoWebApp app, HttpClient alice)
    {
        var id = (await alice.JsonAsync("POST /api/conversations", Json(new { title = $"Parcel {Key}", metadata = new { note = Key }, messages = (object[])[new { type = "system", content = Prompt }] }))).Text("id")!;
        var first = (await alice.AppendAsync(id, $"The parcel has {Key}.")).Text("id")!;
        var repeated = Json(new { type = "user", content = $"And {Key} again.", metadata = new { cc = Key } });
        await alice.JsonAsync($"POST /v1/conversations/{id}/messages", repeated, ("Idempotency-Key", "once"));
        return new ReadingScene(app, alice, id, first, repeated);
    }

    private List<(string Name, Func<Task<string>> Read)> All()
    {
        var guid = Guid.Parse(id);
        string[] calls =
        [
            "GET /api/conversations", "GET /api/conversations?sort=title&limit=1", $"GET /api/conversations/{id}", $"GET /api/conversations/{id}?limit=2",
            $"GET /api/conversations/{id}/messages", $"GET /v1/conversations/{id}/messages?limit=2", $"GET /api/conversations/{id}/messages/{message}",
            "GET /api/conversations/search?q=parcel", $"GET /api/conversations/search?q={Uri.EscapeDataString($"\"{Key}\"")}",
            "GET /api/conversations/search?q=title:parcel", "GET /api/conversations/search?q=from:user", $"GET /api/conversations/{id}/export?format=json",
        ];
        return
        [
            .. calls.Select(call => (call, (Func<Task<string>>)(() => TextAsync(alice.SendAsync(call))))),
            ("retention preview", () => TextAsync(alice.SendAsync("POST /api/retention/preview", """{"keep_days": 1, "undo_days": 7}"""))),
            ("a repeated request", () => TextAsync(alice.SendAsync($"POST /v1/conversations/{id}/messages", repeated, ("Idempotency-Key", "once")))),
            ("the answer of an undo", async () =>
            {
                await alice.SendAsync($"DELETE /api/conversations/{id}");
                return await TextAsync(alice.SendAsync($"POST /api/conversations/{id}/restore"));
            }),
            ("one of them", async () => Told(await app.Get<ConversationService>().FindAsync(Alice, guid, Cancel))),
            ("what runs", async () => Told(await app.Get<ConversationService>().ListLiveAsync(Alice, DateTimeOffset.UnixEpoch, 10, Cancel))),
            ("some of them", async () => Told(await app.Get<ConversationService>().FindManyAsync(Alice, [guid], Cancel))),
            ("transcript", async () => Told(await app.Get<TranscriptReader>().ReadAsync(Alice, guid, null, 10, Cancel))),
            ("around", async () => Told(await app.Get<TranscriptReader>().ReadAroundAsync(Alice, guid, 2, 5, 5, Cancel))),
            ("onwards", async () => Told(await app.Get<TranscriptReader>().ReadOnwardsAsync(Alice, guid, Guid.Parse(message), 5, Cancel))),
            ("changes", async () => Told(await app.Get<TranscriptReader>().ReadChangesAsync(Alice, guid, 0, 10, Cancel))),
            ("title search", async () => Told(await app.Get<SearchService>().SearchAsync(Alice, new SearchRequest { Query = SearchParser.Parse("title:parcel", DateTimeOffset.UnixEpoch, TimeZoneInfo.Utc) }, Cancel))),
            ("hub", async () =>
            {
                await using var client = await HubClient.ConnectAsync(alice.BaseAddress!, (TestSignIn.Header, "alice"));
                await client.JoinAsync(id);
                await client.UntilAsync(events => events.Any(told => told.Name == "ConversationChanged"), Cancel);
                return string.Join('\n', client.Events.Select(told => told.Body.GetRawText()));
            }),
            ("server-sent events", async () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Get, $"/api/conversations/{id}/events");
                request.Headers.Add("Last-Event-ID", "0");
                using var response = await alice.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
                using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(Cancel));
                var text = "";
                while (!text.Contains("ConversationChanged", StringComparison.Ordinal))
                {
                    text += await lines.ReadLineAsync(Cancel) + "\n";
                }

                return text + await lines.ReadLineAsync(Cancel) + await lines.ReadLineAsync(Cancel);
            }),
        ];
    }

    private static async Task<string> TextAsync(Task<HttpResponseMessage> call)
    {
        using var response = await call;
        Assert.True(response.IsSuccessStatusCode, $"{response.RequestMessage?.RequestUri}: {(int)response.StatusCode}");
        return await response.Content.ReadAsStringAsync(Cancel);
    }

    private static string Told<T>(T read) => JsonSerializer.Serialize(read, Plain);

    private static string Json(object body) => JsonSerializer.Serialize(body);
}
