using System.Net;
using System.Net.Http.Json;

namespace ConvoWeb.Tests.Unit.Features.Conversations;

public sealed class ConversationTests
{
    [Theory, DatabaseData]
    public async Task A_created_conversation_can_be_read_by_its_owner_and_nobody_else(Engine engine)
    {
        await using var app = new ConvoWebApp(engine);

        var created = await app.ClientFor("alice").PostAsJsonAsync("/api/conversations", new { title = "Trip to Oslo" }, Cancel);
        var mine = await app.ClientFor("alice").GetAsync(created.Headers.Location, Cancel);
        var theirs = await app.ClientFor("bob").GetAsync(created.Headers.Location, Cancel);

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Contains("\"title\":\"Trip to Oslo\"", await mine.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, theirs.StatusCode);
    }

    [Fact]
    public async Task An_app_on_a_real_port_answers_too()
    {
        await using var app = new ConvoWebApp().OnKestrel();
        var created = await app.ClientFor("alice").PostAsJsonAsync("/api/conversations", new { title = "Trip to Oslo" }, Cancel);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
    }
}
