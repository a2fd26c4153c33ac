using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using ConvoWeb.Features.Live;

namespace ConvoWeb.Tests.Unit.Features.Import;

public sealed class ImportTests
{
    private const string Trip = """{"id": "trip", "title": "Trip to Oslo", "create_time": 1704067200, "mapping": {"q": {"message": {"author": {"role": "user"}, "content": {"parts": ["Which museums?"]}}}}}""";

    private const string LongerTrip =
        """
        {"id": "trip", "title": "Trip to Oslo", "create_time": 1704067200, "current_node": "a", "mapping": {
          "q": {"children": ["a"], "message": {"author": {"role": "user"}, "content": {"parts": ["Which museums?"]}}},
          "a": {"parent": "q", "message": {"author": {"role": "assistant"}, "create_time": 1704067260, "content": {"parts": ["Munch."]}, "metadata": {"model_slug": "gpt-4o"}}}}}
        """;

    [Theory, DatabaseData]
    public async Task An_export_is_stored_and_the_same_file_adds_nothing(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);

        var first = await ImportAsync(alice, $"[{LongerTrip}]");
        var second = await ImportAsync(alice, $"[{LongerTrip}]");
        var conversation = await ConversationAsync(alice);

        Assert.Equal("imported 2", Outcome(first));
        Assert.Equal("unchanged 0", Outcome(second));
        Assert.Equal(ItemOf(first).GetProperty("id").GetString(), ItemOf(second).GetProperty("id").GetString());
        Assert.Equal("Trip to Oslo", conversation.GetProperty("title").GetString());
        Assert.Equal("chatgpt", conversation.GetProperty("source").GetString());
        Assert.Equal("trip", conversation.GetProperty("external_id").GetString());
        Assert.Equal("gpt-4o", conversation.GetProperty("model").GetString());
        Assert.Equal("Munch.", conversation.GetProperty("preview").GetString());
        Assert.Equal("2024-01-01T00:00:00.000Z", conversation.GetProperty("created_at").GetString());
        Assert.Equal("2024-01-01T00:01:00.000Z", conversation.GetProperty("last_message_at").GetString());
        Assert.Equal("1 Which museums?, 2 Munch.", MessagesOf(conversation));
    }

    [Theory, DatabaseData]
    public async Task A_grown_export_adds_only_its_new_messages(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        await ImportAsync(alice, Trip);
        var before = await ConversationAsync(alice);

        var report = await ImportAsync(alice, LongerTrip);
        var after = await ConversationAsync(alice);

        Assert.Equal("updated 1", Outcome(report));
        Assert.Equal("1 Which museums?, 2 Munch.", MessagesOf(after));
        Assert.Equal(before.GetProperty("id").GetString(), after.GetProperty("id").GetString());
        Assert.Equal(before.GetProperty("version").GetInt64() + 1, after.GetProperty("version").GetInt64());
        Assert.Equal(after.GetProperty("messages")[1].GetProperty("id").GetString(), after.GetProperty("active_leaf_id").GetString());
        Assert.Equal(after.GetProperty("messages")[0].GetProperty("id").GetString(), after.GetProperty("messages")[1].GetProperty("parent_id").GetString());
    }

    [Theory, DatabaseData]
    public async Task Two_imports_of_the_same_file_at_once_make_one_of_each(Engine engine)
    {
        await using var app = new ConvoWebApp(engine);
        var alice = app.ClientFor("alice");
        var file = $"[{string.Join(',', Enumerable.Range(0, 20).Select(n => LongerTrip.Replace("\"trip\"", $"\"trip{n}\"", StringComparison.Ordinal)))}]";

        var reports = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ImportAsync(alice, file)));

        Assert.Equal(20, reports.Sum(report => report.GetProperty("totals").GetProperty("imported").GetInt32()));
        Assert.Equal(60, reports.Sum(report => report.GetProperty("totals").GetProperty("unchanged").GetInt32()));
        Assert.Equal(20, await app.Stored.ScalarAsync<long>("SELECT count(*) FROM conversations"));
        Assert.Equal(40, await app.Stored.ScalarAsync<long>("SELECT count(*) FROM messages"));
    }

    [Theory, DatabaseData]
    public async Task A_preview_says_what_would_happen_and_writes_nothing(Engine engine)
    {
        await using var app = new ConvoWebApp(engine);
        var alice = app.ClientFor("alice");

        var empty = await ImportAsync(alice, Trip, "?preview=true");
        Assert.Equal(0, await app.Stored.ScalarAsync<long>("SELECT count(*) FROM conversations"));
        await ImportAsync(alice, Trip);

        Assert.Equal("imported 1", Outcome(empty));
        Assert.Equal("unchanged 0", Outcome(await ImportAsync(alice, Trip, "?preview=true")));
        Assert.Equal("updated 1", Outcome(await ImportAsync(alice, LongerTrip, "?preview=true")));
        Assert.Equal("updated 1", Outcome(await ImportAsync(alice, LongerTrip)));
    }

    [Theory, DatabaseData]
    public async Task What_lies_in_the_trash_stays_there(Engine engine)
    {
        await using var app = new ConvoWebApp(engine);
        var alice = app.ClientFor("alice");
        var id = ItemOf(await ImportAsync(alice, Trip)).GetProperty("id").GetString();
        await alice.DeleteAsync($"/api/conversations/{id}", Cancel);

        var report = await ImportAsync(alice, LongerTrip);

        Assert.Equal("skipped 0", Outcome(report));
        Assert.Contains("trash", ItemOf(report).GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal("skipped 0", Outcome(await ImportAsync(alice, LongerTrip, "?preview=true")));
        Assert.Equal(1, await app.Stored.ScalarAsync<long>("SELECT count(*) FROM messages"));
    }

    [Fact]
    public async Task One_owner_s_import_is_none_of_the_other_s()
    {
        await using var app = new ConvoWebApp();
        await ImportAsync(app.ClientFor("alice"), Trip);

        Assert.Equal("imported 1", Outcome(await ImportAsync(app.ClientFor("bob"), Trip)));
        Assert.Equal(2, await app.Stored.ScalarAsync<long>("SELECT count(DISTINCT owner_id) FROM conversations"));
    }

    [Fact]
    public async Task A_bad_record_is_reported_and_the_others_come_in()
    {
        var alice = SharedApp.NewOwner();
        var bob = LongerTrip.Replace("\"trip\"", "\"bob\"", StringComparison.Ordinal);

        var report = await ImportAsync(alice, $$"""[{"mapping": }, {{Trip}}, 7, {"id": "x", "title": "Odd"}, {{bob}}, {"mapping": {""");

        Assert.Equal(
            """
            failed: It is not valid JSON.
            imported: Trip to Oslo
            failed: It has no messages.
            failed: It has no messages.
            imported: Trip to Oslo
            failed: The file ends in the middle of it.
            """,
            string.Join('\n', Items(report).Select(item =>
                $"{item.GetProperty("outcome").GetString()}: {item.GetProperty("reason").GetString() ?? item.GetProperty("title").GetString()}")));
        Assert.Equal(4, report.GetProperty("totals").GetProperty("failed").GetInt32());
    }

    [Theory]
    [InlineData("{\"type\": \"conversation\", \"format\": \"convoweb/1\"}\n{\"type\": \"user\", \"\\ud800\": 1}\n{\"\\ud800\": 1, \"type\": \"conversation\"}")]
    [InlineData("{\"format\": \"convoweb/1\", \"type\": \"conversation\", \"id\": \"019aa5c0-0000-7000-8000-000000000001\"}\n7\n")]
    [InlineData("{\"format\": \"convoweb/1\", \"type\": \"conversation\", \"id\": \"none\"}")]
    [InlineData("{\"format\": \"convoweb/1\", \"type\": \"conversation\", \"id\": \"019aa5c0-0000-7000-8000-000000000001\", \"status\": \"lost\"}")]
    [InlineData("{\"format\": \"convoweb/1\", \"type\": \"conversation\", \"id\": \"019aa5c0-0000-7000-8000-000000000001\", \"metadata\": [1]}")]
    public async Task What_makes_no_sense_fails_in_words(string file)
    {
        var alice = SharedApp.NewOwner();

        var report = await ImportAsync(alice, file);

        Assert.All(Items(report), item => Assert.Equal("failed", item.GetProperty("outcome").GetString()));
        Assert.All(Items(report), item => Assert.NotEmpty(item.GetProperty("reason").GetString()!));
    }

    [Theory]
    [InlineData("next_seq", "2147483647")]
    [InlineData("next_seq", "-5")]
    [InlineData("version", "9223372036854775807")]
    [InlineData("created_at", "\"0001-01-01T00:00:00Z\"")]
    [InlineData("created_at", "\"9999-12-31T23:59:59Z\"")]
    [InlineData("active_leaf_id", "\"019aa5c0-0000-7000-8000-000000000000\"")]
    public async Task A_value_that_cannot_be_meant_does_no_harm(string member, string value)
    {
        var alice = SharedApp.NewOwner();

        var report = await ImportAsync(alice, $$"""
            {"format": "convoweb/1", "type": "conversation", "id": "019aa5c0-0000-7000-8000-000000000001", "{{member}}": {{value}} }
            {"type": "user", "content": "Hello", "timestamp": "2024-01-01T00:00:00Z", "seq": 2147483647}
            """);
        var id = ItemOf(report).GetProperty("id").GetString();
        var appended = await alice.PostAsJsonAsync($"/api/conversations/{id}/messages", new { type = "ai", content = "Hi" }, Cancel);

        Assert.Equal("imported 1", Outcome(report));
        Assert.Equal(HttpStatusCode.Created, appended.StatusCode);
    }

    [Fact]
    public async Task Hidden_messages_without_content_are_left_out_and_counted()
    {
        var alice = SharedApp.NewOwner();

        var report = await ImportAsync(
            alice,
            """
            {"id": "c", "mapping": {
              "s": {"message": {"author": {"role": "system"}, "content": {"parts": [""]}, "metadata": {"is_visually_hidden_from_conversation": true}}},
              "q": {"parent": "s", "message": {"author": {"role": "user"}, "content": {"parts": ["Hello"]}}}}}
            """);

        Assert.Equal("imported 1", Outcome(report));
        Assert.Equal(1, report.GetProperty("totals").GetProperty("left_out").GetInt32());
        Assert.Equal("Hidden messages without content, left out: 1.", ItemOf(report).GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_file_of_no_known_format_is_named_and_the_others_of_the_upload_come_in()
    {
        var alice = SharedApp.NewOwner();

        var response = await PostAsync(alice, ("trip.json", Bytes(Trip)), ("holiday.jpg", [0xFF, 0xD8]), ("users.json", Bytes("""[{"uuid": "u", "full_name": "Alice"}]""")));
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(
            "holiday.jpg: It holds no conversations of a known format. users.json: It holds no conversations of a known format.",
            string.Join(' ', problem.GetProperty("errors").GetProperty("file").EnumerateArray().Select(error => error.GetString())));
        Assert.Equal(1, problem.GetProperty("totals").GetProperty("imported").GetInt32());
    }

    [Fact]
    public async Task What_was_imported_is_shown_live()
    {
        await using var app = new ConvoWebApp();
        var events = new List<LiveEventKind>();
        using var listening = app.Get<ILiveEvents>().Listen(LiveTopic.Owner("alice"), liveEvent => events.Add(liveEvent.Kind));

        await ImportAsync(app.ClientFor("alice"), Trip);
        await ImportAsync(app.ClientFor("alice"), LongerTrip);
        await ImportAsync(app.ClientFor("alice"), LongerTrip);

        Assert.Equal([LiveEventKind.ConversationAdded, LiveEventKind.MessageAdded], events);
    }

    [Fact]
    public async Task Nothing_is_imported_where_nothing_is_stored()
    {
        await using var app = new ConvoWebApp { Settings = { ["PERSIST_TRANSCRIPTS"] = "false" } };

        var response = await PostAsync(app.ClientFor("alice"), ("trip.json", Bytes(Trip)));

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal(0, await app.Stored.ScalarAsync<long>("SELECT count(*) FROM conversations"));
    }

    [Fact]
    public async Task A_request_that_is_no_upload_is_told_what_is_missing()
    {
        var alice = SharedApp.NewOwner();
        using var withoutFile = new MultipartFormDataContent { { new StringContent("x"), "other" } };
        using var cutOff = new StringContent("--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n[");
        cutOff.Headers.ContentType = new("multipart/form-data") { Parameters = { new("boundary", "b") } };

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await alice.PostAsJsonAsync("/api/import", new { }, Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await alice.PostAsync("/api/import", withoutFile, Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await alice.PostAsync("/api/import", cutOff, Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(alice, "?background=true&preview=true", ("trip.json", Bytes(Trip)))).StatusCode);
    }

    [Fact]
    public async Task An_upload_of_more_than_the_usual_limit_of_a_body_comes_in_whole()
    {
        await using var app = new ConvoWebApp().OnKestrel();
        var filler = new string('x', 900_000);
        var file = $"[{string.Join(',', Enumerable.Range(0, 45).Select(n =>
            Trip.Replace("\"trip\"", $"\"trip{n}\"", StringComparison.Ordinal).Replace("Which museums?", filler, StringComparison.Ordinal)))}]";

        var report = await ImportAsync(app.ClientFor("alice"), file);

        Assert.Equal(45, report.GetProperty("totals").GetProperty("imported").GetInt32());
    }

    private static Task<JsonElement> ImportAsync(HttpClient client, string file, string query = "") => UploadedFiles.ImportAsync(client, query, ("export.json", Bytes(file)));

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, params (string, byte[])[] files) => UploadedFiles.PostAsync(client, "", files);

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string query, params (string, byte[])[] files) => UploadedFiles.PostAsync(client, query, files);

    private static async Task<JsonElement> ConversationAsync(HttpClient client)
    {
        var list = await client.GetFromJsonAsync<JsonElement>("/api/conversations", Cancel);
        var id = Assert.Single(Items(list)).GetProperty("id").GetString();
        return await client.GetFromJsonAsync<JsonElement>($"/api/conversations/{id}", Cancel);
    }

    private static string Outcome(JsonElement report) =>
        string.Create(CultureInfo.InvariantCulture, $"{ItemOf(report).GetProperty("outcome").GetString()} {ItemOf(report).GetProperty("messages").GetInt32()}");

    private static JsonElement ItemOf(JsonElement report) => Assert.Single(Items(report));

    private static List<JsonElement> Items(JsonElement report) => [.. report.GetProperty("items").EnumerateArray()];

    private static string MessagesOf(JsonElement conversation) => string.Join(", ", conversation.GetProperty("messages").EnumerateArray()
        .Select(message => $"{message.GetProperty("seq")} {message.GetProperty("content").GetString()}"));

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
