using ConvoWeb.Tests.E2E.Pages;
using ConvoWeb.Tests.E2E.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ConvoWeb.Tests.E2E;

/// <summary>The server or the way to it goes away under an open page.</summary>
public sealed class LostConnectionTests(BrowserFixture browser) : Journey(browser)
{
    internal static readonly string[] WhatABrowserSaysThen = ["_blazor", "ERR_CONNECTION", "WebSocket", "circuit", "Failed to fetch", "Failed to complete negotiation", "Cannot send data if the connection is not"];

    /// <summary>The page stood there as markup; its circuit is asked for and not there yet.</summary>
    [Fact]
    public async Task A_link_that_is_pressed_while_the_line_is_made_leads_where_it_says()
    {
        var app = await StartAppAsync();
        var page = await NewPageAsync(app);
        var (asked, pressed) = (new TaskCompletionSource(), new TaskCompletionSource());
        await page.RouteWebSocketAsync("**/_blazor**", line =>
        {
            var handshake = true;
            line.ConnectToServer().OnMessage(message =>
            {
                _ = PassAsync(line, message, isHeld: !handshake);
                handshake = false;
            });
        });
        await page.GotoAsync("/privacy", new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        await asked.Task;

        await page.GetByRole(AriaRole.Link, new() { Name = "Connect a program" }).ClickAsync();
        var heading = page.GetByRole(AriaRole.Heading, new() { Name = "Connect a program", Level = 1 });
        await Expect(heading).ToBeVisibleAsync();
        pressed.SetResult();
        await Expect(page.Locator(".cw-palette[data-live]")).ToHaveCountAsync(1);

        await Expect(heading).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Import", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Import", Level = 1 })).ToBeFocusedAsync();
        await page.GoBackAsync();
        await Expect(heading).ToBeVisibleAsync();

        async Task PassAsync(IWebSocketRoute line, IWebSocketFrame message, bool isHeld)
        {
            if (isHeld)
            {
                asked.TrySetResult();
                await pressed.Task;
            }

            if (message.Binary is { } bytes)
            {
                line.Send(bytes);
            }
            else
            {
                line.Send(message.Text!);
            }
        }
    }

    [Fact]
    public async Task The_process_is_killed_and_the_page_comes_back_with_what_was_written_meanwhile()
    {
        var app = await StartAppAsync();
        var id = await app.Client.CreateAsync("Trip to Oslo", ("user", "Before"));
        var page = await NewPageAsync(app);
        var screen = new ConversationScreen(page);
        await screen.OpenAsync(id);
        Allow(WhatABrowserSaysThen);

        await app.KillAsync();
        var lost = page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "Connection lost." });
        await Expect(lost).ToBeVisibleAsync();
        await Expect(lost).ToContainTextAsync("What you see is from");
        await Expect(screen.Messages).ToHaveTextAsync(["Before"]);

        await app.StartAgainAsync();
        await app.Client.AppendAsync(id, "ai", "Meanwhile");

        // By itself: the button is only for the impatient.
        await Expect(screen.Messages).ToHaveTextAsync(["Before", "Meanwhile"], new() { Timeout = 60_000 });
        await Expect(lost).ToBeHiddenAsync();
        await screen.ToBeLiveAsync();
        await app.Client.AppendAsync(id, "user", "After");
        await Expect(screen.Messages).ToHaveTextAsync(["Before", "Meanwhile", "After"]);
        await screen.Star.ClickAsync();
        await Expect(screen.Star).ToHaveAttributeAsync("aria-pressed", "true");
    }

    [Fact]
    public async Task The_impatient_press_Try_now()
    {
        var app = await StartAppAsync();
        var id = await app.Client.CreateAsync("Trip to Oslo", ("user", "Before"));
        var page = await NewPageAsync(app);
        var screen = new ConversationScreen(page);
        await screen.OpenAsync(id);
        Allow(WhatABrowserSaysThen);

        await app.KillAsync();
        var now = page.GetByRole(AriaRole.Button, new() { Name = "Try now" });
        await Expect(now).ToBeVisibleAsync();
        await app.StartAgainAsync();
        await app.Client.AppendAsync(id, "ai", "Meanwhile");
        try
        {
            await now.ClickAsync(new() { Timeout = 2000 });
        }
        catch (TimeoutException)
        {
            // It came back by itself before.
        }

        await Expect(screen.Messages).ToHaveTextAsync(["Before", "Meanwhile"]);
        await screen.ToBeLiveAsync();
    }

    [Fact]
    public async Task A_short_break_of_the_line_keeps_the_page_as_it_is_and_brings_what_was_missed()
    {
        var app = await StartAppAsync();
        var id = await app.Client.CreateAsync("Trip to Oslo", ("user", "Before"));
        await using var line = TcpRelay.To(app.Address);
        line.Open();
        var page = await NewPageAsync(new UriBuilder(app.Address) { Port = line.Port }.Uri);
        var screen = new ConversationScreen(page);
        await screen.OpenAsync(id);
        Allow(WhatABrowserSaysThen);
        await page.EvaluateAsync("window.isTheSamePage = true");

        await line.CutAsync();
        var lost = page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "Connection lost." });
        await Expect(lost).ToBeVisibleAsync();
        await app.Client.AppendAsync(id, "ai", "Meanwhile");
        line.Open();

        await Expect(screen.Messages).ToHaveTextAsync(["Before", "Meanwhile"], new() { Timeout = 60_000 });
        await Expect(lost).ToBeHiddenAsync();
        Assert.True(await page.EvaluateAsync<bool>("window.isTheSamePage === true"), "The page was loaded anew.");
        await page.CloseAsync();
    }

    [Fact]
    public async Task What_is_being_typed_is_not_reloaded_away()
    {
        var app = await StartAppAsync();
        var id = await app.Client.CreateAsync("Trip to Oslo", ("user", "Before"));
        var page = await NewPageAsync(app);
        var screen = new ConversationScreen(page);
        await screen.OpenAsync(id);
        Allow([.. WhatABrowserSaysThen, "Circuit not initialized", "No interop methods are registered"]);
        await screen.ChooseAsync("Rename");
        await screen.NewTitle.FillAsync("A title that took long to find");

        await app.KillAsync();
        await app.StartAgainAsync();

        var restarted = page.Locator("#components-reconnect-modal").GetByText("The server was restarted.");
        await Expect(restarted).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Expect(screen.NewTitle).ToHaveValueAsync("A title that took long to find");
        await page.Keyboard.PressAsync("Escape");
        await page.GetByRole(AriaRole.Button, new() { Name = "Reload" }).ClickAsync();
        await screen.ToBeLiveAsync();
        await Expect(restarted).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_page_that_the_server_gave_up_says_so_and_when()
    {
        var app = await StartAppAsync();
        var page = await NewPageAsync(app);
        var history = new HistoryPage(page);
        await history.OpenAsync();
        var stopped = page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "This page stopped working." });
        await Expect(stopped).ToBeHiddenAsync();

        // As Blazor's script does it.
        await page.EvaluateAsync("document.getElementById('blazor-error-ui').style.display = 'block'");

        Assert.Equal(5, (await stopped.Locator("[data-stopped]").TextContentAsync())?.Length); // 09:41
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Reload" })).ToBeVisibleAsync();
    }
}
