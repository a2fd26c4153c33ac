using ConvoWeb.Tests.E2E.Pages;
using ConvoWeb.Tests.E2E.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ConvoWeb.Tests.E2E;

/// <summary>
/// The server is .NET 10 and the browser's half of Blazor is taken from an older runtime pack (docs/decisions): whatever
/// the pages use of it is tried here, each on its own, so that a change of either half shows what it breaks.
/// Reconnecting has a file of its own.
/// </summary>
public sealed class BlazorScriptTests(BrowserFixture browser, AppFixture fixture) : Journey(browser), IClassFixture<AppFixture>
{
    private readonly ConvoWebProcess _app = fixture.App;

    [Fact]
    public async Task The_page_is_there_before_any_script_runs()
    {
        var id = await _app.Client.CreateAsync("Without script", ("user", "Which museums are open?"));
        var page = await NewPageAsync(_app, options => options.JavaScriptEnabled = false);
        var screen = new ConversationScreen(page);

        await page.GotoAsync($"/c/{id}");

        await Expect(screen.Title).ToHaveTextAsync("Without script");
        await Expect(screen.Messages).ToHaveTextAsync(["Which museums are open?"]);
        await Expect(new HistoryPage(page).Row("Without script")).ToBeVisibleAsync();
        await Expect(page).ToHaveTitleAsync("Without script · ConvoWeb");
    }

    [Fact]
    public async Task A_click_reaches_the_server_and_its_answer_the_page()
    {
        var id = await _app.Client.CreateAsync("Clicked", ("user", "Hello"));
        var screen = new ConversationScreen(await NewPageAsync(_app));
        await screen.OpenAsync(id);

        await screen.Star.ClickAsync();

        await Expect(screen.Star).ToHaveAttributeAsync("aria-pressed", "true");
        Assert.True((await _app.Client.GetJsonAsync($"/api/conversations/{id}")).GetProperty("starred").GetBoolean());
    }

    [Fact]
    public async Task A_form_binds_what_is_typed_and_submits_it()
    {
        var id = await _app.Client.CreateAsync("Typed", ("user", "Hello"));
        var screen = new ConversationScreen(await NewPageAsync(_app));
        await screen.OpenAsync(id);
        await screen.ChooseAsync("Rename");
        await Expect(screen.NewTitle).ToHaveValueAsync("Typed");

        await screen.NewTitle.FillAsync("");
        await screen.NewTitle.PressSequentiallyAsync("Größe 東京 🚆");
        await screen.NewTitle.PressAsync("Enter");

        await Expect(screen.Title).ToHaveTextAsync("Größe 東京 🚆");
        Assert.Equal("Größe 東京 🚆", (await _app.Client.GetJsonAsync($"/api/conversations/{id}")).GetProperty("title").GetString());
    }

    [Fact]
    public async Task A_link_within_the_pages_loads_nothing_anew()
    {
        var id = await _app.Client.CreateAsync("Linked", ("user", "Hello"));
        var page = await NewPageAsync(_app);
        var (history, screen) = (new HistoryPage(page), new ConversationScreen(page));
        await history.OpenAsync();
        await page.EvaluateAsync("window.isTheSamePage = true");

        await history.Row("Linked").ClickAsync();
        await Expect(screen.Messages).ToHaveTextAsync(["Hello"]);
        await history.Rail.GetByRole(AriaRole.Link, new() { Name = "Import", Exact = true }).ClickAsync();
        await Expect(new ImportScreen(page).Heading).ToBeFocusedAsync();
        await page.GoBackAsync();

        await Expect(screen.Messages).ToHaveTextAsync(["Hello"]);
        await Expect(page).ToHaveURLAsync($"{_app.Address}c/{id}");
        Assert.True(await page.EvaluateAsync<bool>("window.isTheSamePage === true"), "The page was loaded anew.");
    }

    [Fact]
    public async Task Scripts_call_the_server_and_the_server_calls_scripts()
    {
        var id = await _app.Client.CreateAsync("Both ways", [.. Enumerable.Range(1, 80).Select(n => ("user", $"Message {n}"))]);
        var page = await NewPageAsync(_app);
        var screen = new ConversationScreen(page);
        await screen.OpenAsync(id);

        // The server asked the browser for its zone, which is not its own.
        var time = await screen.Articles.Last.GetByRole(AriaRole.Time).First.GetAttributeAsync("datetime");
        var oslo = TimeZoneInfo.ConvertTime(DateTimeOffset.Parse(time!, null), TimeZoneInfo.FindSystemTimeZoneById("Europe/Oslo"));
        await Expect(screen.Articles.Last.GetByRole(AriaRole.Time).First).ToHaveTextAsync(oslo.ToString("HH:mm", null));

        // The script told the server that the reader left the end, so a new message is announced and not scrolled to…
        await screen.ScrollUpToAsync(screen.Articles.First);
        await _app.Client.AppendAsync(id, "ai", "New");
        var told = screen.Pane.GetByRole(AriaRole.Button, new() { Name = "1 new message" });

        // …and the server has the script scroll there.
        await told.ClickAsync();
        await Expect(screen.Messages.Last).ToBeInViewportAsync();
    }

    [Fact]
    public async Task A_file_goes_up_and_its_report_comes_to_the_server_as_a_stream()
    {
        var import = new ImportScreen(await NewPageAsync(_app));
        await import.OpenAsync();

        await import.ImportAsync(Samples.ChatGptZip);

        await Expect(import.Report("export.zip").GetByRole(AriaRole.Link, new() { Name = "東京の天気" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_server_gives_the_focus_into_a_dialog_that_it_opens()
    {
        var id = await _app.Client.CreateAsync("Opened", ("user", "Hello"));
        var screen = new ConversationScreen(await NewPageAsync(_app));
        await screen.OpenAsync(id);

        await screen.ChooseAsync("Rename");

        await Expect(screen.NewTitle).ToBeFocusedAsync();
        Assert.Equal("Opened", await screen.NewTitle.EvaluateAsync<string>("e => e.value.substring(e.selectionStart, e.selectionEnd)"));
    }
}
