using ConvoWeb.Tests.E2E.Pages;
using ConvoWeb.Tests.E2E.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ConvoWeb.Tests.E2E;

/// <summary>A conversation of 1,000 messages is read from its end upwards.</summary>
public sealed class LongTranscriptTests(BrowserFixture browser, AppFixture fixture) : Journey(browser), IClassFixture<AppFixture>
{
    private const int Count = 1000;

    private readonly ConvoWebProcess _app = fixture.App;

    [Fact]
    public async Task It_opens_at_the_end_and_what_was_before_comes_without_a_jump()
    {
        var id = await _app.Client.CreateAsync(
            "A long talk", [.. Enumerable.Range(1, Count).Select(n => (n % 2 == 0 ? "ai" : "user", $"Message {n}.\n\nIt has a second paragraph."))]);
        var screen = new ConversationScreen(await NewPageAsync(_app));
        await screen.OpenAsync(id);

        await Expect(screen.Messages.Last).ToContainTextAsync($"Message {Count}.");
        await Expect(screen.Messages.Last).ToBeInViewportAsync();

        var shown = await screen.Messages.CountAsync();
        while (await screen.Earlier.CountAsync() > 0)
        {
            var first = await screen.Articles.First.ElementHandleAsync();
            await screen.Earlier.ScrollIntoViewIfNeededAsync();
            var before = await PlaceAsync(first);
            await screen.Earlier.ClickAsync();
            await Expect(screen.Messages).Not.ToHaveCountAsync(shown);
            shown = await screen.Messages.CountAsync();

            Assert.Equal(before, await PlaceAsync(first), tolerance: 2f);
        }

        Assert.Equal(Count, shown);
        await Expect(screen.Messages.First).ToContainTextAsync("Message 1.");
    }

    private static async Task<float> PlaceAsync(IElementHandle element) => (await element.BoundingBoxAsync())!.Y;
}
