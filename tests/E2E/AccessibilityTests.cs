using ConvoWeb.Tests.E2E.Pages;
using ConvoWeb.Tests.E2E.Support;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ConvoWeb.Tests.E2E;

/// <summary>No page has a violation that axe finds, in either theme, on a desk and on a phone.</summary>
public sealed class AccessibilityTests(BrowserFixture browser, AppFixture fixture) : Journey(browser), IClassFixture<AppFixture>
{
    private const string Everything =
        """
        # A heading

        Some **bold** text with `code`, a [link](https://example.com) and a list:

        1. first
        2. second

        - [x] done
        - [ ] not done

        > A quotation

        | Museum | Ticket |
        |---|---:|
        | Munch | 220 kr |

        ```python
        def total(values):
            return sum(values)  # a comment
        ```

        A note.[^1]

        [^1]: At the foot.
        """;

    private const string Pixel = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";

    private readonly ConvoWebProcess _app = fixture.App;

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Light, 390)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task Every_page_is_free_of_violations(ColorScheme theme, int width)
    {
        var id = await _app.Client.CreateAsync(
            "Trip to Oslo",
            ("system", "You are a guide."), ("user", Everything), ("ai", Everything), ("system", $"{{\n  \"tool\": \"{new string('x', 300)}\"\n}}"),
            ("ai", string.Join(' ', Enumerable.Repeat("word", 500))), ("user", "日本語の文章です。"));
        var page = await NewPageAsync(_app, options =>
        {
            options.ColorScheme = theme;
            options.ViewportSize = new ViewportSize { Width = width, Height = 844 };
            options.HasTouch = width < 720;
        });
        var (history, screen, import) = (new HistoryPage(page), new ConversationScreen(page), new ImportScreen(page));

        await history.OpenAsync();
        await Expect(history.Rows.First).ToBeVisibleAsync();
        await CheckAsync(page, "the list");

        await history.OpenFilters.ClickAsync();
        await Expect(history.Filters).ToBeVisibleAsync();
        await CheckAsync(page, "the filters of the list");
        await page.Keyboard.PressAsync("Escape");
        await history.Rows.First.Locator("[data-pick]:visible").ClickAsync();
        await history.Selected.GetByRole(AriaRole.Button, new() { Name = "Tags" }).ClickAsync();
        await page.GetByLabel("Add a tag").FillAsync("travel");
        await page.GetByLabel("Add a tag").PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Checkbox, new() { Name = "travel" })).ToBeCheckedAsync();
        await CheckAsync(page, "the tags of what is picked");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(history.Rows.First).ToContainTextAsync("travel");
        await CheckAsync(page, "a picked row");

        await screen.OpenAsync(id);
        await Expect(screen.Articles.Last).ToBeVisibleAsync();
        await CheckAsync(page, "the transcript");

        await page.Keyboard.PressAsync("Control+f");
        await screen.FindText.FillAsync("museum");
        await Expect(screen.FindCount).ToHaveTextAsync("2 of 2");
        await CheckAsync(page, "the find bar");
        await page.Keyboard.PressAsync("Escape");

        await screen.More.ClickAsync();
        await Expect(screen.MenuItem("Rename")).ToBeVisibleAsync();
        await CheckAsync(page, "an open menu");

        await screen.MenuItem("Rename").ClickAsync();
        await Expect(screen.NewTitle).ToBeVisibleAsync();
        await screen.NewTitle.FillAsync("");
        await screen.NewTitle.PressAsync("Enter");
        await Expect(screen.Header.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await CheckAsync(page, "a title that is changed");
        await page.Keyboard.PressAsync("Escape");
        await Expect(screen.NewTitle).ToBeHiddenAsync();

        await screen.Star.ClickAsync();
        await Expect(history.Undo.First).ToBeVisibleAsync();
        await CheckAsync(page, "a toast");

        var search = new SearchScreen(page);
        await search.OpenAsync();
        await CheckAsync(page, "the search page before anything is typed");
        await search.OpenAsync("/search?q=" + Uri.EscapeDataString("bold from:ai is:blue after:7d"));
        await Expect(search.Quotes.First).ToBeVisibleAsync();
        await CheckAsync(page, "what was found");
        await search.SaveSearch.ClickAsync();
        await Expect(search.SaveDialog).ToBeVisibleAsync();
        await CheckAsync(page, "the dialog that saves a search");
        await page.Keyboard.PressAsync("Escape");
        if (width < 720)
        {
            await search.OpenFilters.ClickAsync();
            await Expect(search.FiltersDialog).ToBeVisibleAsync();
            await CheckAsync(page, "the filters on a phone");
            await page.Keyboard.PressAsync("Escape");
        }

        await search.OpenAsync("/search?q=" + Uri.EscapeDataString("bold zebra"));
        await Expect(search.Results.GetByRole(AriaRole.Heading, new() { Name = "Nothing found" })).ToBeVisibleAsync();
        await CheckAsync(page, "what was not found");
        await search.OpenPaletteAsync();
        await CheckAsync(page, "the palette");
        await page.Keyboard.PressAsync("Escape");

        Allow("422");
        await import.OpenAsync();
        await CheckAsync(page, "the import page");
        await import.ChooseAsync(Samples.New, Samples.Unknown);
        await Expect(import.Report("shopping.json")).ToBeVisibleAsync();
        await Expect(import.Check("new.jsonl")).ToBeVisibleAsync();
        await CheckAsync(page, "what would be imported");
        await import.TakeAsync("new.jsonl");
        await Expect(import.Report("new.jsonl")).ToBeVisibleAsync();
        await CheckAsync(page, "the report of an import");

        var export = new ExportScreen(page);
        await export.Everything.ClickAsync();
        await export.OpenOptionsAsync();
        await CheckAsync(page, "the dialog that exports");
        await page.RunAndWaitForDownloadAsync(() => export.Begin.ClickAsync());
        await Expect(export.Ended.First).ToBeVisibleAsync();
        await CheckAsync(page, "the exports");

        await page.GotoAsync("/connect");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Connect a program" })).ToBeFocusedAsync();
        await CheckAsync(page, "the page that connects a program");

        await new PrivacyScreen(page).OpenAsync();
        await CheckAsync(page, "the settings");
        await page.Keyboard.PressAsync("?");
        await Expect(page.GetByRole(AriaRole.Dialog, new() { Name = "Keys" })).ToBeVisibleAsync();
        await CheckAsync(page, "the list of keys");

        await history.OpenAsync("/?status=deleted");
        await Expect(history.Pane).ToContainTextAsync("The trash is empty");
        await CheckAsync(page, "an empty list");

        Allow("404");
        await page.GotoAsync("/nowhere");
        await Expect(page).ToHaveTitleAsync("Nothing here · ConvoWeb");
        await CheckAsync(page, "the page of a wrong address");
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Light, 390)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task What_is_being_written_is_free_of_violations(ColorScheme theme, int width)
    {
        var app = await StartAppAsync();
        var page = await NewPageAsync(app, options =>
        {
            options.ColorScheme = theme;
            options.ViewportSize = new ViewportSize { Width = width, Height = 844 };
            options.HasTouch = width < 720;
        });
        var (live, screen) = (new LiveScreen(page), new ConversationScreen(page));
        await live.OpenAsync();
        await Expect(live.How).ToBeVisibleAsync();
        await CheckAsync(page, "the live page while nothing runs");

        var id = await app.Client.CreateAsync("Trip to Oslo", ("user", "Tell me"));
        await app.Client.BeginAsync(id, "user");
        var answer = await app.Client.BeginAsync(id);
        await app.Client.BeginAsync(id);
        await Expect(live.Running).ToHaveCountAsync(1);
        await CheckAsync(page, "the live page");

        await live.Running.ClickAsync();
        await Expect(screen.Growing).ToHaveCountAsync(3);
        await app.Client.AddAsync(id, answer, 0, Everything);
        await Expect(screen.Growing.GetByRole(AriaRole.Table)).ToBeVisibleAsync();
        await CheckAsync(page, "a transcript that grows");
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Light, 390)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task Sound_and_files_are_free_of_violations(ColorScheme theme, int width)
    {
        var id = await _app.Client.CreateAsync("Spoken");
        var gone = await _app.Client.SpeakAsync(id, "user", "Deleted", 30, 500);
        await _app.Client.DeleteFileAsync(gone);
        await _app.Client.SpeakAsync(id, "ai", "Still there", 30, 510);
        var picture = await _app.Client.SendFileAsync(Convert.FromBase64String(Pixel), "pixel.gif", "image/gif");
        await _app.Client.AttachAsync(
            id,
            "Look",
            new { file_id = picture.GetProperty("id"), name = "pixel.gif", media_type = "image/gif", size = 42 },
            new { url = "https://example.com/plan.pdf", name = "plan.pdf", size = 48_211 },
            new { name = "not here.jpg" });
        var page = await NewPageAsync(_app, options =>
        {
            options.ColorScheme = theme;
            options.ViewportSize = new ViewportSize { Width = width, Height = 844 };
            options.HasTouch = width < 720;
        });
        var screen = new ConversationScreen(page);
        var listening = new Listening(screen);
        await screen.OpenAsync(id);
        await Expect(listening.Bar).ToHaveAttributeAsync("data-state", "paused");
        await CheckAsync(page, "a transcript with players");

        await listening.Play.ClickAsync();
        await Expect(listening.Spoken).ToHaveCountAsync(1);
        await CheckAsync(page, "a transcript that is heard");
        await listening.Pause.ClickAsync();

        await screen.Log.GetByRole(AriaRole.Button, new() { Name = "pixel.gif" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog, new() { Name = "pixel.gif" })).ToBeVisibleAsync();
        var enlarged = page.GetByRole(AriaRole.Dialog, new() { Name = "pixel.gif", Exact = true });
        await Expect(enlarged.GetByRole(AriaRole.Img, new() { Name = "pixel.gif", Exact = true })).ToHaveJSPropertyAsync("naturalWidth", 1);
        await Expect(enlarged.GetByRole(AriaRole.Link, new() { Name = "Download" })).ToHaveAttributeAsync("download", "pixel.gif");
        await CheckAsync(page, "a picture enlarged");
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Light, 390)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task A_downloaded_web_page_is_free_of_violations(ColorScheme theme, int width)
    {
        var id = await _app.Client.CreateAsync("Trip to Oslo", ("system", "Be kind."), ("user", Everything), ("ai", Everything), ("system", "one\ntwo"));
        await _app.Client.SpeakAsync(id, "user", "Heard", 1, 440);
        await _app.Client.AttachAsync(id, "Look", new { url = "https://example.com/plan.pdf", name = "plan.pdf", size = 48_211 }, new { name = "not here.jpg" });
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.html");
        await File.WriteAllTextAsync(file, await _app.Client.GetStringAsync($"/api/conversations/{id}/export?format=html&branches=all", TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        var page = await NewPageAsync(new Uri(Path.GetTempPath()), options =>
        {
            options.ColorScheme = theme;
            options.ViewportSize = new ViewportSize { Width = width, Height = 844 };
        });

        await page.GotoAsync(new Uri(file).ToString());
        File.Delete(file);
        await Expect(page.GetByRole(AriaRole.Article)).ToHaveCountAsync(6);
        await CheckAsync(page, "the web page");
        await page.EvaluateAsync("document.querySelectorAll('details').forEach(one => one.open = true)");
        await CheckAsync(page, "the web page with all that is folded");
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Light, 390)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task Stats_are_free_of_violations(ColorScheme theme, int width)
    {
        await _app.Client.CreateAsync("Trip to Oslo", ("user", "Which museums are open?"), ("ai", "All of them."));
        var page = await NewPageAsync(_app, options =>
        {
            options.ColorScheme = theme;
            options.ViewportSize = new ViewportSize { Width = width, Height = 844 };
            options.HasTouch = width < 720;
        });
        var stats = new StatsScreen(page);
        await stats.OpenAsync();
        await Expect(stats.Chart("Per day")).ToBeVisibleAsync();
        await CheckAsync(page, "the statistics");

        await page.EvaluateAsync("document.querySelectorAll('details').forEach(one => one.open = true)");
        await Expect(page.GetByRole(AriaRole.Table)).Not.ToHaveCountAsync(0);
        await StatsScreen.Picture(stats.Chart("Per day")).FocusAsync();
        await page.Keyboard.PressAsync("End");
        await Expect(stats.Tip).ToBeVisibleAsync();
        await CheckAsync(page, "the statistics with tables and a tip");

        await stats.OpenPrices.ClickAsync();
        await stats.Prices.GetByRole(AriaRole.Button, new() { Name = "Add a price" }).ClickAsync();
        await stats.Prices.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(stats.Prices.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await CheckAsync(page, "the prices");

        await stats.OpenAsync("/stats?date=2020-01-01..2020-01-02");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Nothing to count here" })).ToBeVisibleAsync();
        await CheckAsync(page, "the statistics of nothing");
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task The_welcome_is_free_of_violations(ColorScheme theme, int width)
    {
        var app = await StartAppAsync();
        var page = await NewPageAsync(app, options =>
        {
            options.ColorScheme = theme;
            options.ViewportSize = new ViewportSize { Width = width, Height = 844 };
        });
        var history = new HistoryPage(page);
        await history.OpenAsync();
        await Expect(history.Welcome).ToBeVisibleAsync();

        await CheckAsync(page, "the welcome");
    }

    private static async Task CheckAsync(IPage page, string where)
    {
        await CheckStructureAsync(page, where);
        var result = await page.RunAxe(new AxeRunOptions { ResultTypes = [ResultType.Violations] });

        var violations = result.Violations.SelectMany(violation => violation.Nodes.Select(node => $"{violation.Id}: {violation.Help} {node.Html}"));
        Assert.True(result.Violations.Length == 0, $"On {where}:{Environment.NewLine}{string.Join(Environment.NewLine, violations)}");
    }

    /// <summary>One main region, every landmark told from the others, a heading of the page (or of each pane) first, and no level left out below it.</summary>
    private static async Task CheckStructureAsync(IPage page, string where)
    {
        var faults = await page.EvaluateAsync<string[]>(
            """
            () => {
              const seen = selector => [...document.querySelectorAll(selector)].filter(e => e.checkVisibility() && !e.closest("dialog"));
              const faults = [];
              const mains = seen("main").length;
              if (mains !== 1) faults.push(`${mains} main regions`);

              const landmarks = seen("nav, aside, section[aria-label], section[aria-labelledby], [role=search]")
                .map(e => `${e.localName} ${e.ariaLabel ?? document.getElementById(e.getAttribute("aria-labelledby"))?.textContent ?? ""}`);
              landmarks.filter((name, at) => landmarks.indexOf(name) !== at).forEach(name => faults.push(`twice: ${name}`));

              const levels = seen("h1, h2, h3, h4, h5, h6").filter(e => !e.closest("[data-copy-source]")).map(e => Number(e.localName[1]));
              if (levels[0] !== 1) faults.push(`headings ${levels}`);
              levels.forEach((level, at) => at > 0 && level > levels[at - 1] + 1 && faults.push(`h${level} after h${levels[at - 1]}`));
              return faults;
            }
            """);
        Assert.True(faults.Length == 0, $"On {where}: {string.Join("; ", faults)}");
    }
}
