using System.Globalization;
using System.Net;
using ConvoWeb.Tests.E2E.Clients.DotNet;
using ConvoWeb.Tests.E2E.Support;
using Xunit;

namespace ConvoWeb.Tests.E2E;

/// <summary>Writers of every kind at once, and viewers whose lines break and who leave at random.</summary>
[Collection<Alone>]
public sealed class FeedStressTests
{
    private const int Viewers = 5;

    [Fact]
    public async Task In_the_end_all_viewers_hold_what_is_stored()
    {
        var database = await TestServers.NewDatabaseAsync();
        await using var first = ConvoWebProcess.Create(null, ("DB_URL", database), ("REDIS_URL", TestServers.Redis));
        await using var second = ConvoWebProcess.Create(null, ("DB_URL", database), ("REDIS_URL", TestServers.Redis));
        first.Launch();
        second.Launch();
        await Task.WhenAll(first.WaitForAsync(HttpStatusCode.OK), second.WaitForAsync(HttpStatusCode.OK));
        var id = await first.Client.CreateAsync("Under fire", ("user", "Hello"));
        using var end = new CancellationTokenSource();

        var viewers = Enumerable.Range(0, Viewers).Select(viewer => LookAsync(viewer % 2 == 0 ? first : second, id, new Random(viewer), end.Token)).ToArray();
        await Task.WhenAll(StreamAsync(first, id), ChangeAsync(second, id, new Random(42)), AppendAsync(second, id));
        await end.CancelAsync();

        foreach (var (line, follower, resumed) in await Task.WhenAll(viewers))
        {
            await using (line)
            await using (follower)
            {
                await first.Client.HoldsWhatIsStoredAsync(id, follower, Cancel);
                Assert.InRange(resumed, 3, int.MaxValue);
            }
        }
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task StreamAsync(ConvoWebProcess node, string id)
    {
        for (var draft = 0; draft < 15; draft++)
        {
            var message = await node.Client.BeginDraftAsync(id);
            for (var n = 0; n < 50; n++)
            {
                await node.Client.AppendDeltaAsync(id, message, n, string.Create(CultureInfo.InvariantCulture, $"{draft}:{n} "));
            }

            await node.Client.FinalizeAsync(id, message);
        }
    }

    private static async Task ChangeAsync(ConvoWebProcess node, string id, Random random)
    {
        var mine = new List<string>();
        for (var i = 0; i < 300; i++)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"changed {i}");
            switch (mine.Count < 5 ? 0 : random.Next(3))
            {
                case 0:
                    mine.Add((await node.Client.AppendAsync(id, "user", text)).GetProperty("id").GetString()!);
                    break;
                case 1:
                    await node.Client.EditAsync(id, mine[random.Next(mine.Count)], text);
                    break;
                default:
                    var removed = random.Next(mine.Count);
                    await node.Client.RemoveAsync(id, mine[removed]);
                    mine.RemoveAt(removed);
                    break;
            }
        }
    }

    private static async Task AppendAsync(ConvoWebProcess node, string id)
    {
        for (var i = 0; i < 300; i++)
        {
            await node.Client.AppendAsync(id, "user", string.Create(CultureInfo.InvariantCulture, $"{i}"));
        }
    }

    /// <summary>Until the writers are done: looks for a while, then its line breaks, or it leaves; and it comes back where it was.</summary>
    private static async Task<(TcpRelay Line, Follower Follower, int Resumed)> LookAsync(ConvoWebProcess node, string id, Random random, CancellationToken end)
    {
        var line = TcpRelay.To(node.Address);
        line.Open();
        var address = new UriBuilder(node.Address) { Port = line.Port }.Uri;
        var follower = await Follower.ConnectAsync(address, id);
        await follower.JoinAsync();
        var resumed = 0;
        try
        {
            for (; ; resumed++)
            {
                var (count, joins) = (follower.Transcript.Read(held => held.Count) + random.Next(100), follower.Joins);
                await follower.UntilAsync(looking => looking.Transcript.Read(held => held.Count) >= count, end);
                if (random.Next(2) == 0)
                {
                    await line.CutAsync();
                    line.Open();
                    await follower.UntilAsync(looking => looking.Joins > joins, CancellationToken.None);
                }
                else
                {
                    // Over a new connection: this client hands out answers before events that came earlier, so that over the
                    // same one it would not know where it is.
                    await follower.DisposeAsync();
                    follower = await Follower.ConnectAsync(address, id, follower.Transcript);
                    await follower.JoinAsync();
                }
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            return (line, follower, resumed);
        }
    }
}
