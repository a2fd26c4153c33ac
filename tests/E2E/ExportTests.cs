using System.IO.Compression;
using System.Net.Http.Json;
using System.Text.Json;
using ConvoWeb.Tests.E2E.Pages;
using ConvoWeb.Tests.E2E.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ConvoWeb.Tests.E2E;

/// <summary>Many conversations leave as one file, from wherever they are seen together.</summary>
public sealed class ExportTests(BrowserFixture browser) : Journey(browser)
{
    [Fact]
    public async Task What_is_selected_leaves_as_JSON_and_can_be_read_back()
    {
        var (app, page, history) = await OpenAsync(4);
        var export = new ExportScreen(page);
        await history.Row("Number 4").ClickAsync(new() { Modifiers = [KeyboardModifier.Control] });
        await history.Row("Number 2").ClickAsync(new() { Modifiers = [KeyboardModifier.Shift] });
        await Expect(history.Selected).ToContainTextAsync("3 selected");

        await page.Keyboard.PressAsync("e");
        await Expect(export.Sum).ToHaveTextAsync("3 conversations");
        var download = await export.DownloadAsync("JSON");

        Assert.Matches("^ConvoWeb [0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}-[0-9]{2}-[0-9]{2}\\.zip$", download.SuggestedFilename);
        await Expect(history.Toasts).ToContainTextAsync("3 conversations exported");
        await Expect(export.Dialog).ToBeHiddenAsync();
        var file = await BytesAsync(download);
        var read = await NamesAsync(file);
        Assert.Equal(["00001 Number 2.json", "00002 Number 3.json", "00003 Number 4.json"], read);

        var other = await StartAppAsync();
        var import = new ImportScreen(await NewPageAsync(other));
        await import.OpenAsync();
        await import.ImportAsync(new FilePayload { Name = download.SuggestedFilename, MimeType = "application/zip", Buffer = file });
        await Expect(ImportScreen.Lines(import.Report(download.SuggestedFilename)).First).ToHaveTextAsync("3imported");
        Assert.Equal(3, (await other.Client.GetJsonAsync("/api/conversations")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Everything_leaves_as_Markdown_from_the_list_and_the_focus_comes_back()
    {
        var (_, page, _) = await OpenAsync(3);
        var export = new ExportScreen(page);

        await export.OfList.ClickAsync();
        await export.Whole.ClickAsync();
        await Expect(export.Sum).ToHaveTextAsync("3 conversations");
        var download = await export.DownloadAsync("Markdown");

        Assert.Equal(["00001 Number 1.md", "00002 Number 2.md", "00003 Number 3.md"], await NamesAsync(await BytesAsync(download)));
        await Expect(page.Locator("body")).Not.ToBeFocusedAsync();
    }

    [Fact]
    public async Task What_a_search_found_leaves_and_nothing_else()
    {
        var (app, page, _) = await OpenAsync(2);
        await app.Client.CreateAsync("The ferry", ("user", "When does the ferry leave?"));
        var (search, export) = (new SearchScreen(page), new ExportScreen(page));
        await search.OpenAsync("/search?q=ferry");
        await Expect(search.Items).ToHaveCountAsync(1);

        await search.Results.GetByRole(AriaRole.Button, new() { Name = "Export", Exact = true }).ClickAsync();
        await Expect(export.Sum).ToHaveTextAsync("1 conversation");
        var download = await export.DownloadAsync("JSON Lines");

        Assert.EndsWith(".jsonl", download.SuggestedFilename, StringComparison.Ordinal);
        var lines = System.Text.Encoding.UTF8.GetString(await BytesAsync(download)).TrimEnd().Split('\n');
        Assert.Equal(["The ferry", "When does the ferry leave?"], lines.Select(line => JsonDocument.Parse(line).RootElement).Select(line => (line.TryGetProperty("title", out var title) ? title : line.GetProperty("content")).GetString()));
    }

    [Fact]
    public async Task A_key_on_a_row_exports_it_and_Esc_gives_the_focus_back_to_it()
    {
        var (_, page, history) = await OpenAsync(2);
        var export = new ExportScreen(page);
        await history.Row("Number 1").FocusAsync();

        await page.Keyboard.PressAsync("e");
        await Expect(export.Sum).ToHaveTextAsync("1 conversation");
        await page.Keyboard.PressAsync("Escape");

        await Expect(export.Dialog).ToBeHiddenAsync();
        await Expect(history.Row("Number 1")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task An_export_that_goes_on_is_seen_on_every_page_after_a_reload_and_can_be_cancelled()
    {
        var (app, page, history) = await OpenAsync(1);
        await FillAsync(app, 500);
        const int Jobs = 20; // one after the other, so that the last waits long
        for (var i = 0; i < Jobs; i++)
        {
            using var begun = await app.Client.PostAsJsonAsync("/api/jobs", new { }, TestContext.Current.CancellationToken);
            begun.EnsureSuccessStatusCode();
        }

        await page.ReloadAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Show", Exact = true }).ClickAsync();
        var export = new ExportScreen(page);
        await Expect(export.Running.First.GetByRole(AriaRole.Progressbar)).ToBeVisibleAsync();
        await page.ReloadAsync();
        await export.Running.First.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();

        await Expect(export.Running).ToHaveCountAsync(0);
        await Expect(export.Ended).ToHaveCountAsync(Jobs - 1);
        Assert.Equal(Jobs - 1, (await app.Client.GetJsonAsync("/api/jobs")).GetProperty("items").GetArrayLength());
    }

    /// <summary>Enough that an export of them takes seconds.</summary>
    private static async Task FillAsync(ConvoWebProcess app, int count)
    {
        var text = string.Concat(Enumerable.Repeat("Which museums are open? ", 4000));
        var lines = Enumerable.Range(0, count).SelectMany(n => (string[])
        [
            JsonSerializer.Serialize(new { type = "conversation", format = "convoweb/1", id = Guid.CreateVersion7(), title = $"Filler {n}" }),
            JsonSerializer.Serialize(new { type = "user", id = Guid.CreateVersion7(), seq = 1, content = text }),
        ]);
        using var form = new MultipartFormDataContent { { new StringContent(string.Join('\n', lines)), "file", "filler.jsonl" } };
        using var answer = await app.Client.PostAsync("/api/import", form, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    private async Task<(ConvoWebProcess App, IPage Page, HistoryPage History)> OpenAsync(int count)
    {
        var app = await StartAppAsync();
        for (var i = 1; i <= count; i++)
        {
            await app.Client.CreateAsync($"Number {i}", ("user", "Hello"));
        }

        var page = await NewPageAsync(app);
        var history = new HistoryPage(page);
        await history.OpenAsync();
        return (app, page, history);
    }

    private static async Task<byte[]> BytesAsync(IDownload download)
    {
        await using var stream = await download.CreateReadStreamAsync();
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, TestContext.Current.CancellationToken);
        return bytes.ToArray();
    }

    /// <summary>Of the conversations in an archive.</summary>
    private static async Task<IEnumerable<string>> NamesAsync(byte[] archive)
    {
        await using var zip = new ZipArchive(new MemoryStream(archive), ZipArchiveMode.Read);
        return [.. zip.Entries.Select(entry => entry.FullName).Where(name => name.StartsWith("conversations/", StringComparison.Ordinal)).Select(name => name["conversations/".Length..])];
    }
}
