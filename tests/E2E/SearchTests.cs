using System.Text.RegularExpressions;
using ConvoWeb.Tests.E2E.Pages;
using ConvoWeb.Tests.E2E.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ConvoWeb.Tests.E2E;

/// <summary>What a person finds, and how they get there and back. Each journey has words of its own.</summary>
public sealed partial class SearchTests(BrowserFixture browser, AppFixture fixture) : Journey(browser), IClassFixture<AppFixture>
{
    private readonly ConvoWebProcess _app = fixture.App;

    [Fact]
    public async Task What_is_typed_is_found_while_it_is_typed_and_Enter_opens_the_message()
    {
        var id = await _app.Client.CreateAsync("Lighthouses", ("user", "Which lighthouse is the oldest?"), ("ai", "The oldest <b>lighthouse</b> stands at Lindesnes."));
        await _app.Client.CreateAsync("Elsewhere", ("user", "Something else entirely"));
        var page = await NewPageAsync(_app);
        var search = new SearchScreen(page);
        await search.OpenAsync();
        await Expect(search.Box).ToBeFocusedAsync();

        await page.Keyboard.TypeAsync("lighth");
        await Expect(search.Quotes).ToHaveCountAsync(2);
        await Expect(search.Sum).ToHaveTextAsync("2 messages in 1 conversation");
        await page.Keyboard.TypeAsync("ouse lindes");
        await Expect(search.Quotes).ToHaveCountAsync(1);
        await Expect(search.Quotes.Locator("mark").First).ToHaveTextAsync("lighthouse");
        await Expect(search.Quotes).ToContainTextAsync("<b>lighthouse</b>");
        await Expect(page).ToHaveURLAsync(EndsWith("/search?q=lighthouse%20lindes"));

        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(search.Quotes).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowUp");
        await Expect(search.Box).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");

        await Expect(page).ToHaveURLAsync(EndsWith($"/c/{id}?m=2&q=lighthouse%20lindes%2A"));
        await page.GoBackAsync();
        await search.ToBeLiveAsync();
        await Expect(search.Quotes).ToHaveCountAsync(1);
        await Expect(search.Box).ToHaveValueAsync("lighthouse lindes");
    }

    [Fact]
    public async Task The_slash_leads_to_the_box_and_Esc_empties_it()
    {
        await _app.Client.CreateAsync("Windmills", ("user", "A windmill"));
        var page = await NewPageAsync(_app);
        var search = new SearchScreen(page);
        await search.OpenAsync("/search?q=windmill");
        await Expect(search.Quotes).ToHaveCountAsync(1);

        await page.Keyboard.PressAsync("/");
        await Expect(search.Box).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("End");
        await page.Keyboard.TypeAsync("/");
        await Expect(search.Box).ToHaveValueAsync("windmill/");
        await page.Keyboard.PressAsync("Escape");

        await Expect(search.Box).ToHaveValueAsync("");
        await Expect(page).ToHaveURLAsync(EndsWith("/search"));
        await Expect(search.Results.GetByRole(AriaRole.Heading, new() { Name = "Find any sentence" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_choice_is_a_step_back_and_forth_and_the_address_can_be_shared()
    {
        await _app.Client.CreateAsync("Glaciers", ("user", "How old is a glacier?"), ("ai", "A glacier is as old as its oldest ice."));
        var page = await NewPageAsync(_app);
        var search = new SearchScreen(page);
        await search.OpenAsync();
        await search.Box.FillAsync("glacier ");
        await Expect(search.Quotes).ToHaveCountAsync(2);

        await SearchScreen.Choice(search.Filters, "You").CheckAsync();
        await Expect(search.Quotes).ToHaveCountAsync(1);
        await Expect(search.Box).ToHaveValueAsync("glacier from:user");
        await Expect(search.Chip("You wrote")).ToBeVisibleAsync();

        await page.GoBackAsync();
        await Expect(search.Quotes).ToHaveCountAsync(2);
        await Expect(SearchScreen.Choice(search.Filters, "You")).Not.ToBeCheckedAsync();
        await page.GoForwardAsync();
        await Expect(search.Quotes).ToHaveCountAsync(1);
        await Expect(SearchScreen.Choice(search.Filters, "You")).ToBeCheckedAsync();

        var other = await NewPageAsync(_app);
        var shared = new SearchScreen(other);
        await shared.OpenAsync(page.Url);
        await Expect(shared.Quotes).ToHaveCountAsync(1);
        await Expect(shared.Box).ToHaveValueAsync("glacier from:user");

        await search.Chip("You wrote").ClickAsync();
        await Expect(search.Quotes).ToHaveCountAsync(2);
        await search.Order.SelectOptionAsync("Newest first");
        await Expect(page).ToHaveURLAsync(EndsWith("/search?q=glacier&order=newest"));
        await page.ReloadAsync();
        await search.ToBeLiveAsync();
        await Expect(search.Quotes).ToHaveCountAsync(2);
        await Expect(search.Order).ToHaveValueAsync("Newest");
    }

    [Fact]
    public async Task Results_are_in_the_page_before_any_script_runs()
    {
        await _app.Client.CreateAsync("Fjords", ("user", "The deepest fjord"));
        var page = await NewPageAsync(_app, options => options.JavaScriptEnabled = false);
        var search = new SearchScreen(page);

        await page.GotoAsync("/search?q=fjord");

        await Expect(search.Quotes).ToHaveTextAsync([Fjord()]);
        await search.Box.FillAsync("deepest");
        await search.Box.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(EndsWith("/search?q=deepest"));
        await Expect(search.Quotes).ToHaveTextAsync([Fjord()]);
    }

    [Fact]
    public async Task The_palette_leads_anywhere_by_keyboard_alone()
    {
        var id = await _app.Client.CreateAsync("Sourdough for beginners", ("user", "How do I begin?"));
        await _app.Client.CreateAsync("Bread", ("user", "My sourdough does not rise"));
        var page = await NewPageAsync(_app);
        var (history, search) = (new HistoryPage(page), new SearchScreen(page));
        await history.OpenAsync();
        await history.NewConversation.FocusAsync();

        await search.OpenPaletteAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(search.Palette).ToBeHiddenAsync();
        await Expect(history.NewConversation).ToBeFocusedAsync();

        await search.OpenPaletteAsync();
        await page.Keyboard.TypeAsync("sourd");
        await Expect(search.PaletteChoice).ToContainTextAsync("Sourdough for beginners");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(EndsWith($"/c/{id}"));
        await Expect(search.Palette).ToBeHiddenAsync();

        await search.OpenPaletteAsync();
        await page.Keyboard.TypeAsync("sourdough");
        await Expect(search.PaletteChoice).ToContainTextAsync("Sourdough for beginners");
        await page.Keyboard.PressAsync("ArrowUp"); // from the first to the last
        await Expect(search.PaletteChoice).ToContainTextAsync("Search all messages for “sourdough”");
        await page.Keyboard.PressAsync("Enter");
        await search.ToBeLiveAsync();
        await Expect(search.Items.Filter(new() { HasText = "does not rise" })).ToHaveCountAsync(1);

        await search.OpenPaletteAsync();
        await page.Keyboard.TypeAsync("live");
        await page.Keyboard.PressAsync("Enter"); // faster than the entries come
        await new LiveScreen(page).ToBeLiveAsync();
    }

    [Fact]
    public async Task A_search_is_saved_opened_deleted_and_restored()
    {
        await _app.Client.CreateAsync("Violins", ("user", "A violin has four strings"));
        var page = await NewPageAsync(_app);
        var (history, search) = (new HistoryPage(page), new SearchScreen(page));
        await search.OpenAsync("/search?q=violin");
        await Expect(search.Quotes).ToHaveCountAsync(1);

        await search.SaveSearch.ClickAsync();
        await Expect(search.SaveDialog.GetByLabel("Name")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("Strings");
        await page.Keyboard.PressAsync("Enter");
        await Expect(search.Saved.GetByRole(AriaRole.Link, new() { Name = "Strings" })).ToBeVisibleAsync();

        await search.OpenAsync();
        await search.Saved.GetByRole(AriaRole.Link, new() { Name = "Strings" }).ClickAsync();
        await Expect(search.Quotes).ToHaveCountAsync(1);
        await Expect(search.Box).ToHaveValueAsync("violin");

        await search.Saved.GetByRole(AriaRole.Button, new() { Name = "Actions for Strings" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Delete" }).ClickAsync();
        await Expect(search.Saved.GetByRole(AriaRole.Link, new() { Name = "Strings" })).ToBeHiddenAsync();
        await history.Undo.Last.ClickAsync();
        await Expect(search.Saved.GetByRole(AriaRole.Link, new() { Name = "Strings" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task On_a_phone_the_filters_are_in_a_dialog_and_nothing_is_wider_than_the_screen()
    {
        await _app.Client.CreateAsync("Harbours " + new string('x', 200), ("user", "The harbour"), ("ai", "The harbour " + new string('y', 400)));
        var page = await NewPageAsync(_app, options =>
        {
            options.ViewportSize = new ViewportSize { Width = 390, Height = 844 };
            options.HasTouch = true;
        });
        var search = new SearchScreen(page);
        await search.OpenAsync("/search?q=harbour%20");
        await Expect(search.Quotes).ToHaveCountAsync(2);
        await Expect(search.Filters).ToBeHiddenAsync();

        await search.OpenFilters.TapAsync();
        await SearchScreen.Choice(search.FiltersDialog, "AI").CheckAsync();
        await search.FiltersDialog.GetByRole(AriaRole.Button, new() { Name = "Show results" }).TapAsync();

        await Expect(search.FiltersDialog).ToBeHiddenAsync();
        await Expect(search.Quotes).ToHaveCountAsync(1);
        await Expect(search.Chip("AI wrote")).ToBeVisibleAsync();
        Assert.True(await search.Results.EvaluateAsync<bool>("e => [...e.querySelectorAll('article *')].every(x => x.getBoundingClientRect().right <= innerWidth)"));
    }

    private static Regex EndsWith(string address) => new(Regex.Escape(address) + "$", RegexOptions.None, TimeSpan.FromSeconds(1));

    [GeneratedRegex("The deepest fjord$", RegexOptions.None, 1000)]
    private static partial Regex Fjord();
}
