using System.Net;
using System.Text.Json;

namespace ConvoWeb.Tests.Unit.Features.Messages;

public sealed class MessageTests
{
    /// <summary>The serialised answer of an append, the hand-written ones of the lists and the one of a single message, every field filled.</summary>
    [Theory, DatabaseData]
    public async Task Every_call_answers_the_same_object(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var id = await alice.AddConversationAsync();
        await alice.AppendAsync(id, "before");
        const string Body =
            """
            {
              "type": "ai", "content": "„Munch“ & <Co> 😀 \u2028 \\ \"\n", "timestamp": "2024-02-29T23:59:59.9999+05:30", "state": "final", "model": "gpt-4o",
              "audio_url": "https://example.org/a.mp3?x=1&y=2", "audio_duration": 1.25, "tokens_in": 3, "tokens_out": 4, "tokens_estimated": true,
              "external_id": "abc", "metadata": {"b": [1, 2.50, null, true], "a": {"ä": "😀"}}
            }
            """;

        var response = await alice.SendAsync($"POST /v1/conversations/{id}/messages", Body);
        var appended = await response.JsonAsync();

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal($"/api/conversations/{id}/messages/{appended.Text("id")}", response.Headers.Location?.OriginalString);
        Assert.All(
            [
                await alice.JsonAsync($"GET {response.Headers.Location}"),
                (await alice.JsonAsync($"GET /v1/conversations/{id}/messages")).Items()[1],
                (await alice.JsonAsync($"GET /api/conversations/{id}/messages")).Items()[1],
                (await alice.JsonAsync($"GET /api/conversations/{id}")).Items("messages")[1],
            ],
            read => Assert.True(JsonElement.DeepEquals(appended, read), $"{appended}{Environment.NewLine}is not{Environment.NewLine}{read}"));
        Assert.Equal(
            [
                "audio_duration", "audio_url", "content", "conversation_id", "external_id", "id", "metadata", "model", "parent_id", "seq", "state", "timestamp",
                "tokens_estimated", "tokens_in", "tokens_out", "type", "version",
            ],
            appended.EnumerateObject().Select(member => member.Name).Order());
        Assert.Equal("2024-02-29T18:29:59.999Z", appended.Text("timestamp"));
        Assert.Equal("„Munch“ & <Co> 😀 \u2028 \\ \"\n", appended.Text("content"));
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse("""{"b":[1,2.50,null,true],"a":{"ä":"😀"}}"""), appended.GetProperty("metadata")));
    }

    [Theory, DatabaseData]
    public async Task A_message_is_edited_in_part(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var id = await alice.AddConversationAsync();
        var message = (await alice.JsonAsync(
            $"POST /api/conversations/{id}/messages", """{"type":"user","content":"Which museums?","tokens_in":3,"metadata":{"a":1}}""")).Text("id");

        var edited = await alice.JsonAsync($"PATCH /api/conversations/{id}/messages/{message}", """{"content":"Which galleries?","metadata":null,"tokens_out":5}""");

        Assert.Equal(("Which galleries?", 3L, 5L, JsonValueKind.Null), (edited.Text("content"), edited.Number("tokens_in"), edited.Number("tokens_out"), edited.GetProperty("metadata").ValueKind));
        Assert.True(JsonElement.DeepEquals(edited, await alice.JsonAsync($"GET /v1/conversations/{id}/messages/{message}")));
        var conversation = await alice.JsonAsync($"GET /api/conversations/{id}");
        Assert.Equal(("Which galleries?", 5L, edited.Number("version")), (conversation.Text("preview"), conversation.Number("tokens_out"), conversation.Number("version")));
    }

    [Theory, DatabaseData]
    public async Task A_removed_message_is_gone(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var id = await alice.AddConversationAsync();
        var message = (await alice.AppendAsync(id, "Hello")).Text("id");

        Assert.Equal(HttpStatusCode.NoContent, (await alice.SendAsync($"DELETE /v1/conversations/{id}/messages/{message}")).StatusCode);

        await alice.SendAsync($"GET /v1/conversations/{id}/messages/{message}").ProblemAsync(HttpStatusCode.NotFound);
        await alice.SendAsync($"DELETE /v1/conversations/{id}/messages/{message}").ProblemAsync(HttpStatusCode.NotFound);
        await alice.SendAsync($"PATCH /v1/conversations/{id}/messages/{message}", """{"content":"x"}""").ProblemAsync(HttpStatusCode.NotFound);
        Assert.Equal(0, (await alice.JsonAsync($"GET /api/conversations/{id}")).Number("message_count"));
        Assert.Equal(2, (await alice.AppendAsync(id, "again")).Number("seq"));
    }

    [Theory, DatabaseData]
    public async Task A_message_of_another_conversation_is_not_found_here(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var here = await alice.AddConversationAsync();
        var elsewhere = (await alice.AppendAsync(await alice.AddConversationAsync(), "Hello")).Text("id");

        await alice.SendAsync($"GET /v1/conversations/{here}/messages/{elsewhere}").ProblemAsync(HttpStatusCode.NotFound);
        await alice.SendAsync($"DELETE /v1/conversations/{here}/messages/{elsewhere}").ProblemAsync(HttpStatusCode.NotFound);
        Assert.Equal(
            ["parent_id"],
            await alice.SendAsync($"POST /v1/conversations/{here}/messages", $$"""{"type":"ai","content":"x","parent_id":"{{elsewhere}}"}""").RefusedFieldsAsync());
    }

    [Theory, DatabaseData]
    public async Task Messages_come_oldest_first_page_by_page_in_both_directions(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var messages = string.Join(',', Enumerable.Range(1, 10).Select(number => $$"""{"type":"user","content":"{{number}}"}"""));
        var id = (await alice.JsonAsync("POST /api/conversations", $$"""{"messages":[{{messages}}]}""")).Text("id");

        Assert.Equal([1, 2, 3, 4], await SeqsAsync("limit=4"));
        Assert.Equal([5, 6, 7, 8], await SeqsAsync("limit=4&after=4"));
        Assert.Equal([5, 6, 7], await SeqsAsync("limit=3&before=8"));
        Assert.Equal([3, 4], await SeqsAsync("after=2&before=5"));
        Assert.Empty(await SeqsAsync("after=10"));

        var seen = new List<int>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await alice.JsonAsync($"GET /v1/conversations/{id}/messages?limit=5&cursor={cursor}");
            seen.AddRange(page.Items().Select(message => (int)message.Number("seq")));
            Assert.NotEmpty(page.Items());
            cursor = page.Text("next_cursor");
        }

        Assert.Equal(Enumerable.Range(1, 10), seen);

        async Task<IEnumerable<int>> SeqsAsync(string query) =>
            (await alice.JsonAsync($"GET /api/conversations/{id}/messages?{query}")).Items().Select(message => (int)message.Number("seq"));
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("after=first", "after")]
    [InlineData("cursor=nonsense", "cursor")]
    [InlineData("cursor=c2VxCjAxMjM0NTY3LTg5YWItN2RlZi04MTIzLTQ1Njc4OWFiY2RlZgpsYXN0", "cursor")] // a place that is no number
    public async Task What_is_wrong_in_the_query_is_named(string query, string field)
    {
        var alice = SharedApp.NewOwner();
        var id = await alice.AddConversationAsync();

        Assert.Equal([field], await alice.SendAsync($"GET /v1/conversations/{id}/messages?{query}").RefusedFieldsAsync());
    }

    [Theory]
    [InlineData("{}", "content, type")]
    [InlineData("""{"type":"tool","content":"x"}""", "type")]
    [InlineData("""{"type":"AI","content":"x"}""", "type")]
    [InlineData("""{"type":1,"content":"x"}""", "type")]
    [InlineData("""{"type":"user","content":["x"]}""", "content")]
    [InlineData("""{"type":"user","content":"x","timestamp":"soon"}""", "timestamp")]
    [InlineData("""{"type":"user","content":"x","timestamp":1732181520}""", "timestamp")]
    [InlineData("""{"type":"user","content":"x","timestamp":"3000-01-01T00:00:00Z"}""", "timestamp")]
    [InlineData("""{"type":"user","content":"x","tokens_in":-1}""", "tokens_in")]
    [InlineData("""{"type":"user","content":"x","tokens_out":99999999999}""", "tokens_out")]
    [InlineData("""{"type":"user","content":"x","audio_duration":-0.1}""", "audio_duration")]
    [InlineData("""{"type":"user","content":"x","audio_duration":1e308}""", "audio_duration")]
    [InlineData("""{"type":"user","content":"x","audio_duration":1e999}""", "audio_duration")]
    [InlineData("""{"type":"user","content":"x","metadata":[1]}""", "metadata")]
    [InlineData("""{"type":"user","content":"x","parent_id":"first"}""", "parent_id")]
    [InlineData("""{"type":"user","content":"x","parent_id":"01234567-89ab-7def-8123-456789abcdef"}""", "parent_id")]
    [InlineData("""{"type":"user","content":"x""", "content")]
    [InlineData("null", "body")]
    public async Task What_is_wrong_is_named(string body, string fields)
    {
        var alice = SharedApp.NewOwner();
        var id = await alice.AddConversationAsync();

        Assert.Equal(fields.Split(", "), (await alice.SendAsync($"POST /v1/conversations/{id}/messages", body).RefusedFieldsAsync()).Order());
        Assert.Equal(0, (await alice.JsonAsync($"GET /api/conversations/{id}")).Number("message_count"));
    }

    [Theory, DatabaseData]
    public async Task The_same_message_of_another_program_cannot_come_twice(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var id = await alice.AddConversationAsync();
        const string Body = """{"type":"user","content":"x","external_id":"abc"}""";
        await alice.JsonAsync($"POST /v1/conversations/{id}/messages", Body);

        await alice.SendAsync($"POST /v1/conversations/{id}/messages", Body).ProblemAsync(HttpStatusCode.Conflict);

        Assert.Equal(1, (await alice.JsonAsync($"GET /api/conversations/{id}")).Number("message_count"));
    }

    [Theory, DatabaseData]
    public async Task Programs_that_append_at_once_get_numbers_without_a_gap(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var id = await alice.AddConversationAsync();

        var appended = await Task.WhenAll(Enumerable.Range(0, 50).Select(number => alice.AppendAsync(id, $"{number}")));

        Assert.Equal(Enumerable.Range(1, 50), appended.Select(message => (int)message.Number("seq")).Order());
        Assert.Equal(51, (await alice.JsonAsync($"GET /api/conversations/{id}")).Number("version"));
    }
}
