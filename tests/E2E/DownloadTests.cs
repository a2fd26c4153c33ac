using System.Text.Json;
using ConvoWeb.Tests.E2E.Pages;
using ConvoWeb.Tests.E2E.Support;
using Microsoft.Playwright;
using Xunit;

namespace ConvoWeb.Tests.E2E;

/// <summary>A conversation leaves as a file from the menu beside its title.</summary>
public sealed class DownloadTests(BrowserFixture browser, AppFixture fixture) : Journey(browser), IClassFixture<AppFixture>
{
    private readonly ConvoWebProcess _app = fixture.App;

    [Theory]
    [InlineData("JSON", ".json")]
    [InlineData("Markdown", ".md")]
    [InlineData("text", ".txt")]
    [InlineData("JSON Lines", ".jsonl")]
    public async Task The_menu_downloads_the_conversation(string format, string extension)
    {
        var id = await _app.Client.CreateAsync("Trip to Oslo", ("user", "Which museums are open?"), ("ai", "The **Munch** museum."));
        var screen = new ConversationScreen(await NewPageAsync(_app));
        await screen.OpenAsync(id);

        var download = await screen.DownloadAsync(format);

        Assert.EndsWith(extension, download.SuggestedFilename, StringComparison.Ordinal);
        Assert.StartsWith("Trip to Oslo", download.SuggestedFilename, StringComparison.Ordinal);
        var text = await TextAsync(download);
        Assert.Contains("Which museums are open?", text, StringComparison.Ordinal);
        Assert.Contains("The **Munch** museum.", text, StringComparison.Ordinal);
        if (extension is ".json")
        {
            using var document = JsonDocument.Parse(text);
            Assert.Equal(2, document.RootElement.GetProperty("messages").GetArrayLength());
        }
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

    private static async Task<string> TextAsync(IDownload download)
    {
        await using var stream = await download.CreateReadStreamAsync();
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
