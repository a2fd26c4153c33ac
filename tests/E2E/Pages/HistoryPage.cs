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

    /// <summary>One of the usual lists.</summary>
    public ILocator Segment(string name) =>
        page.GetByRole(AriaRole.Navigation, new() { Name = "Show" }).GetByRole(AriaRole.Link, new() { Name = name });

    public ILocator OpenFilters => page.GetByRole(AriaRole.Button, new() { Name = "Filter and sort" });

    public ILocator Filters => page.GetByRole(AriaRole.Dialog, new() { Name = "Filter and sort" });

    public ILocator Selected => page.GetByRole(AriaRole.Toolbar, new() { Name = "Selected conversations" });

    public ILocator Find => Pane.GetByRole(AriaRole.Searchbox);

    /// <summary>What scrolls.</summary>
    public ILocator Scroller => page.Locator(".cw-pane--list .cw-scroll");

    /// <summary>Returns when the list listens.</summary>
    public async Task OpenAsync(string address = "/")
    {
        await page.GotoAsync(address);
        await ToBeLiveAsync();
    }

    /// <summary>On a phone the list may listen without being seen.</summary>
    public Task ToBeLiveAsync() =>
        Assertions.Expect(page.Locator("[data-live]").And(page.GetByRole(AriaRole.Region, new() { Name = "Conversations", Exact = true, IncludeHidden = true }))).ToHaveCountAsync(1);

    /// <summary>Chooses a filter and returns when its list is the one that is shown.</summary>
    public async Task ChooseAsync(string filter, string choice)
    {
        var before = await Scroller.GetAttributeAsync("data-list");
        await OpenFilters.PressAsync("Enter");
        await Filters.GetByLabel(filter, new() { Exact = true }).SelectOptionAsync(choice);
        await Assertions.Expect(Scroller).Not.ToHaveAttributeAsync("data-list", before!);
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(Filters).ToBeHiddenAsync();
    }

    /// <summary>Active, Archived, Trash.</summary>
    public Task ShowAsync(string status) => ChooseAsync("Show", status);
}
