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
    public async Task An_empty_history_welcomes_and_offers_to_import()
    {
        var app = await StartAppAsync();
        var page = await NewPageAsync(app);
        var history = new HistoryPage(page);
        await history.OpenAsync();

        await Expect(history.Welcome.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
        await Expect(history.Welcome).ToContainTextAsync($"{app.Address}api/conversations");
        await history.Welcome.GetByRole(AriaRole.Link, new() { Name = "Import" }).ClickAsync();

        await Expect(page).ToHaveURLAsync($"{app.Address}import");
        await Expect(new ImportScreen(page).Heading).ToBeFocusedAsync();
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
