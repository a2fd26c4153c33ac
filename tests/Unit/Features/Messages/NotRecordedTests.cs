using System.Net;
using ConvoWeb.Tests.Unit.Features.Conversations.Feed;

namespace ConvoWeb.Tests.Unit.Features.Messages;

/// <summary>A request that says <c>X-ConvoWeb-Record: off</c> is shown and not stored.</summary>
public sealed class NotRecordedTests
{
    private static readonly (string, string) Off = ("X-ConvoWeb-Record", "off");

    [Theory, DatabaseData]
    public async Task What_is_not_to_be_recorded_is_shown_to_whoever_looks_and_nowhere_else(Engine engine)
    {
        var app = SharedApp.On(engine);
        var alice = app.ClientFor($"owner-{Guid.NewGuid():N}");
        var id = await alice.AddConversationAsync();
        await using var viewer = new Viewer(app, id, 0);
        await viewer.UntilAsync(v => v.IsFollowing);

        var appended = await alice.SendAsync($"POST /v1/conversations/{id}/messages", """{"type": "user", "content": "Between us"}""", Off);
        var draft = (await (await alice.SendAsync($"POST /v1/conversations/{id}/messages", """{"type": "ai", "content": "", "state": "draft"}""", Off)).JsonAsync()).Text("id");
        var delta = await alice.SendAsync($"POST /v1/conversations/{id}/messages/{draft}/deltas", """{"n": 0, "text": "Of course"}""", Off);
        var end = await alice.SendAsync($"POST /v1/conversations/{id}/messages/{draft}/finalize", "{}", Off);

        Assert.False((await appended.JsonAsync()).GetProperty("stored").GetBoolean());
        Assert.Equal(HttpStatusCode.Accepted, appended.StatusCode);
        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (delta.StatusCode, end.StatusCode));
        await viewer.UntilAsync(v => v.Names.Contains("MessageFinalized"));
        Assert.Contains("Between us", viewer.Contents);
        Assert.Empty((await alice.JsonAsync($"GET /api/conversations/{id}")).GetProperty("messages").EnumerateArray());
    }

    [Theory, DatabaseData]
    public async Task First_messages_that_are_not_to_be_recorded_leave_an_empty_conversation(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);

        var created = await (await alice.SendAsync("POST /api/conversations", """{"title": "Trip", "messages": [{"type": "user", "content": "Between us"}]}""", Off)).JsonAsync();

        Assert.Equal(0, created.Number("message_count"));
    }

    [Fact]
    public async Task It_is_on_or_off_and_nothing_else()
    {
        var alice = SharedApp.NewOwner(Engine.Sqlite);
        var id = await alice.AddConversationAsync();

        var refused = alice.SendAsync($"POST /v1/conversations/{id}/messages", """{"type": "user", "content": "Hello"}""", ("X-ConvoWeb-Record", "maybe"));

        Assert.Equal(["x_convoweb_record"], await refused.RefusedFieldsAsync());
    }
}
