using System.Net;
using System.Text.Json;
using ConvoWeb.Tests.E2E.Pages;
using ConvoWeb.Tests.E2E.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ConvoWeb.Tests.E2E;

/// <summary>A conversation leaves as a file from the menu beside its title.</summary>
public sealed class DownloadTests(BrowserFixture browser, AppFixture fixture) : Journey(browser), IClassFixture<AppFixture>
{
    private const string Pixel = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";

    private readonly ConvoWebProcess _app = fixture.App;

    [Theory]
    [InlineData("JSON", ".json", "The **Munch** museum.")]
    [InlineData("Markdown", ".md", "The **Munch** museum.")]
    [InlineData("Plain text", ".txt", "The **Munch** museum.")]
    [InlineData("JSON Lines", ".jsonl", "The **Munch** museum.")]
    [InlineData("Table (CSV)", ".csv", "The **Munch** museum.")]
    [InlineData("Web page", ".html", "The <strong>Munch</strong> museum.")]
    public async Task The_menu_downloads_the_conversation(string format, string extension, string answer)
    {
        var id = await _app.Client.CreateAsync("Trip to Oslo", ("user", "Which museums are open?"), ("ai", "The **Munch** museum."));
        var screen = new ConversationScreen(await NewPageAsync(_app));
        await screen.OpenAsync(id);

        var download = await screen.DownloadAsync(format);

        Assert.EndsWith(extension, download.SuggestedFilename, StringComparison.Ordinal);
        Assert.StartsWith("Trip to Oslo", download.SuggestedFilename, StringComparison.Ordinal);
        var text = await TextAsync(download);
        Assert.Contains("Which museums are open?", text, StringComparison.Ordinal);
        Assert.Contains(answer, text, StringComparison.Ordinal);
        if (extension is ".json")
        {
            using var document = JsonDocument.Parse(text);
            Assert.Equal(2, document.RootElement.GetProperty("messages").GetArrayLength());
        }
    }

    [Fact]
    public async Task Without_fonts_PDF_says_what_to_install_and_the_other_formats_go_on()
    {
        var fonts = Path.Combine(Directory.CreateTempSubdirectory("convoweb-fonts").FullName, "fonts.conf");
        await File.WriteAllTextAsync(fonts, "<fontconfig></fontconfig>", TestContext.Current.CancellationToken);
        await using var app = await ConvoWebProcess.StartAsync(("FONTCONFIG_FILE", fonts));
        var id = await app.Client.CreateAsync("Trip to Oslo", ("user", "Which museums are open?"));

        using var response = await app.Client.GetAsync($"/api/conversations/{id}/export?format=pdf", TestContext.Current.CancellationToken);
        using var text = await app.Client.GetAsync($"/api/conversations/{id}/export?format=txt", TestContext.Current.CancellationToken);
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Directory.Delete(Path.GetDirectoryName(fonts)!, recursive: true);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (response.StatusCode, text.StatusCode));
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Null(response.Content.Headers.ContentDisposition);
        Assert.Equal("This format is not available here.", problem.RootElement.GetProperty("title").GetString());
        Assert.Contains("On Debian and Ubuntu: apt-get install libpangocairo-1.0-0 fonts-noto-core", problem.RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Über Züge: Größe & Maß?", "Über Züge")]
    [InlineData("東京の天気", "東京の天気")]
    [InlineData("../../etc/passwd \\ a|b<c>\"d\"", "passwd")]
    [InlineData("Emoji 🚆 and \u202Egnp.exe", "Emoji 🚆")]
    public async Task The_file_is_named_after_the_title_whatever_that_is(string title, string expected)
    {
        var id = await _app.Client.CreateAsync(title, ("user", "Hello"));
        var screen = new ConversationScreen(await NewPageAsync(_app));
        await screen.OpenAsync(id);

        var name = (await screen.DownloadAsync("Markdown")).SuggestedFilename;

        Assert.Contains(expected, name, StringComparison.Ordinal);
        Assert.EndsWith(".md", name, StringComparison.Ordinal);
        Assert.DoesNotContain(name, c => c is '/' or '\\' or '|' or '<' or '>' or '"' or ':' or '?' or '*' or '\u202E');
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task Options_say_what_of_it_is_downloaded(int width)
    {
        var id = await _app.Client.CreateAsync("Trip to Oslo", ("system", "Be kind."), ("user", "Which museums?"), ("ai", "Munch."));
        var page = await NewPageAsync(_app, options => options.ViewportSize = new ViewportSize { Width = width, Height = 800 });
        var screen = new ConversationScreen(page);
        await screen.OpenAsync(id);

        await (width < 720 ? screen.More : screen.Download).ClickAsync();
        await screen.MenuItem(width < 720 ? "Download…" : "Options…").ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Download" });
        await dialog.GetByLabel("Format").SelectOptionAsync("JSON");
        await Expect(dialog.GetByLabel("All versions")).ToBeCheckedAsync(); // as usual for it
        await dialog.GetByLabel("Format").SelectOptionAsync("Plain text");
        await Expect(dialog.GetByLabel("All versions")).Not.ToBeCheckedAsync();
        await dialog.GetByLabel("System messages").UncheckAsync();
        await dialog.GetByLabel("Times").UncheckAsync();
        var link = dialog.GetByRole(AriaRole.Link, new() { Name = "Download" });
        await Expect(link).ToHaveAttributeAsync("href", $"/api/conversations/{id}/export?format=txt&branches=active&system=false&timestamps=false");
        var download = await page.RunAndWaitForDownloadAsync(() => link.ClickAsync());

        Assert.Equal("Trip to Oslo.txt", download.SuggestedFilename);
        Assert.Equal("Trip to Oslo\n\nUser:\nWhich museums?\n\nAI:\nMunch.\n", await TextAsync(download));
        await Expect(dialog).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_web_page_is_whole_without_the_program()
    {
        var id = await _app.Client.CreateAsync("Trip to Oslo", ("user", "Which museums?"), ("ai", $"Munch.\n\n```js\n{new string('x', 500)}\n```\n\n|{string.Concat(Enumerable.Repeat(" wide |", 30))}\n|{string.Concat(Enumerable.Repeat("---|", 30))}"));
        await _app.Client.SpeakAsync(id, "user", new string('m', 300), 2, 440);
        var picture = await _app.Client.SendFileAsync(Convert.FromBase64String(Pixel), "pixel.gif", "image/gif");
        await _app.Client.AttachAsync(id, "Look", new { file_id = picture.GetProperty("id"), name = "pixel.gif" }, new { url = "https://example.com/a", name = new string('n', 300) });
        var screen = new ConversationScreen(await NewPageAsync(_app));
        await screen.OpenAsync(id);
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.html");
        await (await screen.DownloadAsync("Web page")).SaveAsAsync(file);

        var page = await NewPageAsync(new Uri(Path.GetTempPath()), options => options.ViewportSize = new ViewportSize { Width = 390, Height = 844 });
        List<string> asked = [];
        page.Request += (_, request) => asked.Add(request.Url);
        await page.GotoAsync(new Uri(file).ToString());
        File.Delete(file);

        await Expect(page).ToHaveTitleAsync("Trip to Oslo");
        await Expect(page.GetByAltText("pixel.gif")).ToHaveJSPropertyAsync("naturalWidth", 1);
        await Expect(page.Locator("audio")).ToHaveJSPropertyAsync("duration", 2.0);
        Assert.Equal(390, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.All(asked, address => Assert.True(address.StartsWith("file:", StringComparison.Ordinal) || address.StartsWith("data:", StringComparison.Ordinal), address));
    }

    private static async Task<string> TextAsync(IDownload download)
    {
        await using var stream = await download.CreateReadStreamAsync();
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
