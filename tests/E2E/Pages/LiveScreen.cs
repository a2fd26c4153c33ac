using Microsoft.Playwright;

namespace ConvoWeb.Tests.E2E.Pages;

/// <summary>What runs now, and what ended a moment ago.</summary>
internal sealed class LiveScreen(IPage page)
{
    public ILocator Pane => page.GetByRole(AriaRole.Region, new() { Name = "Live conversations", Exact = true });

    public ILocator Running => Group("Running now");

    public ILocator JustNow => Group("Just now");

    public ILocator How => page.GetByRole(AriaRole.Region, new() { Name = "How to write live" });

    /// <summary>Of the frame, on every page.</summary>
    public ILocator InRail => page.GetByRole(AriaRole.Navigation, new() { Name = "Main" }).GetByRole(AriaRole.Link, new() { Name = "Live" });

    /// <summary>Returns when the list listens.</summary>
    public async Task OpenAsync(string address = "/live")
    {
        await page.GotoAsync(address);
        await ToBeLiveAsync();
    }

    public Task ToBeLiveAsync() =>
        Assertions.Expect(page.Locator("[data-live]").And(page.GetByRole(AriaRole.Region, new() { Name = "Live conversations", Exact = true, IncludeHidden = true }))).ToHaveCountAsync(1);

    private ILocator Group(string name) => Pane.GetByRole(AriaRole.Group, new() { Name = name }).GetByRole(AriaRole.Option);
}
