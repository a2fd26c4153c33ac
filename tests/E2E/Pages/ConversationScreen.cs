using Microsoft.Playwright;

namespace ConvoWeb.Tests.E2E.Pages;

/// <summary>One conversation: its header with what can be done to it, and the transcript.</summary>
internal sealed class ConversationScreen(IPage page)
{
    public IPage Page => page;

    public ILocator Pane => page.GetByRole(AriaRole.Region, new() { Name = "Conversation", Exact = true });

    public ILocator Title => Pane.GetByRole(AriaRole.Heading, new() { Level = 2 }).First;

    /// <summary>Who it was held with, how many messages, and whether it is archived or in the trash.</summary>
    public ILocator Header => Pane.Locator("header").First;

    public ILocator Transcript => page.GetByRole(AriaRole.Region, new() { Name = "Transcript" });

    public ILocator Log => page.GetByRole(AriaRole.Log);

    public ILocator Articles => Log.GetByRole(AriaRole.Article);

    /// <summary>The words of the messages, without who said them and when.</summary>
    public ILocator Messages => Log.Locator("[data-copy-source]");

    /// <summary>The message that is being written.</summary>
    public ILocator Growing => Log.Locator("article[aria-busy=true]");

    public ILocator Presence => Pane.GetByRole(AriaRole.Status);

    public ILocator NewText => Pane.Locator(".cw-newmsg");

    public ILocator Earlier => page.GetByRole(AriaRole.Button, new() { Name = "Earlier messages" });

    public ILocator Later => page.GetByRole(AriaRole.Button, new() { Name = "Later messages" });

    /// <summary>The message that a link or the find bar led to.</summary>
    public ILocator Hit => Log.Locator("article.cw-msg--hit");

    public ILocator Find => Pane.GetByRole(AriaRole.Search);

    public ILocator FindText => Find.GetByRole(AriaRole.Searchbox);

    public ILocator FindCount => Find.Locator(".count");

    public ILocator Star => Pane.GetByRole(AriaRole.Button, new() { Name = "Star", Exact = true });

    public ILocator Restore => Pane.GetByRole(AriaRole.Button, new() { Name = "Restore", Exact = true });

    public ILocator More => Pane.GetByRole(AriaRole.Button, new() { Name = "More actions" });

    public ILocator Download => Pane.GetByRole(AriaRole.Button, new() { Name = "Download" });

    public ILocator NewTitle => Header.GetByRole(AriaRole.Textbox, new() { Name = "Title", Exact = true });

    public ILocator MenuItem(string name) => page.GetByRole(AriaRole.Menuitem, new() { Name = name, Exact = true });

    /// <summary>Returns when the page listens: what happens from now on is shown.</summary>
    public async Task OpenAsync(string id, string query = "")
    {
        await page.GotoAsync($"/c/{id}{query}");
        await ToBeLiveAsync();
    }

    public Task ToBeLiveAsync() => Assertions.Expect(page.Locator("[data-live]").And(Pane)).ToHaveCountAsync(1);

    /// <summary>Goes to an earlier message and returns when the server knows that the reader is not at the end any more.</summary>
    public async Task ScrollUpToAsync(ILocator message)
    {
        await message.ScrollIntoViewIfNeededAsync();
        await SeesScrollingAsync();
    }

    /// <summary>Returns when the server knows where the reader scrolled to.</summary>
    public async Task SeesScrollingAsync()
    {
        await page.EvaluateAsync("() => new Promise(seen => requestAnimationFrame(() => requestAnimationFrame(seen)))"); // the scroll event came

        // Nothing on the page shows it, but a circuit takes one thing after the other: what is asked now is answered after it.
        var before = await Star.GetAttributeAsync("aria-pressed");
        await Star.ClickAsync();
        await Assertions.Expect(Star).Not.ToHaveAttributeAsync("aria-pressed", before!);
    }

    /// <summary>Waits until just these are marked in the page.</summary>
    public async Task HasMarkedAsync(params string[] words) =>
        await page.WaitForFunctionAsync(
            """
            wanted => {
              const text = range => {
                const live = document.createRange();
                live.setStart(range.startContainer, range.startOffset);
                live.setEnd(range.endContainer, range.endOffset);
                return live.toString();
              };
              return [...(CSS.highlights.get("cw-found") ?? [])].map(text).join("|") === wanted;
            }
            """,
            string.Join('|', words));

    public async Task ChooseAsync(string action)
    {
        await More.ClickAsync();
        await MenuItem(action).ClickAsync();
    }

    public async Task<IDownload> DownloadAsync(string format)
    {
        await Download.ClickAsync();
        return await page.RunAndWaitForDownloadAsync(() => MenuItem(format).ClickAsync());
    }
}
