using ConvoWeb.Tests.E2E.Pages;
using ConvoWeb.Tests.E2E.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ConvoWeb.Tests.E2E;

/// <summary>The connection is lost in the middle of something: afterwards one is where one was, with what one had in hand.</summary>
public sealed class InterruptedReadingTests(BrowserFixture browser) : Journey(browser)
{
    [Fact]
    public async Task A_short_break_leaves_the_place_the_selection_and_a_half_typed_title()
    {
        var (app, line, page) = await OpenAsync();
        await using var _ = line;
        var (history, screen) = (new HistoryPage(page), new ConversationScreen(page));
        await screen.ScrollUpToAsync(screen.Articles.Filter(new() { HasText = "Message 20." }));
        await history.Row("Beside 1").ClickAsync(new() { Modifiers = [KeyboardModifier.Control] });
        await history.Row("Beside 2").ClickAsync(new() { Modifiers = [KeyboardModifier.Control] });
        await Expect(history.Selected).ToContainTextAsync("2 selected");
        await screen.ChooseAsync("Rename");
        await screen.NewTitle.FillAsync("Half a title");
        var place = await PlaceAsync(screen);

        await line.CutAsync();
        await Expect(Lost(page)).ToBeVisibleAsync();
        await screen.NewTitle.PressAsync("End");
        await page.Keyboard.TypeAsync(" and the rest");
        line.Open();
        await Expect(Lost(page)).ToBeHiddenAsync(new() { Timeout = 60_000 });

        await Expect(screen.NewTitle).ToBeFocusedAsync();
        await Expect(screen.NewTitle).ToHaveValueAsync("Half a title and the rest");
        await Expect(history.Selected).ToContainTextAsync("2 selected");
        Assert.InRange(await PlaceAsync(screen), place - 2, place + 2);
        await page.Keyboard.PressAsync("Enter");
        await Expect(screen.Title).ToHaveTextAsync("Half a title and the rest");
        await history.Selected.GetByRole(AriaRole.Button, new() { Name = "Archive" }).ClickAsync();
        await Expect(history.Toasts).ToContainTextAsync("2 conversations archived");
        await page.CloseAsync();
    }

    [Fact]
    public async Task A_short_break_leaves_a_menu_open_and_what_is_chosen_in_it_is_done()
    {
        var (app, line, page) = await OpenAsync();
        await using var _ = line;
        var screen = new ConversationScreen(page);
        await screen.More.ClickAsync();
        await Expect(screen.MenuItem("Archive")).ToBeVisibleAsync();

        await line.CutAsync();
        await Expect(Lost(page)).ToBeVisibleAsync();
        await Expect(screen.MenuItem("Archive")).ToBeVisibleAsync();
        line.Open();
        await Expect(Lost(page)).ToBeHiddenAsync(new() { Timeout = 60_000 });

        await screen.MenuItem("Archive").ClickAsync();
        await Expect(screen.Header).ToContainTextAsync("archived");
        await page.CloseAsync();
    }

    [Fact]
    public async Task After_a_restart_of_the_server_one_reads_on_at_the_same_message_of_the_same_list()
    {
        var (app, line, page) = await OpenAsync("?sort=title");
        await using var _ = line;
        var (history, screen) = (new HistoryPage(page), new ConversationScreen(page));
        await screen.ScrollUpToAsync(screen.Articles.Filter(new() { HasText = "Message 20." }));
        var place = await PlaceAsync(screen);
        await page.EvaluateAsync("window.isTheSamePage = true");

        await app.KillAsync();
        await Expect(Lost(page)).ToBeVisibleAsync();
        await app.StartAgainAsync();
        await page.WaitForFunctionAsync("() => window.isTheSamePage === undefined", null, new() { Timeout = 60_000 });
        await screen.ToBeLiveAsync();

        await Expect(screen.Articles.Filter(new() { HasText = "Message 20." })).ToBeInViewportAsync();
        Assert.InRange(await PlaceAsync(screen), place - 2, place + 2);
        Assert.EndsWith("?sort=title", page.Url, StringComparison.Ordinal);
        await Expect(history.Rows.First).ToContainTextAsync("Beside 1");
        await page.CloseAsync();
    }

    private static ILocator Lost(IPage page) => page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "Connection lost." });

    /// <summary>Where the message that is read stands on the screen.</summary>
    private static Task<double> PlaceAsync(ConversationScreen screen) =>
        screen.Articles.Filter(new() { HasText = "Message 20." }).EvaluateAsync<double>("e => e.getBoundingClientRect().top");

    private async Task<(ConvoWebProcess App, TcpRelay Line, IPage Page)> OpenAsync(string query = "")
    {
        var app = await StartAppAsync();
        await app.Client.CreateAsync("Beside 1", ("user", "Hello"));
        await app.Client.CreateAsync("Beside 2", ("user", "Hello"));
        var id = await app.Client.CreateAsync("Read in the middle", [.. Enumerable.Range(1, 50).Select(number => ("user", $"Message {number}."))]);
        var line = TcpRelay.To(app.Address);
        line.Open();
        var page = await NewPageAsync(new UriBuilder(app.Address) { Port = line.Port }.Uri);
        Allow([.. LostConnectionTests.WhatABrowserSaysThen, "Circuit not initialized", "No interop methods are registered"]);
        await new ConversationScreen(page).OpenAsync(id, query);
        return (app, line, page);
    }
}
