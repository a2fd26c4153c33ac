using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using ConvoWeb.Tests.E2E.Clients;
using ConvoWeb.Tests.E2E.Clients.DotNet;
using ConvoWeb.Tests.E2E.Pages;
using ConvoWeb.Tests.E2E.Support;
using ConvoWeb.Tests.Unit.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ConvoWeb.Tests.E2E;

/// <summary>Redis goes away for ten seconds under load and comes back; the two nodes stay.</summary>
[Collection<Alone>]
public sealed class RedisOutageTests(BrowserFixture browser) : Journey(browser)
{
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(10);

    /// <summary>Between two writes of one writer.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(40);

    private readonly ConcurrentQueue<TimeSpan> _writes = new();

    [Theory]
    [InlineData("is killed and starts again")]
    [InlineData("does not answer")]
    public async Task No_write_fails_and_afterwards_every_viewer_has_every_event_once(string redisThat)
    {
        await using var redis = await RedisServer.StartAsync();
        var database = await TestServers.NewDatabaseAsync();
        var first = CreateApp(("DB_URL", database), ("REDIS_URL", redis.Address));
        var second = CreateApp(("DB_URL", database), ("REDIS_URL", redis.Address));
        first.Launch();
        second.Launch();
        await Task.WhenAll(first.WaitForAsync(HttpStatusCode.OK), second.WaitForAsync(HttpStatusCode.OK));
        var busy = await first.Client.CreateAsync("Written by many");
        var watched = await first.Client.CreateAsync("Trip to Oslo", ("user", "before"));
        var screen = new ConversationScreen(await NewPageAsync(second));
        await screen.OpenAsync(watched);
        await using var here = await Follower.ConnectAsync(first.Address, busy);
        await using var there = await Follower.ConnectAsync(second.Address, busy);
        await using var thereToo = await Follower.ConnectAsync(second.Address, busy);
        await using var stream = new EventStreamFollower(second.Client, busy);
        IFollower[] viewers = [here, there, thereToo, stream];
        await Task.WhenAll(viewers.Select(viewer => viewer.JoinAsync()));

        using var end = new CancellationTokenSource();
        var writers = Task.WhenAll(
            AppendAsync(first, busy, end.Token), AppendAsync(second, busy, end.Token), StreamAsync(first, busy, end.Token), StreamAsync(second, busy, end.Token));
        await there.UntilAsync(place => place.Version > 50, Cancel);

        await (redisThat is "does not answer" ? redis.StopAnsweringAsync() : redis.KillAsync());
        await first.Client.AppendAsync(watched, "ai", "meanwhile");
        var beforeOutage = _writes.Count;
        await Task.Delay(Outage, Cancel);
        await (redisThat is "does not answer" ? redis.AnswerAgainAsync() : redis.StartAgainAsync());
        var inOutage = _writes.Count - beforeOutage;

        // The page learns of what it missed, and then of what happens, without being loaded anew.
        await Expect(screen.Messages).ToHaveTextAsync(["before", "meanwhile"]);
        await first.Client.AppendAsync(watched, "user", "after");
        await Expect(screen.Messages).ToHaveTextAsync(["before", "meanwhile", "after"]);
        await end.CancelAsync();
        await writers; // not one has failed
        Assert.All(_writes, took => Assert.True(took < Outage / 2, $"A write took {took}: what waits for Redis takes as long as the outage."));
        Assert.InRange(inOutage, 100, int.MaxValue);
        await first.Client.AllHoldWhatIsStoredAsync(busy, viewers, Cancel);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private async Task AppendAsync(ConvoWebProcess node, string id, CancellationToken end)
    {
        for (var i = 0; !end.IsCancellationRequested; i++)
        {
            await WriteAsync(node.Client.AppendAsync(id, "user", i.ToString(CultureInfo.InvariantCulture)));
        }
    }

    private async Task StreamAsync(ConvoWebProcess node, string id, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            var draft = await node.Client.BeginDraftAsync(id);
            for (var n = 0; n < 20; n++)
            {
                await WriteAsync(node.Client.AppendDeltaAsync(id, draft, n, string.Create(CultureInfo.InvariantCulture, $"{n} ")));
            }

            await WriteAsync(node.Client.FinalizeAsync(id, draft));
        }
    }

    private async Task WriteAsync(Task write)
    {
        var started = TimeProvider.System.GetTimestamp();
        var beat = Task.Delay(Beat, Cancel);
        await write;
        _writes.Enqueue(TimeProvider.System.GetElapsedTime(started));
        await beat;
    }
}
