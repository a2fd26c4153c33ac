using ConvoWeb.Tests.E2E.Pages;
using ConvoWeb.Tests.E2E.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ConvoWeb.Tests.E2E;

/// <summary>Who comes from a search stands at one of its hits, and goes through the others.</summary>
public sealed class HitsInTranscriptTests(BrowserFixture browser, AppFixture fixture) : Journey(browser), IClassFixture<AppFixture>
{
    private readonly ConvoWebProcess _app = fixture.App;

    [Fact]
    public async Task The_words_of_the_search_are_marked_and_its_hits_gone_through()
    {
        var id = await _app.Client.CreateAsync("Hits", [.. Enumerable.Range(1, 900).Select(n => ("user", n % 300 == 0
            ? $"The **Munch** Museum, number {n}: C++, `--flag`, 日本語の文章, a résumé and museums."
            : $"Message {n}."))]);
        var page = await NewPageAsync(_app);
        var screen = new ConversationScreen(page);

        await screen.OpenAsync(id, "?m=600&q=" + Uri.EscapeDataString("\"munch museum\" c++ --flag 本語 Resume numb* -gallery"));
        await Expect(screen.FindCount).ToHaveTextAsync("Hit 2 of 3");
        await Expect(screen.FindText).ToHaveValueAsync("\"munch museum\" c++ --flag 本語 Resume numb* -gallery");
        await Expect(screen.Hit).ToContainTextAsync("number 600");
        await Expect(screen.Hit).ToBeFocusedAsync();
        await screen.HasMarkedAsync("Munch Museum", "C++", "--flag", "本語", "résumé", "numb");

        await screen.Find.GetByRole(AriaRole.Button, new() { Name = "Next" }).PressAsync("Enter");
        await Expect(screen.FindCount).ToHaveTextAsync("Hit 3 of 3");
        await Expect(screen.Hit).ToContainTextAsync("number 900");
        await Expect(screen.Hit).ToBeInViewportAsync();
        await page.WaitForURLAsync(address => address.Contains("?m=900&q=", StringComparison.Ordinal));

        await page.GoBackAsync(); // past all of it: the hits are no stations on the way
        await Expect(page).ToHaveURLAsync("about:blank");
        await page.GoForwardAsync();
        await screen.ToBeLiveAsync();
        await Expect(screen.Hit).ToContainTextAsync("number 900");

        await page.Keyboard.PressAsync("Escape");
        await Expect(screen.Find).ToBeHiddenAsync();
        await screen.HasMarkedAsync();
        await Expect(page).ToHaveURLAsync($"{_app.Address}c/{id}?m=900");
    }
}
