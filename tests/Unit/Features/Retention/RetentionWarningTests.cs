using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using ConvoWeb.Features.Live;
using ConvoWeb.Features.Retention;
using ConvoWeb.Tests.Support;

namespace ConvoWeb.Tests.Unit.Features.Retention;

/// <summary>Nothing goes that is not exported without a word before.</summary>
public sealed class RetentionWarningTests
{
    [Theory, DatabaseData]
    public async Task A_week_before_the_owner_is_told_once_a_day_what_is_not_exported(Engine engine)
    {
        await using var scene = new RetentionScene(engine);
        var (first, second, starred) = (await scene.AddAsync("First"), await scene.AddAsync("Second"), await scene.AddAsync("Starred"));
        await scene.ChangeAsync(starred, """{"starred": true}""");
        await scene.SettleAsync(new { keep_days = 30 });
        var told = Listen(scene);
        var movesAt = scene.Now.AddDays(30);

        scene.Pass(days: 22.9);
        await scene.SweepAsync();
        Assert.Empty(told);
        Assert.Null(await WarningAsync(scene));

        scene.Pass(days: 0.1);
        await scene.SweepAsync();
        await scene.SweepAsync();
        Assert.Equal((2, movesAt), Assert.Single(told));
        Assert.Equal(new[] { first, second }.Order(), (await WarningAsync(scene))!.Ids.Select(id => id.ToString()).Order());

        Assert.Equal(HttpStatusCode.OK, (await scene.Alice.SendAsync($"GET /api/conversations/{first}/export?format=json")).StatusCode);
        scene.Pass(days: 0.9);
        await scene.SweepAsync();
        Assert.Single(told);
        scene.Pass(days: 0.1);
        await scene.SweepAsync();
        Assert.Equal([(2, movesAt), (1, movesAt)], told);

        Assert.Equal(HttpStatusCode.OK, (await scene.Alice.SendAsync($"GET /api/conversations/{second}/export?format=json")).StatusCode);
        scene.Pass(days: 6);
        await scene.SweepAsync();
        Assert.Equal((2, "deleted", "deleted"), (told.Count, await scene.StatusAsync(first), await scene.StatusAsync(second)));
    }

    [Fact]
    public async Task Programs_on_the_hub_hear_of_it_and_of_rules_that_are_others_and_nobody_elses_do()
    {
        await using var app = new ConvoWebApp().OnKestrel();
        var alice = app.ClientFor("alice");
        await using var hers = await HubClient.ConnectAsync(alice.BaseAddress!, (TestSignIn.Header, "alice"));
        await using var his = await HubClient.ConnectAsync(alice.BaseAddress!, (TestSignIn.Header, "bob"));
        await alice.JsonAsync("POST /api/conversations", """{"created_at": "2020-01-01T00:00:00Z"}""");
        foreach (var viewer in (HubClient[])[hers, his])
        {
            // From here on the hub knows them: a client has connected a moment before.
            await Assert.ThrowsAnyAsync<Exception>(() => viewer.JoinAsync(Guid.NewGuid().ToString()));
        }

        await alice.JsonAsync("PATCH /api/settings/privacy", """{"retention": {"keep_days": 30}}""");

        await app.Get<RetentionSweep>().RunAsync(Cancel);
        await app.ClientFor("bob").JsonAsync("PATCH /api/settings/privacy", """{"retention": {"keep_days": 60}}""");

        await hers.UntilAsync(events => events.Count >= 2, Cancel);
        await his.UntilAsync(events => events.Count >= 1, Cancel);
        Assert.Equal(["RetentionChanged", "RetentionWarning"], hers.Events.Select(one => one.Name));
        Assert.Equal((30, 1), (hers.Events.First().Body.Number("keep_days"), hers.Events.Last().Body.Number("count")));
        Assert.Equal(60, his.Events.Single().Body.Number("keep_days"));
    }

    private static Task<RetentionWarning?> WarningAsync(RetentionScene scene) => scene.App.Get<RetentionService>().WarningAsync(RetentionScene.User, Cancel);

    private static ConcurrentQueue<(long Count, DateTimeOffset MovesAt)> Listen(RetentionScene scene)
    {
        var told = new ConcurrentQueue<(long, DateTimeOffset)>();
        scene.App.Get<ILiveEvents>().Listen(LiveTopic.Owner(RetentionScene.User.Id), one =>
        {
            if (one.Kind is LiveEventKind.RetentionWarning)
            {
                var warning = JsonElement.Parse(one.Message.Span);
                told.Enqueue((warning.Number("count"), warning.GetProperty("moves_at").GetDateTimeOffset()));
            }
        });
        return told;
    }
}
