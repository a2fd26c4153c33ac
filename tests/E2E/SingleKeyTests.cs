using ConvoWeb.Tests.E2E.Pages;
using ConvoWeb.Tests.E2E.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ConvoWeb.Tests.E2E;

/// <summary>The keys that stand alone: one place hears them, and they never get in the way of words.</summary>
public sealed class SingleKeyTests(BrowserFixture browser, AppFixture fixture) : Journey(browser), IClassFixture<AppFixture>
{
    private readonly ConvoWebProcess _app = fixture.App;

    [Fact]
    public async Task G_and_a_letter_lead_to_the_pages_and_a_slash_to_the_box()
    {
        var page = await NewPageAsync(_app);
        var search = new SearchScreen(page);
        await new HistoryPage(page).OpenAsync();

        await PressAsync(page, "g", "l");
        await Expect(page).ToHaveURLAsync($"{_app.Address}live");
        await PressAsync(page, "g", "i");
        await Expect(page).ToHaveURLAsync($"{_app.Address}import");
        await PressAsync(page, "g", "s");
        await search.ToBeLiveAsync();
        await Expect(search.Box).ToBeFocusedAsync();

        await page.Keyboard.TypeAsync("g h/");
        await Expect(search.Box).ToHaveValueAsync("g h/");
        await search.Box.EvaluateAsync("box => box.blur()");
        await page.Keyboard.PressAsync("/");
        await Expect(search.Box).ToBeFocusedAsync();
        await Expect(search.Box).ToHaveValueAsync("g h/");
    }

    [Fact]
    public async Task A_question_mark_shows_all_keys_and_the_focus_returns()
    {
        var page = await NewPageAsync(_app);
        var history = new HistoryPage(page);
        await history.OpenAsync();
        await history.NewConversation.FocusAsync();

        await page.Keyboard.PressAsync("?");
        await Expect(Sheet(page)).ToContainTextAsync("Go to anything");
        await Expect(Sheet(page)).ToContainTextAsync("Ctrl");
        await page.Keyboard.PressAsync("g");
        await page.Keyboard.PressAsync("l"); // not past an open dialog
        await page.Keyboard.PressAsync("Escape");

        await Expect(Sheet(page)).ToBeHiddenAsync();
        await Expect(history.NewConversation).ToBeFocusedAsync();
        await Expect(page).ToHaveURLAsync(_app.Address.ToString());
    }

    [Fact]
    public async Task On_a_machine_of_Apple_Ctrl_is_Command()
    {
        var page = await NewPageAsync(_app);
        await page.AddInitScriptAsync("Object.defineProperty(navigator, 'platform', { get: () => 'MacIntel' })");
        await new HistoryPage(page).OpenAsync();

        await page.Keyboard.PressAsync("?");

        await Expect(Sheet(page).GetByText("⌘").First).ToBeVisibleAsync();
        await Expect(Sheet(page).GetByText("Ctrl").First).ToBeHiddenAsync();
    }

    [Fact]
    public async Task The_control_around_the_focus_is_pressed_before_one_elsewhere_and_what_handles_keys_is_told()
    {
        var page = await OpenWithControlsAsync();

        Assert.Equal(["elsewhere"], await HeardAsync(page, "s"));
        await page.Locator("#inside").FocusAsync();
        Assert.Equal(["around"], await HeardAsync(page, "s"));
        Assert.Equal(["pane j false", "pane j true"], await HeardAsync(page, "j", "Shift+J"));
        Assert.Equal(["pane ArrowDown true"], await HeardAsync(page, "Shift+ArrowDown"));

        await page.EvaluateAsync("document.activeElement.blur()");
        Assert.Equal(["pane j false"], await HeardAsync(page, "j", "ArrowDown")); // what scrolls elsewhere is not taken
    }

    [Theory]
    [InlineData("Control+s")]
    [InlineData("Alt+s")]
    [InlineData("Meta+s")]
    [InlineData("Shift+S")]
    public async Task A_key_with_another_one_presses_nothing(string key) => Assert.Empty(await HeardAsync(await OpenWithControlsAsync(), key));

    [Theory]
    [InlineData("text")]
    [InlineData("long-text")]
    [InlineData("choice")]
    [InlineData("rich-text")]
    [InlineData("in-menu")]
    public async Task In_text_fields_and_menus_a_key_is_only_itself(string place)
    {
        var page = await OpenWithControlsAsync();
        await page.EvaluateAsync("document.getElementById('menu').showPopover()");
        if (place is not "in-menu")
        {
            await page.EvaluateAsync("document.getElementById('menu').hidePopover()");
        }

        await page.Locator($"#{place}").FocusAsync();

        Assert.Empty(await HeardAsync(page, "s", "j"));
    }

    [Fact]
    public async Task A_control_that_cannot_be_used_is_passed_over()
    {
        var page = await OpenWithControlsAsync();

        Assert.Empty(await HeardAsync(page, "d", "h", "m"));
    }

    [Fact]
    public async Task Switched_off_letters_do_nothing_and_arrows_go_on()
    {
        var page = await OpenWithControlsAsync();
        await page.EvaluateAsync("document.documentElement.dataset.singleKeys = 'off'");
        await page.Locator("#inside").FocusAsync();

        Assert.Equal(["pane ArrowDown false"], await HeardAsync(page, "s", "j", "?", "ArrowDown"));

        await page.ReloadAsync();
        await new ImportScreen(page).ToBeLiveAsync();
        await PressAsync(page, "g", "l", "?");
        await Expect(Sheet(page)).ToBeHiddenAsync();
        await Expect(page).ToHaveURLAsync($"{_app.Address}import");
    }

    [Fact]
    public async Task Z_undoes_what_was_done_last()
    {
        var id = await _app.Client.CreateAsync("Undone by a key", ("user", "Hello"));
        var page = await NewPageAsync(_app);
        var (history, screen) = (new HistoryPage(page), new ConversationScreen(page));
        await screen.OpenAsync(id);
        await screen.Star.ClickAsync();
        await Expect(history.Undo).ToHaveCountAsync(1);
        await screen.ChooseAsync("Archive");
        await Expect(screen.Header).ToContainTextAsync("archived");
        await Expect(history.Undo).ToHaveCountAsync(2);

        await page.Keyboard.PressAsync("z");

        await Expect(screen.Header).Not.ToContainTextAsync("archived");
        await Expect(screen.Star).ToHaveAttributeAsync("aria-pressed", "true");
    }

    [Fact]
    public async Task A_whole_round_needs_no_mouse()
    {
        var app = await StartAppAsync();
        var page = await NewPageAsync(app);
        var (history, screen, search, settings) = (new HistoryPage(page), new ConversationScreen(page), new SearchScreen(page), new PrivacyScreen(page));
        await history.OpenAsync();

        await TabToAsync(page, history.Welcome.GetByRole(AriaRole.Button, new() { Name = "Add samples" }));
        await page.Keyboard.PressAsync("Enter");
        await Expect(history.Row("A week in Oslo")).ToBeVisibleAsync();

        await PressAsync(page, "g", "s");
        await Expect(search.Box).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("Hovedøya");
        await Expect(search.Quotes).ToHaveCountAsync(1);
        await TabToAsync(page, search.Quotes);
        await page.Keyboard.PressAsync("Enter");
        await screen.ToBeLiveAsync();
        await Expect(screen.Title).ToHaveTextAsync("A week in Oslo");

        await PressAsync(page, "g", "p");
        await settings.ToBeLiveAsync();
        await TabToAsync(page, settings.Theme("System"));
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(page.Locator("html[data-theme=dark]")).ToHaveCountAsync(1);

        await page.Keyboard.PressAsync("Control+k");
        await Expect(search.PaletteBox).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("bread");
        await Expect(search.PaletteChoice).ToContainTextAsync("Why bread rises");
        await page.Keyboard.PressAsync("Enter");
        await Expect(screen.Title).ToHaveTextAsync("Why bread rises");

        await PressAsync(page, "g", "h");
        await Expect(page).ToHaveURLAsync(app.Address.ToString());
    }

    private static async Task TabToAsync(IPage page, ILocator place)
    {
        for (var i = 0; i < 80 && !await place.EvaluateAsync<bool>("e => e === document.activeElement"); i++)
        {
            await page.Keyboard.PressAsync("Tab");
        }

        await Expect(place).ToBeFocusedAsync();
    }

    private static ILocator Sheet(IPage page) => page.GetByRole(AriaRole.Dialog, new() { Name = "Keys" });

    private static async Task PressAsync(IPage page, params string[] keys)
    {
        foreach (var key in keys)
        {
            await page.Keyboard.PressAsync(key);
        }
    }

    /// <summary>What was pressed or told by these keys; all of it happens while the key goes down.</summary>
    private static async Task<string[]> HeardAsync(IPage page, params string[] keys)
    {
        await page.EvaluateAsync("window.heard = []");
        await PressAsync(page, keys);
        return await page.EvaluateAsync<string[]>("window.heard");
    }

    /// <summary>Every page does the same, so these stand for the controls of all of them.</summary>
    private async Task<IPage> OpenWithControlsAsync()
    {
        var page = await NewPageAsync(_app);
        await new ImportScreen(page).OpenAsync(); // which has no keys of its own
        await page.EvaluateAsync(
            """
            () => {
              const stage = document.createElement("div");
              stage.style = "position: fixed; inset: 0; z-index: 99; background: white";
              stage.innerHTML = `
                <button id="elsewhere" data-key="s">S</button>
                <div id="pane" data-keys="j ArrowDown"><a id="inside" href="#">Inside</a><button id="around" data-key="s">S</button></div>
                <input id="text"><textarea id="long-text"></textarea><select id="choice"><option>One</option></select>
                <div id="rich-text" contenteditable="true">Text</div>
                <div id="menu" popover role="menu"><button id="in-menu" role="menuitem" data-key="m">M</button></div>
                <button id="disabled" data-key="d" disabled>D</button><button id="hidden" data-key="h" style="display: none">H</button>`;
              document.body.append(stage);
              stage.addEventListener("click", event => window.heard.push(event.target.id));
              stage.querySelector("#pane").addEventListener("cw-key", event => window.heard.push(`pane ${event.detail.key} ${event.detail.shift}`));
            }
            """);
        return page;
    }
}
