using ConvoWeb.Tests.E2E.Pages;
using ConvoWeb.Tests.E2E.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ConvoWeb.Tests.E2E;

/// <summary>The page of what runs now.</summary>
public sealed class LivePageTests(BrowserFixture browser) : Journey(browser)
{
    [Fact]
    public async Task Conversations_come_and_end_and_the_one_that_is_open_grows()
    {
        var app = await StartAppAsync();
        var page = await NewPageAsync(app);
        var (history, live, screen) = (new HistoryPage(page), new LiveScreen(page), new ConversationScreen(page));
        await history.OpenAsync();
        await live.InRail.ClickAsync();
        await Expect(page).ToHaveURLAsync($"{app.Address}live");
        await Expect(live.How).ToContainTextAsync($"{app.Address}$1");
        await live.ToBeLiveAsync();

        var first = await app.Client.CreateAsync("Trip to Oslo");
        var second = await app.Client.CreateAsync("Trip to Bergen");
        var (answer, other) = (await app.Client.BeginAsync(first), await app.Client.BeginAsync(second));
        await Expect(live.Running).ToHaveCountAsync(2);
        await Expect(live.InRail).ToHaveAccessibleNameAsync("Live 2 running");

        await live.Running.Filter(new() { HasText = "Trip to Oslo" }).ClickAsync();
        await Expect(page).ToHaveURLAsync($"{app.Address}live/{first}");
        await Expect(page).ToHaveTitleAsync("Live: Trip to Oslo · ConvoWeb");
        await screen.ToBeLiveAsync();
        await app.Client.AddAsync(first, answer, 0, "Three museums");
        await Expect(screen.Messages).ToHaveTextAsync(["Three museums"]);

        await app.Client.EndAsync(second, other);
        await Expect(live.JustNow).ToHaveCountAsync(1);
        await Expect(live.JustNow).ToContainTextAsync("Trip to Bergen");
        await Expect(live.Running).ToHaveCountAsync(1);

        await page.ReloadAsync();
        await screen.ToBeLiveAsync();
        await app.Client.AddAsync(first, answer, 1, " are open");
        await Expect(screen.Messages).ToHaveTextAsync(["Three museums are open"]);
        await Expect(live.JustNow).ToContainTextAsync("Trip to Bergen");

        await live.Running.FocusAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(live.JustNow).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync($"{app.Address}live/{second}");
        await page.GoBackAsync();
        await Expect(screen.Messages).ToHaveTextAsync(["Three museums are open"]);
    }

    [Fact]
    public async Task While_Redis_is_away_the_page_says_that_other_nodes_are_not_heard()
    {
        await using var line = TcpRelay.To(new Uri(TestServers.Redis));
        line.Open();
        var app = await StartAppAsync(("REDIS_URL", $"redis://127.0.0.1:{line.Port}/0"));
        var page = await NewPageAsync(app);
        await new LiveScreen(page).OpenAsync();
        var notice = page.GetByRole(AriaRole.Main).GetByText("Live updates from other nodes are paused.");
        await Expect(notice).ToBeHiddenAsync();

        await line.CutAsync();
        await Expect(notice).ToBeVisibleAsync();

        line.Open();
        await Expect(notice).ToBeHiddenAsync(new() { Timeout = 60_000 });
    }
}
