using System.Text.Json;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Privacy.Redaction;
using ConvoWeb.Tests.Unit.Features.Conversations.Feed;
using ConvoWeb.Tests.Unit.Features.Import;
using ConvoWeb.Tests.Unit.Features.Retention.Purge;

namespace ConvoWeb.Tests.Unit.Features.Privacy.Redaction;

/// <summary>What an owner wants removed is removed before it is stored, whichever way it comes.</summary>
public sealed class StoredRedactionTests
{
    /// <summary>In parts, so that nobody takes it for a real one.</summary>
    private static readonly string Key = "sk-" + "proj-" + string.Concat(Enumerable.Repeat("Ab3dEf9hIj", 5));

    private const string Mail = "leonor@example.com", Removed = "[API key removed]", MailRemoved = "[e-mail address removed]";

    [Theory, DatabaseData]
    public async Task However_it_comes_it_is_not_stored(Engine engine)
    {
        await using var app = new ConvoWebApp(engine);
        var alice = app.ClientFor("alice");
        await SaveAsync(app, "secrets", "emails");

        var created = await alice.JsonAsync("POST /api/conversations", Json(new
        {
            title = $"Ask {Mail}",
            metadata = new { note = Key },
            messages = (object[])[new { type = "user", content = $"The key is {Key}." }],
        }));
        var id = created.Text("id")!;
        var appended = await alice.JsonAsync($"POST /v1/conversations/{id}/messages", Json(new { type = "user", content = $"Write to {Mail}", metadata = new { cc = Mail } }));
        await alice.JsonAsync($"PATCH /api/conversations/{id}/messages/{appended.Text("id")}", Json(new { content = $"Write to {Mail} or {Mail}" }));
        await alice.JsonAsync($"PATCH /api/conversations/{id}", Json(new { title = $"{Mail} again" }));
        await StreamAsync(alice, id, $"It is {Key}, and {Mail} knows.", pieces: 7);
        await UploadedFiles.ImportAsync(alice, "", ("trips.json", System.Text.Encoding.UTF8.GetBytes(
            $$$"""[{"id": "t1", "title": "Of {{{Mail}}}", "create_time": 1700000000, "mapping": {"a": {"id": "a", "message": {"id": "a", "author": {"role": "user"}, "create_time": 1700000001, "content": {"content_type": "text", "parts": ["{{{Key}}}"]}}, "parent": null, "children": []}}, "current_node": "a"}]""")));

        Assert.Empty(await app.PlacesOfAsync(Key));
        Assert.Empty(await app.PlacesOfAsync(Mail));
        var messages = (await alice.JsonAsync($"GET /api/conversations/{id}")).GetProperty("messages").EnumerateArray().Select(message => message.Text("content"));
        Assert.Equal([$"The key is {Removed}.", $"Write to {MailRemoved} or {MailRemoved}", $"It is {Removed}, and {MailRemoved} knows."], messages);
        Assert.Equal($"{MailRemoved} again", (await alice.JsonAsync($"GET /api/conversations/{id}")).Text("title"));
    }

    [Theory, DatabaseData]
    public async Task Who_follows_a_stream_ends_with_what_is_stored_however_it_was_cut(Engine engine)
    {
        await using var app = new ConvoWebApp(engine);
        var alice = app.ClientFor("alice");
        await SaveAsync(app, "secrets", "emails");
        var id = await alice.AddConversationAsync();
        await using var viewer = new Viewer(app, id, 0);
        await viewer.UntilAsync(v => v.IsFollowing);

        var text = $"First {Key} and then {Mail}; that was all.";
        var message = await StreamAsync(alice, id, text, pieces: text.Length);

        Assert.Equal($"First {Removed} and then {MailRemoved}; that was all.", message.Text("content"));
        // Told as it happens, or read when an event came too late.
        await viewer.UntilAsync(v => v.Bodies.Any(body => body.TryGetProperty("message", out var told) && told.Text("state") is "final"));
        Assert.Equal(message.Text("content"), viewer.TextOf(message.Text("id")!));
    }

    [Theory, DatabaseData]
    public async Task A_private_key_that_comes_in_thousands_of_pieces_is_not_stored(Engine engine)
    {
        await using var app = new ConvoWebApp(engine);
        var alice = app.ClientFor("alice");
        await SaveAsync(app, "secrets");
        var id = await alice.AddConversationAsync();
        var draft = await BeginAsync(alice, id);
        var body = string.Concat(Enumerable.Repeat("MIIEvQIBADANBgkqhkiG9w0BAQEFAASC+KcwggSjAgEA\n", 60));
        var text = $"Here: -----BEGIN {"PRIVATE"} KEY-----\n{body}-----END {"PRIVATE"} KEY-----\nDone.";

        foreach (var pieces in text.Chunk(2).Select((piece, n) => new { n, text = new string(piece) }).Chunk(100))
        {
            await alice.JsonAsync($"POST /v1/conversations/{id}/messages/{draft}/deltas", JsonSerializer.Serialize(pieces));
        }

        var ended = await alice.JsonAsync($"POST /v1/conversations/{id}/messages/{draft}/finalize", "{}");
        Assert.Equal("Here: [private key removed]\nDone.", ended.Text("content"));
    }

    [Theory, DatabaseData]
    public async Task A_switch_holds_for_the_very_next_piece_of_a_running_stream_on_every_node(Engine engine)
    {
        await using var app = new ConvoWebApp(engine);
        await using var node = engine is Engine.Postgres ? new ConvoWebApp(engine, app) : null; // a SQLite file has one
        var alice = app.ClientFor("alice");
        var id = await alice.AddConversationAsync();
        var draft = await BeginAsync(alice, id);
        await DeltaAsync(alice, id, draft, 0, $"Before: {Mail}, {new string('.', 2000)} ");

        await SaveAsync(node ?? app, "emails");
        await DeltaAsync(alice, id, draft, 1, $"after: {Mail} ");
        await SaveAsync(node ?? app);
        await DeltaAsync(alice, id, draft, 2, $"and off: {Mail}");

        var ended = await alice.JsonAsync($"POST /v1/conversations/{id}/messages/{draft}/finalize", "{}");
        Assert.Equal($"Before: {Mail}, {new string('.', 2000)} after: {MailRemoved} and off: {Mail}", ended.Text("content"));
    }

    [Theory, DatabaseData]
    public async Task Of_system_prompts_only_that_there_was_one_is_kept_and_of_tools_all(Engine engine)
    {
        await using var app = new ConvoWebApp(engine);
        var alice = app.ClientFor("alice");
        await app.Get<RedactionService>().SaveAsync(new CurrentUser("alice"), new RedactionSettings { StripSystemPrompts = true }, Cancel);
        var id = await alice.AddConversationAsync();

        await alice.AppendAsync(id, "You are a pirate.", "system");
        await alice.JsonAsync($"POST /v1/conversations/{id}/messages", Json(new { type = "system", content = "4 °C", metadata = new { role = "tool" } }));
        await alice.AppendAsync(id, "Hello");
        var draft = (await alice.JsonAsync($"POST /v1/conversations/{id}/messages", """{"type": "system", "content": "", "state": "draft"}""")).Text("id")!;
        await DeltaAsync(alice, id, draft, 0, "You are ");
        await DeltaAsync(alice, id, draft, 1, "a parrot.");
        await alice.JsonAsync($"POST /v1/conversations/{id}/messages/{draft}/finalize", "{}");

        var messages = (await alice.JsonAsync($"GET /api/conversations/{id}")).GetProperty("messages").EnumerateArray().Select(message => message.Text("content"));
        Assert.Equal(["[system prompt removed]", "4 °C", "Hello", "[system prompt removed]"], messages);
    }

    [Theory]
    [DatabaseData("json"), DatabaseData("jsonl"), DatabaseData("markdown"), DatabaseData("txt"), DatabaseData("html"), DatabaseData("csv")]
    public async Task What_was_stored_before_does_not_leave_in_an_export(Engine engine, string format)
    {
        var app = SharedApp.On(engine);
        var owner = $"owner-{Guid.NewGuid():N}";
        var alice = app.ClientFor(owner);
        var created = await alice.JsonAsync("POST /api/conversations", Json(new { title = $"Ask {Mail}", metadata = new { note = Mail }, messages = (object[])[new { type = "user", content = $"Write to {Mail}", metadata = new { cc = Mail } }] }));
        var address = $"GET /api/conversations/{created.Text("id")}/export?format={format}";
        Assert.Contains(Mail, await (await alice.SendAsync(address)).Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);

        await app.Get<RedactionService>().SaveAsync(new CurrentUser(owner), new RedactionSettings { Profiles = ["emails"] }, Cancel);

        var exported = await (await alice.SendAsync(address)).Content.ReadAsStringAsync(Cancel);
        Assert.DoesNotContain(Mail, exported, StringComparison.Ordinal);
        Assert.Contains("e-mail address removed", exported, StringComparison.Ordinal);
        await app.Get<RedactionService>().SaveAsync(new CurrentUser(owner), new RedactionSettings(), Cancel);
        Assert.Contains(Mail, await (await alice.SendAsync(address)).Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Theory, DatabaseData]
    public async Task What_is_chosen_is_each_owners_own_and_stands_in_the_trail(Engine engine)
    {
        await using var app = new ConvoWebApp(engine);
        await SaveAsync(app, "emails");
        var bob = app.ClientFor("bob");

        Assert.Equal(Mail, (await bob.AppendAsync(await bob.AddConversationAsync(), Mail)).Text("content"));
        Assert.Equal(["emails"], (await app.Get<RedactionService>().GetAsync(new CurrentUser("alice"), Cancel)).Profiles);
        var entry = (await app.ClientFor("alice").JsonAsync("GET /api/audit")).Items()[0];
        Assert.Equal(("redaction_changed", """["emails"]"""), (entry.Text("action"), entry.GetProperty("detail").GetProperty("profiles").GetRawText()));
    }

    private static string Json(object body) => JsonSerializer.Serialize(body);

    private static Task SaveAsync(ConvoWebApp app, params string[] profiles) =>
        app.Get<RedactionService>().SaveAsync(new CurrentUser("alice"), new RedactionSettings { Profiles = profiles }, Cancel);

    private static async Task<JsonElement> StreamAsync(HttpClient client, string id, string text, int pieces)
    {
        var draft = await BeginAsync(client, id);
        var n = 0;
        foreach (var piece in text.Chunk((text.Length + pieces - 1) / pieces))
        {
            await DeltaAsync(client, id, draft, n++, new string(piece));
        }

        return await client.JsonAsync($"POST /v1/conversations/{id}/messages/{draft}/finalize", "{}");
    }

    private static async Task<string> BeginAsync(HttpClient client, string id) =>
        (await client.JsonAsync($"POST /v1/conversations/{id}/messages", """{"type": "ai", "content": "", "state": "draft"}""")).Text("id")!;

    private static Task<JsonElement> DeltaAsync(HttpClient client, string id, string draft, int n, string text) =>
        client.JsonAsync($"POST /v1/conversations/{id}/messages/{draft}/deltas", Json(new { n, text }));
}
