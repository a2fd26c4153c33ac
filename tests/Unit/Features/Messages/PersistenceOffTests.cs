using System.Net;
using System.Text.Json;
using ConvoWeb.Features.Live;

namespace ConvoWeb.Tests.Unit.Features.Messages;

public sealed class PersistenceOffTests
{
    private const string Secret = "nothing of this is kept";

    [Theory, DatabaseData]
    public async Task No_text_reaches_the_database(Engine engine)
    {
        await using var app = new ConvoWebApp(engine) { Settings = { ["PERSIST_TRANSCRIPTS"] = "false" } };
        var alice = app.ClientFor("alice");

        var id = (await alice.JsonAsync("POST /api/conversations", $$"""{"messages":[{"type":"user","content":"{{Secret}}"}]}""")).Text("id");
        var response = await alice.SendAsync($"POST /v1/conversations/{id}/messages", $$"""{"type":"user","content":"{{Secret}}"}""", ("Idempotency-Key", "once"));

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("""{"stored":false}""", await response.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(0L, await app.Stored.ScalarAsync<long>("SELECT count(*) FROM messages"));
        Assert.Equal(0L, await app.Stored.ScalarAsync<long>($"SELECT count(*) FROM conversations WHERE title LIKE '%{Secret}%' OR preview <> '' OR message_count <> 0"));
        Assert.Empty((await alice.JsonAsync($"GET /api/conversations/{id}")).Items("messages"));
    }

    [Fact]
    public async Task What_is_not_stored_is_shown_live()
    {
        await using var app = new ConvoWebApp { Settings = { ["PERSIST_TRANSCRIPTS"] = "false" } };
        var alice = app.ClientFor("alice");
        var id = await alice.AddConversationAsync();
        var shown = new List<LiveEvent>();
        using var listening = app.Get<ILiveEvents>().Listen(LiveTopic.Conversation(Guid.Parse(id)), shown.Add);

        await alice.SendAsync($"POST /v1/conversations/{id}/messages", $$"""{"type":"user","content":"{{Secret}}"}""");

        Assert.Equal(Secret, JsonElement.Parse(Assert.Single(shown).Message.Span).Text("content"));
    }

    [Fact]
    public async Task What_would_not_be_accepted_is_refused_all_the_same()
    {
        await using var app = new ConvoWebApp { Settings = { ["PERSIST_TRANSCRIPTS"] = "false" } };
        var alice = app.ClientFor("alice");
        var id = await alice.AddConversationAsync();

        Assert.Equal(["type"], await alice.SendAsync($"POST /v1/conversations/{id}/messages", """{"content":"x"}""").RefusedFieldsAsync());
        await app.ClientFor("bob").SendAsync($"POST /v1/conversations/{id}/messages", """{"type":"user","content":"x"}""").ProblemAsync(HttpStatusCode.NotFound);
        await alice.SendAsync($"DELETE /api/conversations/{id}");
        await alice.SendAsync($"POST /v1/conversations/{id}/messages", """{"type":"user","content":"x"}""").ProblemAsync(HttpStatusCode.Conflict);
    }
}
