using Microsoft.Playwright;

namespace ConvoWeb.Tests.E2E.Pages;

/// <summary>The list of conversations, and the frame around it.</summary>
internal sealed class HistoryPage(IPage page)
{
    public ILocator Pane => page.GetByRole(AriaRole.Region, new() { Name = "Conversations", Exact = true });

    public ILocator List => page.GetByRole(AriaRole.Listbox);

    public ILocator Rows => List.GetByRole(AriaRole.Option);

    public ILocator Welcome => page.GetByRole(AriaRole.Region, new() { Name = "Welcome" });

    public ILocator NewConversation => page.GetByRole(AriaRole.Button, new() { Name = "New conversation" });

    public ILocator Rail => page.GetByRole(AriaRole.Navigation, new() { Name = "Main" });

    /// <summary>What was done, in words, and how to undo it.</summary>
    public ILocator Toasts => page.Locator(".cw-toasts");

    public ILocator Undo => Toasts.GetByRole(AriaRole.Button, new() { Name = "Undo" });

    /// <param name="title">Or a part of it, or of the preview.</param>
    public ILocator Row(string title) => Rows.Filter(new() { HasText = title });

    public ILocator Scope(string name) =>
        page.GetByRole(AriaRole.Navigation, new() { Name = "Show" }).GetByRole(AriaRole.Link, new() { Name = name });

    /// <summary>Returns when the list listens.</summary>
    public async Task OpenAsync(string address = "/")
    {
        await page.GotoAsync(address);
        await ToBeLiveAsync();
    }

    /// <summary>On a phone the list may listen without being seen.</summary>
    public Task ToBeLiveAsync() =>
        Assertions.Expect(page.Locator("[data-live]").And(page.GetByRole(AriaRole.Region, new() { Name = "Conversations", Exact = true, IncludeHidden = true }))).ToHaveCountAsync(1);

    /// <summary>Opens one of the lists and returns when it is the one that is shown.</summary>
    public async Task ShowAsync(string scope)
    {
        await Scope(scope).ClickAsync();
        await Assertions.Expect(Scope(scope)).ToHaveAttributeAsync("aria-current", "true");
    }
}
