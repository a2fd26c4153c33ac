using ConvoWeb.Tests.E2E.Pages;
using ConvoWeb.Tests.E2E.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ConvoWeb.Tests.E2E;

/// <summary>Bringing conversations in from a file.</summary>
public sealed class ImportTests(BrowserFixture browser) : Journey(browser)
{
    [Fact]
    public async Task A_chosen_export_fills_the_list_and_the_same_file_again_adds_nothing()
    {
        var app = await StartAppAsync();
        var page = await NewPageAsync(app);
        var import = new ImportScreen(page);
        await import.OpenAsync();

        await import.ChooseAsync(Samples.ChatGpt);
        var (check, report) = (import.Check("conversations.json"), import.Report("conversations.json"));
        await Expect(ImportScreen.Lines(check)).ToHaveTextAsync(["3new", "1empty message left out"]);
        await Expect(check).ToContainTextAsync("ChatGPT");
        await Expect(check).ToContainTextAsync("Three days in Oslo");
        Assert.Empty((await app.Client.GetJsonAsync("/api/conversations")).GetProperty("items").EnumerateArray());
        await check.GetByRole(AriaRole.Button, new() { Name = "Import 3 conversations" }).ClickAsync();
        await Expect(ImportScreen.Lines(report).First).ToHaveTextAsync("3imported");
        await Expect(check).ToBeHiddenAsync();

        await import.ChooseAsync(Samples.ChatGpt);
        await Expect(ImportScreen.Lines(check)).ToHaveTextAsync(["0new", "3already here", "1empty message left out"]);
        await Expect(check).ToContainTextAsync("Nothing in it is new");
        await check.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await Expect(check).ToBeHiddenAsync();
        await Expect(import.Area.GetByRole(AriaRole.Button)).ToBeFocusedAsync();

        await report.First.GetByRole(AriaRole.Link, new() { Name = "Three days in Oslo" }).ClickAsync();
        var (history, screen) = (new HistoryPage(page), new ConversationScreen(page));
        await Expect(history.Rows).ToHaveCountAsync(3);
        await Expect(history.Row("東京の天気")).ToBeVisibleAsync();
        await Expect(screen.Messages.First).ToHaveTextAsync("Which museums are open on a Monday?");
        await Expect(screen.Messages.Last).ToHaveTextAsync("And with children?");
        await Expect(screen.Log.GetByRole(AriaRole.Cell, new() { Name = "220 kr" })).ToBeVisibleAsync();
        await Expect(screen.Log).Not.ToContainTextAsync("I am not sure."); // the other branch
    }

    [Fact]
    public async Task What_was_deleted_for_good_comes_back_only_when_that_is_chosen()
    {
        var app = await StartAppAsync();
        var page = await NewPageAsync(app);
        var import = new ImportScreen(page);
        await import.OpenAsync();
        await import.ChooseAsync(Samples.ChatGpt);
        await import.TakeAsync("conversations.json");
        var (check, report) = (import.Check("conversations.json"), import.Report("conversations.json"));
        await Expect(ImportScreen.Lines(report).First).ToHaveTextAsync("3imported");
        var oslo = (await app.Client.GetJsonAsync("/api/conversations?sort=title")).GetProperty("items").EnumerateArray().First(one => one.GetProperty("title").GetString() == "Three days in Oslo");
        using var deleted = await app.Client.DeleteAsync($"/api/conversations/{oslo.GetProperty("id").GetString()}?permanent=true&confirm=true", TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.OK, deleted.StatusCode);

        await import.ChooseAsync(Samples.ChatGpt);
        await Expect(ImportScreen.Lines(check)).ToHaveTextAsync(["0new", "2already here", "1skipped", "1empty message left out"]);
        await Expect(check).ToContainTextAsync("It was deleted for good here on");
        await check.GetByRole(AriaRole.Checkbox, new() { Name = "Also bring back 1 conversation that was deleted for good here" }).CheckAsync();
        await check.GetByRole(AriaRole.Button, new() { Name = "Import 1 conversation" }).ClickAsync();

        await Expect(ImportScreen.Lines(report).First).ToHaveTextAsync("1imported");
    }

    [Fact]
    public async Task A_ZIP_dropped_on_the_empty_history_is_taken_to_the_import_page_and_read()
    {
        var app = await StartAppAsync();
        var page = await NewPageAsync(app);
        var history = new HistoryPage(page);
        await history.OpenAsync();

        await ImportScreen.DropAsync(history.Welcome, Samples.ChatGptZip);

        await Expect(page).ToHaveURLAsync($"{app.Address}import");
        await new ImportScreen(page).TakeAsync("export.zip");
        await Expect(ImportScreen.Lines(new ImportScreen(page).Report("export.zip")).First).ToHaveTextAsync("3imported");
        await history.Rail.GetByRole(AriaRole.Link, new() { Name = "History", Exact = true }).ClickAsync();
        await Expect(history.Rows).ToHaveCountAsync(3);
    }

    [Fact]
    public async Task A_file_dropped_on_the_import_page_shows_its_progress_and_can_be_cancelled()
    {
        var app = await StartAppAsync();
        var page = await NewPageAsync(app);
        var import = new ImportScreen(page);
        await import.OpenAsync();
        var asked = new TaskCompletionSource<IRoute>(TaskCreationOptions.RunContinuationsAsynchronously);
        await page.RouteAsync("**/api/import*", route => asked.TrySetResult(route), new() { Times = 1 });

        await ImportScreen.DropAsync(import.Area, Samples.ChatGpt);
        await Expect(import.Running("conversations.json").GetByRole(AriaRole.Progressbar)).ToBeVisibleAsync();
        await import.Running("conversations.json").GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(import.Report("conversations.json")).ToContainTextAsync("Cancelled");
        await Expect(import.Running("conversations.json")).ToBeHiddenAsync();

        await import.ImportAsync(Samples.ChatGpt);
        await Expect(ImportScreen.Lines(import.Report("conversations.json").First).First).ToHaveTextAsync("3imported");
    }

    [Fact]
    public async Task A_file_of_no_known_format_is_told_so_and_those_beside_it_come_in()
    {
        var app = await StartAppAsync();
        var page = await NewPageAsync(app);
        var import = new ImportScreen(page);
        await import.OpenAsync();
        Allow("422");

        await import.ChooseAsync(Samples.Unknown, Samples.ChatGpt);
        await import.TakeAsync("conversations.json");

        await Expect(ImportScreen.Lines(import.Report("conversations.json")).First).ToHaveTextAsync("3imported");
        await Expect(import.Report("shopping.json")).ToContainTextAsync("shopping.json: ");
        Assert.Equal(3, (await app.Client.GetJsonAsync("/api/conversations")).GetProperty("items").GetArrayLength());
    }
}
