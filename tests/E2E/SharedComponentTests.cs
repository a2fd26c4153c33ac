using ConvoWeb.Tests.E2E.Pages;
using ConvoWeb.Tests.E2E.Support;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ConvoWeb.Tests.E2E;

/// <summary>Every shared component where it stands in a page: axe finds nothing in it, in either theme.</summary>
public sealed class SharedComponentTests(BrowserFixture browser, AppFixture fixture) : Journey(browser), IClassFixture<AppFixture>
{
    /// <summary>How to get it on the page, and what it is there.</summary>
    private static readonly Dictionary<string, (Func<IPage, string, Task> Open, string Selector)> Places = new(StringComparer.Ordinal)
    {
        ["CodeExample"] = ((page, _) => page.GotoAsync("/connect"), "figure.cw-code"),
        ["Dialog"] = (OpenTagsAsync, "dialog.cw-dialog[open]"),
        ["KeyCaps"] = (OpenKeysAsync, "#keys .keys"),
        ["Menu"] = (OpenMenuAsync, ".cw-menu:popover-open"),
        ["NothingHere"] = ((page, _) => page.GotoAsync("/nowhere"), ".cw-welcome"),
        ["Rhythm"] = ((page, _) => new HistoryPage(page).OpenAsync(), "svg.cw-rhythm"),
        ["TextDialog"] = (OpenSaveSearchAsync, "dialog.cw-dialog[open] form"),
        ["TimeText"] = ((page, _) => new SearchScreen(page).OpenAsync("/search?q=cardamom"), ".cw-quote time"),
        ["ToastHost"] = (StarAsync, ".cw-toasts"),
        ["ToastMessage"] = (StarAsync, ".cw-toast"),
    };

    private readonly ConvoWebProcess _app = fixture.App;

    public static TheoryData<string, ColorScheme> Components =>
        new(Places.Keys.SelectMany(name => ((ColorScheme[])[ColorScheme.Light, ColorScheme.Dark]).Select(theme => (name, theme))));

    [Fact]
    public void Every_shared_component_has_its_place_here() =>
        Assert.Equal(
            Directory.EnumerateFiles(Path.Combine(Repository.Root, "src/ConvoWeb/Components/Shared"), "*.razor").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal),
            Places.Keys.Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(Components))]
    public async Task A_component_is_free_of_violations_where_it_stands(string component, ColorScheme theme)
    {
        var id = await _app.Client.CreateAsync("Shared", ("user", "Where does cardamom grow?"));
        var page = await NewPageAsync(_app, options => options.ColorScheme = theme);
        Allow("404");
        var (open, selector) = Places[component];

        await open(page, id);
        await Expect(page.Locator(".cw-palette[data-live]")).ToHaveCountAsync(1); // the circuit is there: nothing is put in its place any more
        await Expect(page.Locator(selector).First).ToBeVisibleAsync();
        var result = await page.Locator(selector).First.RunAxe(new AxeRunOptions { ResultTypes = [ResultType.Violations] });

        Assert.Empty(result.Violations.SelectMany(violation => violation.Nodes.Select(node => $"{violation.Id}: {violation.Help} {node.Html}")));
    }

    private static async Task OpenTagsAsync(IPage page, string id)
    {
        await OpenMenuAsync(page, id);
        await new ConversationScreen(page).MenuItem("Tags").ClickAsync();
    }

    private static async Task OpenMenuAsync(IPage page, string id)
    {
        var screen = new ConversationScreen(page);
        await screen.OpenAsync(id);
        await screen.More.ClickAsync();
    }

    private static async Task OpenKeysAsync(IPage page, string id)
    {
        await new HistoryPage(page).OpenAsync();
        await page.Keyboard.PressAsync("?");
    }

    private static async Task OpenSaveSearchAsync(IPage page, string id)
    {
        var search = new SearchScreen(page);
        await search.OpenAsync("/search?q=cardamom");
        await search.SaveSearch.ClickAsync();
    }

    private static async Task StarAsync(IPage page, string id)
    {
        var screen = new ConversationScreen(page);
        await screen.OpenAsync(id);
        await screen.Star.ClickAsync();
    }
}
