using Microsoft.Playwright;

namespace ConvoWeb.Tests.E2E.Pages;

/// <summary>The page that searches, and the palette that leads to it from everywhere.</summary>
internal sealed class SearchScreen(IPage page)
{
    public ILocator Box => page.GetByRole(AriaRole.Searchbox, new() { Name = "Search all messages" });

    public ILocator Results => page.GetByRole(AriaRole.Region, new() { Name = "Search results" });

    /// <summary>The conversations.</summary>
    public ILocator Items => Results.GetByRole(AriaRole.Article);

    /// <summary>The messages in them, each a link.</summary>
    public ILocator Quotes => Items.Locator(".cw-quote");

    public ILocator Sum => Results.GetByRole(AriaRole.Status);

    public ILocator Order => Results.GetByRole(AriaRole.Combobox, new() { Name = "Order" });

    /// <summary>Beside the results; on a phone in a dialog.</summary>
    public ILocator Filters => page.GetByRole(AriaRole.Complementary, new() { Name = "Filters" });

    public ILocator OpenFilters => page.GetByRole(AriaRole.Button, new() { Name = "Filters", Exact = true });

    public ILocator FiltersDialog => page.GetByRole(AriaRole.Dialog, new() { Name = "Filters" });

    public ILocator Saved => Filters.GetByRole(AriaRole.Navigation, new() { Name = "Saved searches" });

    public ILocator SaveSearch => page.GetByRole(AriaRole.Button, new() { Name = "Save search" });

    public ILocator SaveDialog => page.GetByRole(AriaRole.Dialog, new() { Name = "Save search" });

    public ILocator Palette => page.GetByRole(AriaRole.Dialog, new() { Name = "Go to anything" });

    public ILocator PaletteBox => Palette.GetByRole(AriaRole.Combobox);

    public ILocator PaletteChoice => Palette.GetByRole(AriaRole.Option, new() { Selected = true });

    public ILocator Chip(string filter) => page.GetByRole(AriaRole.Button, new() { Name = $"Remove filter: {filter}" });

    public static ILocator Choice(ILocator filters, string name) => filters.GetByLabel(name);

    /// <summary>Returns when the page listens.</summary>
    public async Task OpenAsync(string address = "/search")
    {
        await page.GotoAsync(address);
        await ToBeLiveAsync();
    }

    public Task ToBeLiveAsync() => Assertions.Expect(page.Locator(".cw-panes[data-live]").Filter(new() { Has = Box })).ToHaveCountAsync(1);

    /// <summary>From any page; returns when there is something to choose.</summary>
    public async Task OpenPaletteAsync()
    {
        await Assertions.Expect(page.Locator(".cw-palette[data-live]")).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("Control+k");
        await Assertions.Expect(PaletteBox).ToBeFocusedAsync();
        await Assertions.Expect(PaletteChoice).ToHaveCountAsync(1);
    }
}
