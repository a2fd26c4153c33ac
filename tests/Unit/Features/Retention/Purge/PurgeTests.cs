using System.Net;
using System.Text;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations.Bulk;
using ConvoWeb.Features.Retention.Purge;
using ConvoWeb.Tests.Unit.Features.Import;
using Microsoft.Extensions.DependencyInjection;

namespace ConvoWeb.Tests.Unit.Features.Retention.Purge;

/// <summary>What is deleted for good leaves a receipt, and nothing else.</summary>
public sealed class PurgeTests
{
    [Theory, DatabaseData]
    public async Task The_receipt_says_what_went_and_not_what_it_was(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var id = await alice.AddConversationAsync("Trip to Oslo");
        await alice.AppendAsync(id, "Which museums are open?");
        await alice.AppendAsync(id, "All of them.", "ai");

        var receipt = await alice.PurgeAsync(id);

        Assert.Equal((id, "asked", 2, 0, 0), (receipt.Text("id"), receipt.Text("reason"), receipt.Number("messages"), receipt.Number("files"), receipt.Number("exports")));
        Assert.True(receipt.GetProperty("is_erased").GetBoolean());
        Assert.Equal(HttpStatusCode.NotFound, (await alice.SendAsync($"DELETE /api/conversations/{id}?permanent=true&confirm=true")).StatusCode);
        var entry = (await alice.JsonAsync("GET /api/audit")).Items()[0];
        Assert.Equal(("purged", id, 1), (entry.Text("action"), entry.Text("conversation_id"), entry.Number("count")));
    }

    [Theory, DatabaseData]
    public async Task What_was_not_exported_since_it_changed_goes_only_when_that_is_meant(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var id = await alice.AddConversationAsync();
        await alice.AppendAsync(id, "Hello");

        var refused = await alice.SendAsync($"DELETE /api/conversations/{id}?permanent=true").ProblemAsync(HttpStatusCode.Conflict);
        Assert.Equal($"/api/conversations/{id}/export?format=json", refused.Text("link"));
        Assert.Equal(HttpStatusCode.OK, (await alice.SendAsync($"GET {refused.Text("link")}")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await alice.SendAsync($"DELETE /api/conversations/{id}")).StatusCode);

        Assert.Equal(HttpStatusCode.OK, (await alice.SendAsync($"DELETE /api/conversations/{id}?permanent=true")).StatusCode);
    }

    [Theory, DatabaseData]
    public async Task Held_ones_those_of_others_and_those_that_moved_on_stay(Engine engine)
    {
        var app = SharedApp.On(engine);
        var alice = app.ClientFor($"owner-{Guid.NewGuid():N}");
        var id = await alice.AddConversationAsync();
        var address = $"DELETE /api/conversations/{id}?permanent=true&confirm=true";

        Assert.Equal(HttpStatusCode.NotFound, (await app.ClientFor("bob").SendAsync(address)).StatusCode);
        await alice.SendAsync(address, null, ("If-Match", "\"7\"")).ProblemAsync(HttpStatusCode.PreconditionFailed);
        await app.Stored.Database.WriteAsync(db => db.ExecuteAsync("UPDATE conversations SET held_at = 1 WHERE id = @id", ("@id", Guid.Parse(id))), Cancel);
        Assert.Contains("held", (await alice.SendAsync(address).ProblemAsync(HttpStatusCode.Conflict)).Text("detail"), StringComparison.Ordinal);
        Assert.Equal(["permanent"], await alice.SendAsync($"DELETE /api/conversations/{id}?permanent=maybe").RefusedFieldsAsync());

        Assert.Equal(HttpStatusCode.OK, (await alice.SendAsync($"GET /api/conversations/{id}")).StatusCode);
    }

    [Theory, DatabaseData]
    public async Task What_was_restored_meanwhile_stays_when_the_trash_is_emptied(Engine engine)
    {
        var app = SharedApp.On(engine);
        var owner = $"owner-{Guid.NewGuid():N}";
        var alice = app.ClientFor(owner);
        var (one, other) = (await alice.AddConversationAsync("One"), await alice.AddConversationAsync("Other"));
        await alice.SendAsync($"DELETE /api/conversations/{one}");

        var gone = await app.Get<PurgeService>().PurgeAllAsync(new CurrentUser(owner), BulkSelection.Of(new HashSet<Guid> { Guid.Parse(one), Guid.Parse(other) }), _ => { }, Cancel);

        Assert.Equal(1, gone);
        Assert.Equal(HttpStatusCode.NotFound, (await alice.SendAsync($"GET /api/conversations/{one}")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await alice.SendAsync($"GET /api/conversations/{other}")).StatusCode);
    }

    [Theory, DatabaseData]
    public async Task A_file_goes_with_the_last_of_many_that_go_at_once(Engine engine)
    {
        var app = SharedApp.On(engine);
        var owner = $"owner-{Guid.NewGuid():N}";
        var alice = app.ClientFor(owner);
        var file = await alice.UploadAsync("shared");
        var ids = new HashSet<Guid>();
        for (var i = 0; i < 8; i++)
        {
            var id = await alice.AddConversationAsync($"Number {i}");
            await alice.AttachAsync(id, i % 2 == 0 ? file : file.ToUpperInvariant());
            await alice.SendAsync($"DELETE /api/conversations/{id}");
            ids.Add(Guid.Parse(id));
        }

        Assert.Equal(8, await app.Get<PurgeService>().PurgeAllAsync(new CurrentUser(owner), BulkSelection.Of(ids), _ => { }, Cancel));

        Assert.Equal(HttpStatusCode.NotFound, (await alice.SendAsync($"GET /api/files/{file}")).StatusCode);
    }

    [Theory, DatabaseData]
    public async Task Its_files_go_with_it_unless_another_conversation_names_them(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var (own, shared, once) = (await alice.UploadAsync("own"), await alice.UploadAsync("shared"), await alice.UploadAsync("once"));
        var id = await alice.AddConversationAsync();
        await alice.AttachAsync(id, own, shared);
        var message = await alice.AttachAsync(id, once);
        Assert.Equal(HttpStatusCode.NoContent, (await alice.SendAsync($"DELETE /api/conversations/{id}/messages/{message}")).StatusCode);
        await alice.AttachAsync(await alice.AddConversationAsync("Another"), shared);

        Assert.Equal(2, (await alice.PurgeAsync(id)).Number("files"));

        Assert.Equal(HttpStatusCode.NotFound, (await alice.SendAsync($"GET /api/files/{own}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await alice.SendAsync($"GET /api/files/{once}")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await alice.SendAsync($"GET /api/files/{shared}")).StatusCode);
    }

    [Theory, DatabaseData]
    public async Task An_import_does_not_bring_it_back_unless_that_is_meant(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var own = await alice.AddConversationAsync("Own");
        await alice.AppendAsync(own, "Hello");
        var file = ("own.json", await (await alice.SendAsync($"GET /api/conversations/{own}/export?format=json")).Content.ReadAsByteArrayAsync(Cancel));
        var trip = ("trip.json", Encoding.UTF8.GetBytes("""[{"id": "t1", "title": "Trip", "create_time": 1700000000, "mapping": {"a": {"id": "a", "message": {"id": "a", "author": {"role": "user"}, "create_time": 1700000001, "content": {"content_type": "text", "parts": ["Hello"]}}, "parent": null, "children": []}}, "current_node": "a"}]"""));
        var imported = (await UploadedFiles.ImportAsync(alice, "", trip)).Items()[0].Text("id")!;
        await alice.PurgeAsync(own);
        await alice.PurgeAsync(imported);

        var again = await UploadedFiles.ImportAsync(alice, "", file, trip);
        Assert.Equal(["skipped", "skipped"], again.Items().Texts("outcome"));
        Assert.All(again.Items().Texts("reason"), reason => Assert.StartsWith("It was deleted for good here on ", reason, StringComparison.Ordinal));
        Assert.Equal(2, again.GetProperty("totals").Number("purged"));

        Assert.Equal(["imported", "imported"], (await UploadedFiles.ImportAsync(alice, "?bring_back=true", file, trip)).Items().Texts("outcome"));
        Assert.Equal(["unchanged", "unchanged"], (await UploadedFiles.ImportAsync(alice, "", file, trip)).Items().Texts("outcome"));
        Assert.Equal(0, (await UploadedFiles.ImportAsync(SharedApp.NewOwner(engine), "", trip)).GetProperty("totals").Number("purged"));
    }
}
