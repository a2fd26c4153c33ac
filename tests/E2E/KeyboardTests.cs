using ConvoWeb.Tests.E2E.Pages;
using ConvoWeb.Tests.E2E.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ConvoWeb.Tests.E2E;

/// <summary>Everything works without a mouse, and the focus is always somewhere that makes sense.</summary>
public sealed class KeyboardTests(BrowserFixture browser, AppFixture fixture) : Journey(browser), IClassFixture<AppFixture>
{
    private readonly ConvoWebProcess _app = fixture.App;

    [Fact]
    public async Task Tab_goes_from_the_skip_link_over_the_rail_and_the_list_to_the_transcript()
    {
        await _app.Client.CreateAsync("Beside it", ("user", "Hello"));
        var id = await _app.Client.CreateAsync("Read with Tab", ("user", "Hello"), ("ai", "Good day"));
        var page = await NewPageAsync(_app);
        var (history, screen) = (new HistoryPage(page), new ConversationScreen(page));
        await screen.OpenAsync(id);
        (string Name, ILocator Place)[] places =
        [
            ("skip link", page.GetByRole(AriaRole.Link, new() { Name = "Skip to content" })),
            ("rail", history.Rail.Locator(":focus")),
            ("new conversation", history.NewConversation),
            ("find", history.Find), ("segment", history.Segment("All")),
            ("list", history.Row("Read with Tab")),
            ("star", screen.Star),
            ("download", screen.Download),
            ("more", screen.More),
            ("transcript", screen.Transcript),
        ];

        List<string> reached = [];
        for (var i = 0; i < 40 && reached.Count < places.Length; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            foreach (var (name, place) in places)
            {
                if (!reached.Contains(name) && await place.CountAsync() > 0 && await place.First.EvaluateAsync<bool>("e => e === document.activeElement"))
                {
                    reached.Add(name);
                }
            }
        }

        Assert.Equal(places.Select(place => place.Name), reached);

        // The transcript is one stop; from the message that is read one goes on to what can be done to it.
        await screen.Articles.Last.FocusAsync();
        foreach (var button in (string[])["Copy text", "Message menu"])
        {
            await page.Keyboard.PressAsync("Tab");
            await Expect(screen.Articles.Last.GetByRole(AriaRole.Button, new() { Name = button })).ToBeFocusedAsync();
        }
    }

    [Fact]
    public async Task The_skip_link_leads_past_the_rail()
    {
        var page = await NewPageAsync(_app);
        await new HistoryPage(page).OpenAsync();

        await page.Keyboard.PressAsync("Tab");
        var skip = page.GetByRole(AriaRole.Link, new() { Name = "Skip to content" });
        await Expect(skip).ToBeFocusedAsync();
        await Expect(skip).ToBeInViewportAsync();
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.GetByRole(AriaRole.Main)).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Arrow_keys_walk_the_list_and_Enter_opens()
    {
        await _app.Client.CreateAsync("Walked below", ("user", "Below"));
        await _app.Client.CreateAsync("Walked above", ("user", "Above"));
        var page = await NewPageAsync(_app);
        var (history, screen) = (new HistoryPage(page), new ConversationScreen(page));
        await history.OpenAsync();

        await history.Row("Walked above").FocusAsync();
        await PressUntilFocusedAsync(page, "ArrowDown", history.Row("Walked below"));
        await page.Keyboard.PressAsync("ArrowUp");
        await Expect(history.Row("Walked above")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");

        await Expect(screen.Messages).ToHaveTextAsync(["Below"]);
    }

    [Fact]
    public async Task A_conversation_is_made_renamed_starred_archived_trashed_and_restored()
    {
        var page = await NewPageAsync(_app);
        var (history, screen) = (new HistoryPage(page), new ConversationScreen(page));
        await history.OpenAsync();

        await history.NewConversation.PressAsync("Enter");
        await screen.ToBeLiveAsync();

        await ChooseAsync(page, screen, "Rename");
        await Expect(screen.NewTitle).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(screen.NewTitle).ToBeHiddenAsync();
        await Expect(screen.More).ToBeFocusedAsync();

        await ChooseAsync(page, screen, "Rename");
        await Expect(screen.NewTitle).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("By keyboard"); // the old title is chosen, so it is typed over
        await page.Keyboard.PressAsync("Enter");
        await Expect(screen.Title).ToHaveTextAsync("By keyboard");
        await Expect(history.Row("By keyboard")).ToBeVisibleAsync();
        await Expect(screen.More).ToBeFocusedAsync();

        await screen.Star.PressAsync("Space");
        await Expect(screen.Star).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(screen.Star).ToBeFocusedAsync();

        await ChooseAsync(page, screen, "Archive");
        await Expect(screen.Header).ToContainTextAsync("archived");
        await Expect(screen.More).ToBeFocusedAsync();

        await ChooseAsync(page, screen, "Move to trash");
        await Expect(history.Toasts).ToContainTextAsync("moved to the trash");
        await Expect(page).ToHaveURLAsync(_app.Address.ToString()); // what is live from here on is what came back
        await history.Undo.Last.PressAsync("Enter");
        await screen.ToBeLiveAsync();
        await Expect(screen.Title).ToHaveTextAsync("By keyboard");

        await ChooseAsync(page, screen, "Move to trash");
        await Expect(page).ToHaveURLAsync(_app.Address.ToString());
        await history.ShowAsync("Trash");
        await history.Row("By keyboard").PressAsync("Enter");
        await screen.Restore.PressAsync("Enter");
        await Expect(history.Row("By keyboard")).ToBeHiddenAsync();
        await Expect(screen.Header).Not.ToContainTextAsync("in the trash");
    }

    [Fact]
    public async Task Tab_goes_on_the_search_page_from_the_filters_over_the_box_to_the_hits()
    {
        await _app.Client.CreateAsync("Searched with Tab", ("user", "Marmalade"));
        var page = await NewPageAsync(_app);
        var search = new SearchScreen(page);
        await search.OpenAsync("/search?q=marmalade");
        (string Name, ILocator Place)[] places =
        [
            ("filters", search.Filters.GetByLabel("Any time")),
            ("box", search.Box),
            ("chips", page.GetByRole(AriaRole.Button, new() { Name = "Only starred" })),
            ("order", search.Order),
            ("title", search.Items.GetByRole(AriaRole.Heading).GetByRole(AriaRole.Link)),
            ("hit", search.Quotes),
        ];

        List<string> reached = [];
        for (var i = 0; i < 60 && reached.Count < places.Length; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            foreach (var (name, place) in places)
            {
                if (!reached.Contains(name) && await IsFocusedAsync(place))
                {
                    reached.Add(name);
                }
            }
        }

        Assert.Equal(places.Select(place => place.Name), reached);
    }

    [Fact]
    public async Task Esc_closes_a_menu_and_the_focus_returns_to_its_button()
    {
        var id = await _app.Client.CreateAsync("Menus", ("user", "Hello"));
        var page = await NewPageAsync(_app);
        var screen = new ConversationScreen(page);
        await screen.OpenAsync(id);

        foreach (var (button, first, last) in new[]
        {
            (screen.Download, "PDF", "Options…"), (screen.More, "Rename", "Move to trash"),
        })
        {
            await OpenAsync(page, button, screen.MenuItem(first));
            await page.Keyboard.PressAsync("End");
            await Expect(screen.MenuItem(last)).ToBeFocusedAsync();
            await page.Keyboard.PressAsync("ArrowDown");
            await Expect(screen.MenuItem(first)).ToBeFocusedAsync();
            await page.Keyboard.PressAsync("Escape");

            await Expect(screen.MenuItem(first)).ToBeHiddenAsync();
            await Expect(button).ToBeFocusedAsync();
        }
    }

    private static async Task ChooseAsync(IPage page, ConversationScreen screen, string action)
    {
        var item = screen.MenuItem(action);
        await OpenAsync(page, screen.More, page.GetByRole(AriaRole.Menu, new() { Name = "More actions" }).GetByRole(AriaRole.Menuitem).First);
        await PressUntilFocusedAsync(page, "ArrowDown", item);
        await page.Keyboard.PressAsync("Enter");
    }

    /// <summary>Opens the menu anew until its script is there and has taken the focus to the first item, as a person would; also where the button was just being drawn anew.</summary>
    private static async Task OpenAsync(IPage page, ILocator button, ILocator first)
    {
        await button.PressAsync("Enter");
        while (!await IsShownAsync(first) || !await IsFocusedAsync(first))
        {
            await page.Keyboard.PressAsync("Escape");
            await Expect(first).ToBeHiddenAsync();
            await button.PressAsync("Enter");
        }
    }

    private static async Task<bool> IsShownAsync(ILocator item)
    {
        try
        {
            await item.WaitForAsync(new() { State = WaitForSelectorState.Visible, Timeout = 2000 });
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static async Task PressUntilFocusedAsync(IPage page, string key, ILocator place)
    {
        while (!await IsFocusedAsync(place))
        {
            await page.Keyboard.PressAsync(key);
        }
    }

    private static Task<bool> IsFocusedAsync(ILocator place) => place.EvaluateAsync<bool>("e => e === document.activeElement");
}
