using System.Net;
using System.Text.Json;

namespace ConvoWeb.Tests.Unit.Features.Retention;

/// <summary>What goes to the trash, what stays, and what comes back.</summary>
public sealed class RetentionTests
{
    [Theory, DatabaseData]
    public async Task A_conversation_goes_when_its_last_message_is_old_enough_and_is_purged_when_the_undo_time_is_over(Engine engine)
    {
        await using var scene = new RetentionScene(engine);
        var id = await scene.AddAsync();
        await scene.SettleAsync(new { keep_days = 30, undo_days = 3 });

        scene.Pass(days: 30 - (1 / 86_400_000.0));
        await scene.SweepAsync();
        Assert.Equal("active", await scene.StatusAsync(id));

        scene.Pass(days: 1 / 86_400_000.0);
        await scene.SweepAsync();
        Assert.Equal("deleted", await scene.StatusAsync(id));

        scene.Pass(days: 2.9999);
        await scene.SweepAsync();
        Assert.Equal("deleted", await scene.StatusAsync(id));

        scene.Pass(days: 0.0001);
        await scene.SweepAsync();
        Assert.Null(await scene.StatusAsync(id));
        Assert.Equal(["convoweb purged 1", "convoweb trashed 1", "alice rules_changed 0"], await scene.AuditAsync());
        Assert.Equal("retention", await scene.App.Stored.ScalarAsync<string>("SELECT reason FROM purge_receipts"));
    }

    [Theory, DatabaseData]
    public async Task A_message_prolongs_its_time_and_a_new_name_does_not(Engine engine)
    {
        await using var scene = new RetentionScene(engine);
        var (renamed, written) = (await scene.AddAsync(), await scene.AddAsync());
        await scene.SettleAsync(new { keep_days = 30 });
        scene.Pass(days: 20);
        await scene.ChangeAsync(renamed, """{"title": "Another name", "tags": ["work"], "status": "archived"}""");
        await scene.Alice.AppendAsync(written, "And the parks?");

        scene.Pass(days: 10);
        await scene.SweepAsync();

        Assert.Equal(("deleted", "active"), (await scene.StatusAsync(renamed), await scene.StatusAsync(written)));
        Assert.Equal("archived", (await scene.Alice.JsonAsync($"POST /api/conversations/{renamed}/restore")).Text("status"));
    }

    [Theory, DatabaseData]
    public async Task What_has_a_star_is_held_or_is_being_written_stays(Engine engine)
    {
        await using var scene = new RetentionScene(engine);
        var (starred, held, written, other) = (await scene.AddAsync(), await scene.AddAsync(), await scene.AddAsync(), await scene.AddAsync());
        await scene.SettleAsync(new { keep_days = 30, undo_days = 1 });
        await scene.ChangeAsync(starred, """{"starred": true}""");
        await HoldAsync(scene, held);
        await scene.Alice.JsonAsync($"POST /v1/conversations/{written}/messages", """{"type": "ai", "state": "draft"}""");
        scene.Pass(days: 31);

        var totals = (await scene.PreviewAsync()).GetProperty("totals");
        Assert.Equal((1, 1, 1, 1), (totals.Number("due"), totals.Number("starred"), totals.Number("held"), totals.Number("recent")));
        await scene.SweepAsync();
        scene.Pass(days: 1);
        await scene.SweepAsync();

        Assert.Equal(("active", "active", "active", null), (await scene.StatusAsync(starred), await scene.StatusAsync(held), await scene.StatusAsync(written), await scene.StatusAsync(other)));
    }

    [Theory, DatabaseData]
    public async Task A_shortened_rule_holds_for_the_next_sweep_while_an_answer_is_streamed_which_goes_on(Engine engine)
    {
        await using var scene = new RetentionScene(engine);
        var (streamed, other) = (await scene.AddAsync(), await scene.AddAsync());
        await scene.SettleAsync(new { keep_days = 90 });
        var messages = $"/v1/conversations/{streamed}/messages";
        var draft = (await scene.Alice.JsonAsync($"POST {messages}", """{"type": "ai", "state": "draft"}""")).Text("id");
        await scene.Alice.JsonAsync($"POST {messages}/{draft}/deltas", """{"n": 0, "text": "Most "}""");
        scene.Pass(days: 40);
        await scene.SweepAsync();
        Assert.Equal(("active", "active"), (await scene.StatusAsync(streamed), await scene.StatusAsync(other)));

        await scene.SettleAsync(new { keep_days = 30 });
        await scene.SweepAsync();

        Assert.Equal(("active", "deleted"), (await scene.StatusAsync(streamed), await scene.StatusAsync(other)));
        await scene.Alice.JsonAsync($"POST {messages}/{draft}/deltas", """{"n": 1, "text": "are."}""");
        Assert.Equal("Most are.", (await scene.Alice.JsonAsync($"POST {messages}/{draft}/finalize", "{}")).Text("content"));
        await scene.SweepAsync();
        Assert.Equal("deleted", await scene.StatusAsync(streamed)); // its last message is as old as its beginning
    }

    [Theory, DatabaseData]
    public async Task What_is_held_in_the_trash_stays_there(Engine engine)
    {
        await using var scene = new RetentionScene(engine);
        var id = await scene.AddAsync();
        await scene.SettleAsync(new { keep_days = 30 });
        await scene.Alice.SendAsync($"DELETE /api/conversations/{id}");
        await HoldAsync(scene, id);
        scene.Pass(days: 100);

        await scene.SweepAsync();

        Assert.Equal("deleted", await scene.StatusAsync(id));
    }

    [Theory, DatabaseData]
    public async Task The_rule_of_a_personality_stands_before_that_for_all(Engine engine)
    {
        await using var scene = new RetentionScene(engine);
        var (brief, lasting) = (await AddPersonalityAsync(scene, "Brief"), await AddPersonalityAsync(scene, "Lasting"));
        var (with, without, forever) = (await scene.AddAsync(), await scene.AddAsync(), await scene.AddAsync());
        await scene.ChangeAsync(with, $$"""{"personality_id": "{{brief}}"}""");
        await scene.ChangeAsync(forever, $$"""{"personality_id": "{{lasting}}"}""");
        await scene.SettleAsync(new { keep_days = 60, personalities = new object[] { new { personality_id = brief, keep_days = 10 }, new { personality_id = lasting } } });

        scene.Pass(days: 10);
        await scene.SweepAsync();
        Assert.Equal(("deleted", "active", "active"), (await scene.StatusAsync(with), await scene.StatusAsync(without), await scene.StatusAsync(forever)));

        scene.Pass(days: 50);
        await scene.SweepAsync();
        Assert.Equal((null, "deleted", "active"), (await scene.StatusAsync(with), await scene.StatusAsync(without), await scene.StatusAsync(forever)));
    }

    [Theory, DatabaseData]
    public async Task A_personality_with_a_rule_of_its_own_is_not_removed_with_it_as_nobody_would_see_what_that_moves(Engine engine)
    {
        await using var scene = new RetentionScene(engine);
        var (lasting, id) = (await AddPersonalityAsync(scene, "Lasting"), await scene.AddAsync());
        await scene.ChangeAsync(id, $$"""{"personality_id": "{{lasting}}"}""");
        await scene.SettleAsync(new { keep_days = 60, personalities = new object[] { new { personality_id = lasting } } });
        scene.Pass(days: 60);

        var refused = await scene.Alice.SendAsync($"DELETE /api/personalities/{lasting}");
        await scene.SweepAsync();
        Assert.Equal((HttpStatusCode.Conflict, "active"), (refused.StatusCode, await scene.StatusAsync(id)));

        await scene.SettleAsync(new { keep_days = 60, personalities = Array.Empty<object>() });
        var removed = await scene.Alice.SendAsync($"DELETE /api/personalities/{lasting}");
        await scene.SweepAsync();
        Assert.Equal((HttpStatusCode.NoContent, "deleted"), (removed.StatusCode, await scene.StatusAsync(id)));
    }

    [Theory, DatabaseData]
    public async Task A_cap_holds_for_everybody_whatever_their_rules_say(Engine engine)
    {
        await using var scene = new RetentionScene(engine, ("RETENTION_MAX_DAYS", "90"));
        var bob = scene.App.ClientFor("bob");
        var (capped, without) = (await scene.AddAsync(), await scene.AddAsync(client: bob));
        var settled = await scene.SettleAsync(new { keep_days = 365 });
        Assert.Equal((365, 90), (settled.GetProperty("retention").Number("keep_days"), settled.GetProperty("retention").Number("cap_days")));

        scene.Pass(days: 89);
        await scene.SweepAsync();
        Assert.Equal(("active", "active"), (await scene.StatusAsync(capped), await scene.StatusAsync(without, bob)));

        scene.Pass(days: 1);
        Assert.Equal(1, (await scene.PreviewAsync()).GetProperty("totals").Number("due"));
        await scene.SweepAsync();
        Assert.Equal(("deleted", "deleted"), (await scene.StatusAsync(capped), await scene.StatusAsync(without, bob)));
    }

    [Theory, DatabaseData]
    public async Task What_came_back_is_what_it_was_and_has_its_time_anew(Engine engine)
    {
        await using var scene = new RetentionScene(engine);
        var id = await scene.AddAsync();
        await scene.Alice.AppendAsync(id, "All of **them**.", "ai");
        await scene.SettleAsync(new { keep_days = 30 });
        var before = await ExportAsync(scene, id);
        scene.Pass(days: 30);
        await scene.SweepAsync();
        Assert.Equal("deleted", await scene.StatusAsync(id));
        scene.Pass(days: 6);

        await scene.Alice.JsonAsync($"POST /api/conversations/{id}/restore");
        Assert.Equal(before, await ExportAsync(scene, id));
        await scene.SweepAsync();
        Assert.Equal("active", await scene.StatusAsync(id));
        Assert.Equal(scene.Now.AddDays(30), Assert.Single((await scene.PreviewAsync()).Items()).GetProperty("moves_at").GetDateTimeOffset());

        scene.Pass(days: 30);
        await scene.SweepAsync();
        Assert.Equal("deleted", await scene.StatusAsync(id));
    }

    [Theory, DatabaseData]
    public async Task A_shorter_rule_holds_from_the_next_sweep_on_and_after_a_longer_one_nothing_goes(Engine engine)
    {
        await using var scene = new RetentionScene(engine);
        var id = await scene.AddAsync();
        await scene.SettleAsync(new { keep_days = 365 });
        scene.Pass(days: 40);
        await scene.SweepAsync();
        await scene.SettleAsync(new { keep_days = 40 });
        await scene.SettleAsync(new { keep_days = 41 });
        await scene.SweepAsync();
        Assert.Equal("active", await scene.StatusAsync(id));

        await scene.SettleAsync(new { keep_days = 40 });
        await scene.SweepAsync();

        Assert.Equal("deleted", await scene.StatusAsync(id));
    }

    [Theory, DatabaseData]
    public async Task Without_a_rule_nothing_goes_nor_does_the_trash_and_nobody_elses_ever(Engine engine)
    {
        await using var scene = new RetentionScene(engine);
        var bob = scene.App.ClientFor("bob");
        var (kept, trashed, own) = (await scene.AddAsync(client: bob), await scene.AddAsync(client: bob), await scene.AddAsync());
        await bob.SendAsync($"DELETE /api/conversations/{trashed}");
        await scene.SettleAsync(new { keep_days = 1, undo_days = 1 });

        scene.Pass(days: 4000);
        await scene.SweepAsync();
        scene.Pass(days: 1);
        await scene.SweepAsync();

        Assert.Equal(("active", "deleted", null), (await scene.StatusAsync(kept, bob), await scene.StatusAsync(trashed, bob), await scene.StatusAsync(own)));
    }

    [Theory, DatabaseData]
    public async Task With_a_rule_what_a_person_put_in_the_trash_goes_too(Engine engine)
    {
        await using var scene = new RetentionScene(engine);
        var id = await scene.AddAsync();
        await scene.Alice.SendAsync($"DELETE /api/conversations/{id}");
        scene.Pass(days: 8);
        Assert.Equal(1, (await scene.PreviewAsync(new { keep_days = 365 })).GetProperty("totals").Number("purged"));
        Assert.Equal(0, (await scene.PreviewAsync(new { keep_days = 365, undo_days = 9 })).GetProperty("totals").Number("purged"));
        Assert.Equal(0, (await scene.PreviewAsync(new { })).GetProperty("totals").Number("purged"));
        await scene.SettleAsync(new { keep_days = 365 });

        await scene.SweepAsync();

        Assert.Null(await scene.StatusAsync(id));
    }

    private static Task HoldAsync(RetentionScene scene, string id) =>
        scene.App.Stored.Database.WriteAsync(db => db.ExecuteAsync("UPDATE conversations SET held_at = 1 WHERE id = @id", ("@id", Guid.Parse(id))), Cancel);

    private static async Task<string> AddPersonalityAsync(RetentionScene scene, string name) =>
        (await scene.Alice.JsonAsync("POST /api/personalities", JsonSerializer.Serialize(new { name }))).Text("id")!;

    /// <summary>In a format that has nothing of how often it was changed or handed out.</summary>
    private static async Task<byte[]> ExportAsync(RetentionScene scene, string id)
    {
        using var answer = await scene.Alice.SendAsync($"GET /api/conversations/{id}/export?format=html");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsByteArrayAsync(Cancel);
    }
}
