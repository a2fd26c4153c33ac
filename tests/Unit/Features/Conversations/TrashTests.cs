using System.Net;
using System.Text.Json;

namespace ConvoWeb.Tests.Unit.Features.Conversations;

public sealed class TrashTests
{
    [Theory, DatabaseData]
    public async Task A_deleted_conversation_is_in_the_trash_and_can_come_back(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var id = await alice.AddConversationAsync();
        await alice.AppendAsync(id, "Hello");

        Assert.Equal(HttpStatusCode.NoContent, (await alice.SendAsync($"DELETE /api/conversations/{id}")).StatusCode);
        Assert.Empty((await alice.JsonAsync("GET /api/conversations?status=all")).Items());
        var trashed = Assert.Single((await alice.JsonAsync("GET /api/conversations?status=deleted")).Items());
        Assert.Equal(("deleted", JsonValueKind.String), (trashed.Text("status"), trashed.GetProperty("deleted_at").ValueKind));

        var restored = await alice.JsonAsync($"POST /api/conversations/{id}/restore");
        Assert.Equal(("active", JsonValueKind.Null, 1L), (restored.Text("status"), restored.GetProperty("deleted_at").ValueKind, restored.Number("message_count")));
        Assert.Single((await alice.JsonAsync("GET /api/conversations")).Items());
    }

    [Theory, DatabaseData]
    public async Task An_archived_conversation_comes_back_archived(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var id = await alice.AddConversationAsync();
        await alice.JsonAsync($"PATCH /api/conversations/{id}", """{"status":"archived"}""");

        await alice.SendAsync($"DELETE /api/conversations/{id}");
        await alice.SendAsync($"DELETE /api/conversations/{id}");

        Assert.Equal("archived", (await alice.JsonAsync($"POST /api/conversations/{id}/restore")).Text("status"));
        Assert.Equal("archived", (await alice.JsonAsync($"POST /api/conversations/{id}/restore")).Text("status"));
    }

    [Theory, DatabaseData]
    public async Task What_is_in_the_trash_is_read_but_not_changed(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var id = await alice.AddConversationAsync();
        var message = (await alice.AppendAsync(id, "Hello")).Text("id");
        await alice.SendAsync($"DELETE /api/conversations/{id}");

        Assert.Equal("deleted", (await alice.JsonAsync($"GET /api/conversations/{id}")).Text("status"));
        foreach (var (call, body) in (ValueTuple<string, string?>[])[
            ($"PUT /api/conversations/{id}", """{"title":"x"}"""),
            ($"PATCH /api/conversations/{id}", """{"title":"x"}"""),
            ($"POST /v1/conversations/{id}/messages", """{"type":"user","content":"x"}"""),
            ($"PATCH /v1/conversations/{id}/messages/{message}", """{"content":"x"}"""),
            ($"DELETE /v1/conversations/{id}/messages/{message}", null)])
        {
            await alice.SendAsync(call, body).ProblemAsync(HttpStatusCode.Conflict);
        }
    }

    [Theory, DatabaseData]
    public async Task What_changes_nothing_leaves_the_version_as_it_is(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var id = await alice.AddConversationAsync();

        var restored = await alice.JsonAsync($"POST /api/conversations/{id}/restore");
        var patched = await alice.JsonAsync($"PATCH /api/conversations/{id}", $$"""{"title":"{{restored.Text("title")}}"}""");
        await alice.SendAsync($"DELETE /api/conversations/{id}");
        var trashed = await alice.JsonAsync($"GET /api/conversations/{id}");
        await alice.SendAsync($"DELETE /api/conversations/{id}");
        var again = await alice.JsonAsync($"GET /api/conversations/{id}");

        Assert.Equal(restored.Number("version"), patched.Number("version"));
        Assert.Equal(patched.Number("version") + 1, trashed.Number("version"));
        Assert.Equal(trashed.Number("version"), again.Number("version"));
    }
}
