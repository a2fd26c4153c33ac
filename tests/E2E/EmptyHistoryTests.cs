using ConvoWeb.Tests.E2E.Pages;
using ConvoWeb.Tests.E2E.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ConvoWeb.Tests.E2E;

/// <summary>The first minute of a newcomer.</summary>
public sealed class EmptyHistoryTests(BrowserFixture browser) : Journey(browser)
{
    [Fact]
    public async Task From_the_first_start_an_export_becomes_the_history()
    {
        var app = await StartAppAsync();
        var page = await NewPageAsync(app);
        var (history, import, screen) = (new HistoryPage(page), new ImportScreen(page), new ConversationScreen(page));
        await history.OpenAsync();

        await Expect(history.Welcome.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
        await history.Welcome.GetByRole(AriaRole.Link, new() { Name = "Import" }).ClickAsync();
        await Expect(page).ToHaveURLAsync($"{app.Address}import");
        await Expect(import.Heading).ToBeFocusedAsync();
        await import.ToBeLiveAsync();
        await import.ImportAsync(Samples.ChatGpt);
        await Expect(import.Report(Samples.ChatGpt.Name)).ToContainTextAsync("imported");
        await history.Rail.GetByRole(AriaRole.Link, new() { Name = "History", Exact = true }).ClickAsync();
        await history.Rows.First.ClickAsync();

        await Expect(screen.Messages.First).ToBeVisibleAsync();
        await Expect(history.Welcome).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Samples_come_and_go_with_one_press_each()
    {
        var app = await StartAppAsync();
        var history = new HistoryPage(await NewPageAsync(app));
        await history.OpenAsync();

        await history.Welcome.GetByRole(AriaRole.Button, new() { Name = "Add samples" }).ClickAsync();
        await Expect(history.Rows).ToHaveCountAsync(8);
        await Expect(history.Toasts).ToContainTextAsync("8 sample conversations added");
        await Expect(history.Welcome).ToBeHiddenAsync();

        await history.Undo.ClickAsync();
        await Expect(history.Rows).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_first_conversation_over_the_API_takes_the_place_of_the_welcome()
    {
        var app = await StartAppAsync();
        var history = new HistoryPage(await NewPageAsync(app));
        await history.OpenAsync();
        await Expect(history.Welcome).ToBeVisibleAsync();

        await app.Client.CreateAsync("Hello", ("user", "Are you there?"));

        await Expect(history.Row("Hello")).ToContainTextAsync("Are you there?");
        await Expect(history.Welcome).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_wrong_address_says_that_nothing_is_here_and_leads_back()
    {
        var app = await StartAppAsync();
        var page = await NewPageAsync(app);
        Allow("404");

        foreach (var address in (string[])["/nowhere", $"/c/{Guid.CreateVersion7()}"])
        {
            var answer = await page.GotoAsync(address);

            Assert.Equal(404, answer?.Status);
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Nothing here" })).ToBeVisibleAsync();
        }

        await page.GetByRole(AriaRole.Link, new() { Name = "Go to history", Exact = true }).ClickAsync();
        await Expect(page).ToHaveURLAsync(app.Address.ToString());
    }
}
