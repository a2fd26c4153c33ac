using ConvoWeb.Tests.E2E.Pages;
using ConvoWeb.Tests.E2E.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ConvoWeb.Tests.E2E;

/// <summary>Real export files, which nobody on this project wrote. CONVOWEB_SAMPLES names the folder that holds them.</summary>
public sealed class SampleFilesTests(BrowserFixture browser) : Journey(browser)
{
    [Theory]
    [InlineData("LibreChat-chatgpt-export.json", 2)]
    [InlineData("quentinous-sample_export.zip", 2)]
    public async Task A_real_export_of_ChatGPT_comes_in_through_the_page(string file, int conversations)
    {
        var folder = Environment.GetEnvironmentVariable("CONVOWEB_SAMPLES");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "CONVOWEB_SAMPLES is not set: no real export files to import.");
        var app = await StartAppAsync();
        var page = await NewPageAsync(app);
        var (import, history, screen) = (new ImportScreen(page), new HistoryPage(page), new ConversationScreen(page));
        await import.OpenAsync();

        await import.ImportAsync(Samples.FromDisk(Path.Combine(folder, "chatgpt", file)));

        await Expect(ImportScreen.Lines(import.Report(file)).First).ToHaveTextAsync($"{conversations}imported");
        await history.OpenAsync();
        await Expect(history.Rows).ToHaveCountAsync(conversations);
        for (var i = 0; i < conversations; i++)
        {
            await history.Rows.Nth(i).ClickAsync();
            await screen.ToBeLiveAsync();
            await Expect(screen.Articles.Last).ToBeVisibleAsync();
        }
    }
}
