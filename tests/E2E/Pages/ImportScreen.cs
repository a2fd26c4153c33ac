using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace ConvoWeb.Tests.E2E.Pages;

/// <summary>The page that takes files.</summary>
internal sealed partial class ImportScreen(IPage page)
{
    public ILocator Heading => page.GetByRole(AriaRole.Heading, new() { Name = "Import and export" });

    public ILocator Area => page.GetByRole(AriaRole.Group, new() { Name = "Add files" });

    public ILocator Running(string file) => page.GetByRole(AriaRole.Group, new() { Name = $"Import of {file}" });

    /// <summary>The newest stands first.</summary>
    public ILocator Report(string file) => page.GetByRole(AriaRole.Region, new() { Name = $"Report of {file}" });

    /// <summary>The numbers of a report, as they are read: "3 imported".</summary>
    public static ILocator Lines(ILocator report) => report.Locator("ul").First.GetByRole(AriaRole.Listitem);

    /// <summary>Returns when the page takes files.</summary>
    public async Task OpenAsync()
    {
        await page.GotoAsync("/import");
        await ToBeLiveAsync();
    }

    public Task ToBeLiveAsync() => Assertions.Expect(page.Locator("[data-live]").And(Area)).ToHaveCountAsync(1);

    /// <summary>What would come of a file.</summary>
    public ILocator Check(string file) => page.GetByRole(AriaRole.Region, new() { Name = $"Check of {file}" });

    /// <summary>Chooses files, one after the other, and takes what is in them.</summary>
    public async Task ImportAsync(params FilePayload[] files)
    {
        foreach (var file in files)
        {
            await ChooseAsync(file);
            await TakeAsync(file.Name);
        }
    }

    public Task TakeAsync(string file) => Check(file).GetByRole(AriaRole.Button, new() { NameRegex = TakeName() }).ClickAsync();

    /// <summary>By the button and the browser's own chooser.</summary>
    public async Task ChooseAsync(params FilePayload[] files)
    {
        var chooser = await page.RunAndWaitForFileChooserAsync(
            () => Area.GetByRole(AriaRole.Button, new() { Name = "Choose files" }).ClickAsync());
        await chooser.SetFilesAsync(files);
    }

    /// <summary>Drops a file where <paramref name="target"/> is.</summary>
    public static async Task DropAsync(ILocator target, FilePayload file)
    {
        var transfer = await target.Page.EvaluateHandleAsync(
            """
            ([name, type, base64]) => {
              const transfer = new DataTransfer();
              const bytes = Uint8Array.from(atob(base64), c => c.charCodeAt(0));
              transfer.items.add(new File([bytes], name, { type }));
              return transfer;
            }
            """,
            new[] { file.Name, file.MimeType, Convert.ToBase64String(file.Buffer) });
        var over = target.Page.Locator("[data-over], .cw-drop--over[role=group]");
        do
        {
            await target.DispatchEventAsync("dragenter", new { dataTransfer = transfer, bubbles = true });
        }
        while (await over.CountAsync() == 0); // a file that is held over the page before its script is there, is still moved

        await target.DispatchEventAsync("dragover", new { dataTransfer = transfer, bubbles = true, cancelable = true });
        await target.DispatchEventAsync("drop", new { dataTransfer = transfer, bubbles = true, cancelable = true });
    }

    [GeneratedRegex("^Import [0-9]+ conversations?$", RegexOptions.None, 1000)]
    private static partial Regex TakeName();
}
