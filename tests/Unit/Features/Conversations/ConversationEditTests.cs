using System.Net;
using System.Text.Json;

namespace ConvoWeb.Tests.Unit.Features.Conversations;

public sealed class ConversationEditTests
{
    [Theory, DatabaseData]
    public async Task PUT_replaces_what_a_person_may_set_and_nothing_else(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var before = await alice.JsonAsync(
            "POST /api/conversations",
            """{"title":"Trip to Oslo","starred":true,"tags":["travel"],"metadata":{"a":1},"model":"gpt-4o","messages":[{"type":"user","content":"Hello"}]}""");

        var after = await alice.JsonAsync($"PUT /api/conversations/{before.Text("id")}", """{"title":"Trip to Bergen","tags":["trains","boats"]}""");

        Assert.Equal("Trip to Bergen", after.Text("title"));
        Assert.False(after.GetProperty("starred").GetBoolean());
        Assert.Equal(["boats", "trains"], after.Items("tags").Select(tag => tag.GetString()));
        Assert.Equal(JsonValueKind.Null, after.GetProperty("metadata").ValueKind);
        Assert.Equal(before.Number("version") + 1, after.Number("version"));
        Assert.Equal(("gpt-4o", 1L, "Hello"), (after.Text("model"), after.Number("message_count"), after.Text("preview")));
        Assert.Equal(before.Text("last_message_at"), after.Text("last_message_at"));
    }

    [Theory, DatabaseData]
    public async Task PATCH_merges_and_null_clears(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var personality = (await alice.JsonAsync("POST /api/personalities", """{"name":"Guide"}""")).Text("id");
        var id = (await alice.JsonAsync(
            "POST /api/conversations", $$"""{"title":"Trip to Oslo","starred":true,"tags":["travel"],"metadata":{"a":1,"b":2},"personality_id":"{{personality}}"}""")).Text("id");

        var renamed = await alice.JsonAsync($"PATCH /api/conversations/{id}", """{"title":"Trip to Bergen","metadata":{"c":3}}""");
        var cleared = await alice.JsonAsync($"PATCH /api/conversations/{id}", """{"personality_id":null,"metadata":null,"tags":null}""");

        Assert.Equal(("Trip to Bergen", personality, """{"c":3}"""), (renamed.Text("title"), renamed.Text("personality_id"), renamed.GetProperty("metadata").GetRawText()));
        Assert.True(renamed.GetProperty("starred").GetBoolean());
        Assert.Equal(["travel"], renamed.Items("tags").Select(tag => tag.GetString()));
        Assert.Equal(JsonValueKind.Null, cleared.GetProperty("personality_id").ValueKind);
        Assert.Equal(JsonValueKind.Null, cleared.GetProperty("metadata").ValueKind);
        Assert.Empty(cleared.Items("tags"));
        Assert.Equal("Trip to Bergen", cleared.Text("title"));
    }

    [Theory]
    [InlineData("PUT", "{}", "title")]
    [InlineData("PUT", """{"title":" "}""", "title")]
    [InlineData("PUT", """{"title":"x","status":"deleted"}""", "status")]
    [InlineData("PUT", """{"title":"x","status":"gone"}""", "status")]
    [InlineData("PUT", """{"title":"x","metadata":7}""", "metadata")]
    [InlineData("PATCH", """{"title":null}""", "title")]
    [InlineData("PATCH", """{"title":5}""", "title")]
    [InlineData("PATCH", """{"status":null}""", "status")]
    [InlineData("PATCH", """{"starred":"yes"}""", "starred")]
    [InlineData("PATCH", """{"personality_id":"nobody"}""", "personality_id")]
    [InlineData("PATCH", """{"tags":["a",null]}""", "tags")]
    [InlineData("PATCH", "[]", "body")]
    [InlineData("PATCH", "{", "body")]
    public async Task What_is_wrong_is_named(string method, string body, string field)
    {
        var alice = SharedApp.NewOwner();
        var id = await alice.AddConversationAsync();

        Assert.Equal([field], await alice.SendAsync($"{method} /api/conversations/{id}", body).RefusedFieldsAsync());
        Assert.Equal(1, (await alice.JsonAsync($"GET /api/conversations/{id}")).Number("version"));
    }

    [Theory, DatabaseData]
    public async Task A_change_of_what_moved_on_is_refused(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var created = await alice.SendAsync("POST /api/conversations", """{"title":"Trip to Oslo"}""");
        var id = (await created.JsonAsync()).Text("id");
        var seen = created.Headers.ETag!.Tag;
        var message = (await alice.AppendAsync(id!, "Hello")).Text("id");

        foreach (var (call, body) in (ValueTuple<string, string?>[])[
            ($"PUT /api/conversations/{id}", """{"title":"Mine"}"""),
            ($"PATCH /api/conversations/{id}", """{"title":"Mine"}"""),
            ($"DELETE /api/conversations/{id}", null),
            ($"POST /api/conversations/{id}/restore", null),
            ($"PATCH /v1/conversations/{id}/messages/{message}", """{"content":"Mine"}"""),
            ($"DELETE /v1/conversations/{id}/messages/{message}", null)])
        {
            await alice.SendAsync(call, body, ("If-Match", seen)).ProblemAsync(HttpStatusCode.PreconditionFailed);
            await alice.SendAsync(call, body, ("If-Match", "\"not-ours\"")).ProblemAsync(HttpStatusCode.PreconditionFailed);
        }

        var now = await alice.SendAsync($"GET /api/conversations/{id}");
        var changed = await alice.SendAsync($"PATCH /api/conversations/{id}", """{"title":"Mine"}""", ("If-Match", now.Headers.ETag!.Tag));
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.Equal("\"3\"", changed.Headers.ETag?.Tag);
        Assert.Equal("Mine", (await alice.JsonAsync($"PATCH /api/conversations/{id}", "{}", ("If-Match", "*"))).Text("title"));
    }

    [Theory, DatabaseData]
    public async Task A_reader_who_has_the_newest_version_is_sent_nothing(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var id = await alice.AddConversationAsync();
        var etag = (await alice.SendAsync($"GET /api/conversations/{id}")).Headers.ETag!.Tag;

        var again = await alice.SendAsync($"GET /api/conversations/{id}", null, ("If-None-Match", etag));
        await alice.AppendAsync(id, "Hello");
        var afterwards = await alice.SendAsync($"GET /api/conversations/{id}", null, ("If-None-Match", etag));

        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Equal(etag, again.Headers.ETag?.Tag);
        Assert.Empty(await again.Content.ReadAsByteArrayAsync(Cancel));
        Assert.Equal(HttpStatusCode.OK, afterwards.StatusCode);
        Assert.NotEqual(etag, afterwards.Headers.ETag?.Tag);
    }

    [Theory]
    [InlineData("\"7\", \"1\"")]
    [InlineData("W/\"1\"")]
    [InlineData("*")]
    public async Task If_None_Match_is_read_as_the_standard_says(string header)
    {
        var alice = SharedApp.NewOwner();
        var id = await alice.AddConversationAsync();

        Assert.Equal(HttpStatusCode.NotModified, (await alice.SendAsync($"GET /api/conversations/{id}", null, ("If-None-Match", header))).StatusCode);
    }
}
