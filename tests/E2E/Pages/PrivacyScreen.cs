using Microsoft.Playwright;

namespace ConvoWeb.Tests.E2E.Pages;

/// <summary>The page of privacy and settings.</summary>
internal sealed class PrivacyScreen(IPage page)
{
    public ILocator SingleKeys => page.GetByRole(AriaRole.Switch, new() { Name = "Single keys" });

    public ILocator Kept => page.GetByRole(AriaRole.Region, new() { Name = "What is kept" });

    public ILocator Formats => page.GetByRole(AriaRole.Region, new() { Name = "Dates and numbers" });

    public ILocator Theme(string name) => page.GetByRole(AriaRole.Radio, new() { Name = name });

    /// <summary>As a person does it: the words are pressed, not the hidden button.</summary>
    public Task ChooseThemeAsync(string name) => page.GetByRole(AriaRole.Radiogroup, new() { Name = "Theme" }).GetByText(name).ClickAsync();

    /// <summary>Returns when its controls show what is chosen.</summary>
    public async Task OpenAsync()
    {
        await page.GotoAsync("/privacy");
        await ToBeLiveAsync();
    }

    public Task ToBeLiveAsync() =>
        Assertions.Expect(page.Locator("[data-live]").Filter(new() { Has = page.GetByRole(AriaRole.Heading, new() { Name = "Privacy and settings" }) })).ToHaveCountAsync(1);
}
