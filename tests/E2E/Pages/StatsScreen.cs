using Microsoft.Playwright;

namespace ConvoWeb.Tests.E2E.Pages;

/// <summary>What a history comes to.</summary>
internal sealed class StatsScreen(IPage page)
{
    public ILocator Heading => page.GetByRole(AriaRole.Heading, new() { Name = "Stats", Exact = true });

    public ILocator Times => page.GetByRole(AriaRole.Group, new() { Name = "Time", Exact = true });

    public ILocator ChosenTime => Times.GetByRole(AriaRole.Button, new() { Pressed = true });

    public ILocator Insights => page.GetByRole(AriaRole.Region, new() { Name = "What stands out" }).GetByRole(AriaRole.Listitem);

    public ILocator ClearFilters => page.GetByRole(AriaRole.Button, new() { Name = "Clear filters" });

    public ILocator Prices => page.GetByRole(AriaRole.Dialog, new() { Name = "Prices" });

    public ILocator OpenPrices => page.Locator(".cw-figures").GetByRole(AriaRole.Button);

    /// <summary>What is shown beside a chart while a place of it is pointed at.</summary>
    public ILocator Tip => page.Locator("[data-tip]");

    /// <summary>What is read aloud of it.</summary>
    public ILocator Said => page.Locator("[data-said]");

    public ILocator CountDaysHere => page.GetByRole(AriaRole.Button, new() { Name = "Count days in Europe/Oslo" });

    public ILocator Filter(string name) => page.GetByRole(AriaRole.Combobox, new() { Name = name, Exact = true });

    /// <summary>The number with its name.</summary>
    public ILocator Figure(string name) => page.Locator(".cw-figure").Filter(new() { Has = page.GetByText(name, new() { Exact = true }) });

    public ILocator Number(string name) => Figure(name).Locator("dd").First;

    public ILocator Chart(string title) => page.GetByRole(AriaRole.Region, new() { Name = title, Exact = true });

    public static ILocator Picture(ILocator chart) => chart.Locator("[data-points]");

    public static ILocator Table(ILocator chart) => chart.GetByRole(AriaRole.Table);

    public static ILocator OpenTable(ILocator chart) => chart.GetByText("Show as table");

    /// <summary>Returns when the page listens.</summary>
    public async Task OpenAsync(string address = "/stats")
    {
        await page.GotoAsync(address);
        await ToBeLiveAsync();
    }

    public Task ToBeLiveAsync() => Assertions.Expect(page.Locator(".cw-page[data-live]").Filter(new() { Has = Heading })).ToHaveCountAsync(1);

    public async Task<IDownload> DownloadAsync(string title, string what)
    {
        await Chart(title).GetByRole(AriaRole.Button, new() { Name = $"Download {title}" }).ClickAsync();
        return await page.RunAndWaitForDownloadAsync(() => Chart(title).GetByRole(AriaRole.Menuitem, new() { Name = what }).ClickAsync());
    }
}
