using System.Net;
using System.Text.Json;

namespace ConvoWeb.Tests.Unit.Features.Conversations;

public sealed class ConversationTests
{
    [Theory, DatabaseData]
    public async Task A_created_conversation_can_be_read_by_its_owner_and_nobody_else(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);

        var created = await alice.SendAsync("POST /api/conversations", """{"title":"Trip to Oslo"}""");

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var id = (await created.JsonAsync()).Text("id");
        Assert.Equal($"/api/conversations/{id}", created.Headers.Location?.OriginalString);
        Assert.Equal("Trip to Oslo", (await alice.JsonAsync($"GET /api/conversations/{id}")).Text("title"));
        await SharedApp.NewOwner(engine).SendAsync($"GET /api/conversations/{id}").ProblemAsync(HttpStatusCode.NotFound);
    }

    [Theory, DatabaseData]
    public async Task What_is_not_mine_does_not_exist_for_any_call(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var bob = SharedApp.NewOwner(engine);
        var id = await alice.AddConversationAsync();
        var message = (await alice.AppendAsync(id, "Which museums are open?")).Text("id");
        var personality = (await alice.JsonAsync("POST /api/personalities", """{"name":"Guide"}""")).Text("id");

        foreach (var (call, body) in (ValueTuple<string, string?>[])[
            ($"GET /api/conversations/{id}", null),
            ($"PUT /api/conversations/{id}", """{"title":"Mine"}"""),
            ($"PATCH /api/conversations/{id}", """{"title":"Mine"}"""),
            ($"DELETE /api/conversations/{id}", null),
            ($"POST /api/conversations/{id}/restore", null),
            ($"GET /api/conversations/{id}/messages", null),
            ($"GET /v1/conversations/{id}/messages", null),
            ($"POST /v1/conversations/{id}/messages", """{"type":"user","content":"x"}"""),
            ($"GET /api/conversations/{id}/messages/{message}", null),
            ($"PATCH /api/conversations/{id}/messages/{message}", """{"content":"x"}"""),
            ($"DELETE /api/conversations/{id}/messages/{message}", null),
            ($"GET /api/personalities/{personality}", null),
            ($"PUT /api/personalities/{personality}", """{"name":"Mine"}"""),
            ($"PATCH /api/personalities/{personality}", """{"name":"Mine"}"""),
            ($"DELETE /api/personalities/{personality}", null)])
        {
            await bob.SendAsync(call, body).ProblemAsync(HttpStatusCode.NotFound);
        }

        Assert.Empty((await bob.JsonAsync("GET /api/conversations?status=all")).Items());
        Assert.Empty((await bob.JsonAsync("GET /api/personalities")).Items());
        Assert.Equal(["personality_id"], await bob.SendAsync("POST /api/conversations", $$"""{"personality_id":"{{personality}}"}""").RefusedFieldsAsync());
        Assert.Equal("Trip to Oslo", (await alice.JsonAsync($"GET /api/conversations/{id}")).Text("title"));
    }

    /// <summary>The hand-written answer of GET and the serialised ones of the other calls, with every field filled.</summary>
    [Theory, DatabaseData]
    public async Task Every_call_answers_the_same_object(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var personality = (await alice.JsonAsync("POST /api/personalities", """{"name":"Guide"}""")).Text("id");
        var body = $$"""
            {
              "title": "Trip to \"Oslo\" <äöü 😀> \\ \u2028",
              "personality_id": "{{personality}}",
              "model": "gpt-4o",
              "starred": true,
              "tags": ["travel", "Norway"],
              "source": "chatgpt",
              "external_id": "abc",
              "created_at": "2024-02-29T23:59:59.999+05:30",
              "metadata": {"b": [1, 2.50, null, true], "a": {"ä": "😀"}, "e": "\n"},
              "messages": [{"type": "user", "content": "Which museums are open?", "audio_duration": 1.25, "tokens_in": 3, "tokens_out": 4, "model": "gpt-4o-mini"}]
            }
            """;

        var created = await alice.JsonAsync("POST /api/conversations", body);
        var id = created.Text("id");
        var listed = (await alice.JsonAsync("GET /api/conversations")).Items()[0];
        var read = await alice.JsonAsync($"GET /api/conversations/{id}");
        var patched = await alice.JsonAsync($"PATCH /api/conversations/{id}", """{"starred":true}""");
        var readAgain = await alice.JsonAsync($"GET /api/conversations/{id}");
        var put = await alice.JsonAsync($"PUT /api/conversations/{id}", $$"""{"title":{{created.GetProperty("title").GetRawText()}},"starred":true}""");

        AssertSame(created, listed);
        AssertSame(created, Without(read, "messages"));
        AssertSame(patched, Without(readAgain, "messages"));
        AssertSame(put, Without(await alice.JsonAsync($"GET /api/conversations/{id}"), "messages"));
        Assert.Equal("2024-02-29T18:29:59.999Z", created.Text("created_at"));
        Assert.Equal(["Norway", "travel"], created.Items("tags").Select(tag => tag.GetString()));
        AssertSame(JsonElement.Parse("""{"b":[1,2.50,null,true],"a":{"ä":"😀"},"e":"\n"}"""), created.GetProperty("metadata"));
        Assert.Equal((1L, 2L, 2L), (created.Number("message_count"), created.Number("next_seq"), created.Number("version")));
        Assert.All(created.EnumerateObject(), member => Assert.Matches("^[a-z_]+$", member.Name));
    }

    [Theory, DatabaseData]
    public async Task Every_column_of_the_table_is_in_the_answer(Engine engine)
    {
        var created = await SharedApp.NewOwner(engine).JsonAsync("POST /api/conversations", "{}");

        Assert.Equal(
            [
                "active_leaf_id", "audio_duration", "created_at", "deleted_at", "external_id", "held_at", "id", "last_exported_at", "last_message_at",
                "message_count", "metadata", "model", "next_seq", "open_drafts", "owner_id", "personality_id", "preview", "restores_to", "source", "starred", "status", "tags", "title",
                "tokens_in", "tokens_out", "updated_at", "version",
            ],
            created.EnumerateObject().Select(member => member.Name).Order());
    }

    [Theory, DatabaseData]
    public async Task The_conversation_comes_with_its_newest_200_messages_in_order(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var messages = string.Join(',', Enumerable.Range(1, 205).Select(number => $$"""{"type":"user","content":"{{number}}"}"""));
        var id = (await alice.JsonAsync("POST /api/conversations", $$"""{"messages":[{{messages}}]}""")).Text("id");

        var newest = (await alice.JsonAsync($"GET /api/conversations/{id}")).Items("messages");
        var before = (await alice.JsonAsync($"GET /api/conversations/{id}?before=6&limit=3")).Items("messages");
        var after = (await alice.JsonAsync($"GET /api/conversations/{id}?after=203")).Items("messages");

        Assert.Equal(Enumerable.Range(6, 200), newest.Select(message => (int)message.Number("seq")));
        Assert.Equal(["3", "4", "5"], before.Texts("content"));
        Assert.Equal(["204", "205"], after.Texts("content"));
    }

    [Theory]
    [InlineData("{}", "New conversation")]
    [InlineData("""{"title":"  Trip to Oslo "}""", "Trip to Oslo")]
    [InlineData("""{"messages":[{"type":"system","content":"Be brief."},{"type":"user","content":"Which museums\n are open?"}]}""", "Which museums are open?")]
    public async Task A_conversation_always_has_a_title(string body, string title) =>
        Assert.Equal(title, (await SharedApp.NewOwner().JsonAsync("POST /api/conversations", body)).Text("title"));

    [Theory, DatabaseData]
    public async Task A_title_of_500_emoji_is_taken_and_one_more_is_not(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var longest = string.Concat(Enumerable.Repeat("😀", 500));

        Assert.Equal(longest, (await alice.JsonAsync("POST /api/conversations", $$"""{"title":"{{longest}}"}""")).Text("title"));
        Assert.Equal(["title"], await alice.SendAsync("POST /api/conversations", $$"""{"title":"{{longest}}x"}""").RefusedFieldsAsync());
    }

    /// <summary>What the list sorts by is cut after 100 UTF-16 units, which may be the middle of an emoji.</summary>
    [Theory, DatabaseData]
    public async Task A_title_may_have_an_emoji_anywhere(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var title = "x" + string.Concat(Enumerable.Repeat("😀", 60));
        await alice.AddConversationAsync(title);
        await alice.AddConversationAsync(title);

        var first = await alice.JsonAsync("GET /api/conversations?sort=title&limit=1");
        var second = await alice.JsonAsync($"GET /api/conversations?sort=title&limit=1&cursor={first.Text("next_cursor")}");

        Assert.Equal(title, Assert.Single(first.Items()).Text("title"));
        Assert.NotEqual(Assert.Single(first.Items()).Text("id"), Assert.Single(second.Items()).Text("id"));
    }

    [Theory]
    [InlineData("""{"title":5}""", "title")]
    [InlineData("""{"personality_id":"nobody"}""", "personality_id")]
    [InlineData("""{"personality_id":"01234567-89ab-7def-8123-456789abcdef"}""", "personality_id")]
    [InlineData("""{"starred":"yes"}""", "starred")]
    [InlineData("""{"metadata":[]}""", "metadata")]
    [InlineData("""{"metadata":"{}"}""", "metadata")]
    [InlineData("""{"tags":[""]}""", "tags")]
    [InlineData("""{"created_at":"yesterday"}""", "created_at")]
    [InlineData("""{"created_at":"1969-12-31T23:59:59Z"}""", "created_at")]
    [InlineData("""{"messages":[{"type":"user","content":"x"},{"type":"tool","content":"x"}]}""", "messages[1].type")]
    [InlineData("""{"messages":[{"type":"user"}]}""", "messages[0].content")]
    [InlineData("""{"title":""", "title")]
    [InlineData("""{"tags":[null]}""", "tags")]
    [InlineData("""{"messages":[null]}""", "messages[0]")]
    [InlineData("[]", "body")]
    public async Task What_is_wrong_is_named(string body, string field) =>
        Assert.Equal([field], await SharedApp.NewOwner().SendAsync("POST /api/conversations", body).RefusedFieldsAsync());

    [Fact]
    public async Task Everything_that_is_wrong_is_told_at_once()
    {
        var fields = await SharedApp.NewOwner()
            .SendAsync("POST /api/conversations", """{"tags":[" "],"created_at":"0001-01-01T00:00:00Z","messages":[{"content":"x","state":"draft"}]}""")
            .RefusedFieldsAsync();

        Assert.Equal(["created_at", "messages[0].state", "messages[0].type", "tags"], fields.Order());
    }

    [Theory, DatabaseData]
    public async Task The_same_thing_of_another_program_cannot_come_twice(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        const string Body = """{"source":"chatgpt","external_id":"abc"}""";
        await alice.JsonAsync("POST /api/conversations", Body);

        await alice.SendAsync("POST /api/conversations", Body).ProblemAsync(HttpStatusCode.Conflict);

        Assert.Single((await alice.JsonAsync("GET /api/conversations")).Items());
        await SharedApp.NewOwner(engine).JsonAsync("POST /api/conversations", Body);
    }

    [Fact]
    public async Task An_address_that_is_none_is_a_problem_too() =>
        await SharedApp.NewOwner().SendAsync("GET /api/conversations/not-an-id").ProblemAsync(HttpStatusCode.NotFound);

    [Fact]
    public async Task A_method_that_is_none_is_a_problem_too() =>
        await SharedApp.NewOwner().SendAsync("POST /health/live").ProblemAsync(HttpStatusCode.MethodNotAllowed);

    [Fact]
    public async Task A_body_that_is_no_JSON_by_its_type_is_a_problem_too()
    {
        var alice = SharedApp.NewOwner();

        using var form = new StringContent("title=Oslo", System.Text.Encoding.UTF8, "application/x-www-form-urlencoded");
        await alice.PostAsync("/api/conversations", form, Cancel).ProblemAsync(HttpStatusCode.UnsupportedMediaType);
    }

    private static void AssertSame(JsonElement expected, JsonElement actual) =>
        Assert.True(JsonElement.DeepEquals(expected, actual), $"{expected}{Environment.NewLine}is not{Environment.NewLine}{actual}");

    private static JsonElement Without(JsonElement json, string name)
    {
        var members = json.EnumerateObject().Where(member => member.Name != name).ToDictionary(member => member.Name, member => member.Value);
        return JsonSerializer.SerializeToElement(members);
    }
}
