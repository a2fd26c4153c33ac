using Microsoft.Playwright;

namespace ConvoWeb.Tests.E2E.Pages;

/// <summary>The dialog that exports, wherever it was opened, and the exports that there are.</summary>
internal sealed class ExportScreen(IPage page)
{
    public ILocator Dialog => page.GetByRole(AriaRole.Dialog, new() { Name = "Export", Exact = true });

    /// <summary>How many are meant.</summary>
    public ILocator Sum => Dialog.GetByRole(AriaRole.Status);

    public ILocator Begin => Dialog.GetByRole(AriaRole.Button, new() { Name = "Export", Exact = true });

    public ILocator List => page.GetByRole(AriaRole.Region, new() { Name = "Export", Exact = true });

    public ILocator Everything => List.GetByRole(AriaRole.Button, new() { Name = "Export everything" });

    public ILocator Running => List.GetByRole(AriaRole.Group, new() { Name = "Export " });

    public ILocator Ended => List.GetByRole(AriaRole.List, new() { Name = "Exports of the last days" }).Locator("> li");

    /// <summary>In the head of the list.</summary>
    public ILocator OfList => page.GetByRole(AriaRole.Button, new() { Name = "Export", Exact = true });

    /// <summary>In place of what the list shows.</summary>
    public ILocator Whole => Dialog.GetByRole(AriaRole.Button, new() { Name = "Everything", Exact = true });

    public async Task OpenAsync()
    {
        await page.GotoAsync("/import");
        await new ImportScreen(page).ToBeLiveAsync();
    }

    public Task OpenOptionsAsync() => Dialog.GetByText("Options", new() { Exact = true }).ClickAsync();

    public async Task<IDownload> DownloadAsync(string format)
    {
        await Dialog.GetByRole(AriaRole.Radio, new() { Name = format, Exact = true }).CheckAsync();
        return await page.RunAndWaitForDownloadAsync(() => Begin.ClickAsync());
    }
}
