using System.Globalization;
using System.Net;
using ConvoWeb.Tests.E2E.Clients.DotNet;
using ConvoWeb.Tests.E2E.Pages;
using ConvoWeb.Tests.E2E.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ConvoWeb.Tests.E2E;

/// <summary>The node that takes an answer dies in the middle of it.</summary>
public sealed class InterruptedAnswerTests(BrowserFixture browser) : Journey(browser)
{
    [Fact]
    public async Task The_other_node_shows_what_was_acknowledged_and_the_writer_finishes_there()
    {
        const int Before = 40, All = 100;
        var database = await TestServers.NewDatabaseAsync();
        var first = CreateApp(("DB_URL", database), ("REDIS_URL", TestServers.Redis), ("DRAFT_LEASE", "2"));
        var second = CreateApp(("DB_URL", database), ("REDIS_URL", TestServers.Redis), ("DRAFT_LEASE", "2"));
        first.Launch();
        second.Launch();
        await Task.WhenAll(first.WaitForAsync(HttpStatusCode.OK), second.WaitForAsync(HttpStatusCode.OK));
        var id = await first.Client.CreateAsync("Trip to Oslo", ("user", "Which museums are open?"));
        await using var viewer = await Follower.ConnectAsync(second.Address, id);
        await viewer.JoinAsync();
        var screen = new ConversationScreen(await NewPageAsync(second));
        await screen.OpenAsync(id);

        // It is killed while a delta is under way: that one was not acknowledged, and may be stored or not.
        var draft = await first.Client.BeginDraftAsync(id);
        var (acknowledged, dying) = (0, Task.CompletedTask);
        try
        {
            while (true)
            {
                await first.Client.AppendDeltaAsync(id, draft, acknowledged, Word(acknowledged));
                acknowledged++;
                dying = acknowledged == Before ? first.KillAsync() : dying;
            }
        }
        catch (HttpRequestException)
        {
            await dying;
        }

        await viewer.UntilAsync(told => told.Transcript.Read(held => held.Has(draft, "interrupted")), Cancel);
        Assert.StartsWith(Text(acknowledged), (string?)viewer.Transcript[draft]!["content"], StringComparison.Ordinal);
        await Expect(screen.Messages.Nth(1)).ToContainTextAsync(Text(acknowledged).Trim());
        await Expect(screen.Articles.Last).ToContainTextAsync("Interrupted. The text up to here is kept.");

        for (var n = acknowledged; n < All; n++)
        {
            await second.Client.AppendDeltaAsync(id, draft, n, Word(n));
        }

        await viewer.UntilAsync(told => told.Transcript.Read(held => held.Has(draft, "draft")), Cancel);
        await second.Client.FinalizeAsync(id, draft);

        await second.Client.HoldsWhatIsStoredAsync(id, viewer, Cancel);
        Assert.Equal(Text(All), (string?)viewer.Transcript[draft]!["content"]);
        Assert.True(viewer.Transcript.Has(draft, "final"));
        await Expect(screen.Messages.Nth(1)).ToHaveTextAsync(Text(All).Trim());
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string Word(int n) => string.Create(CultureInfo.InvariantCulture, $"word{n} ");

    private static string Text(int words) => string.Concat(Enumerable.Range(0, words).Select(Word));
}
