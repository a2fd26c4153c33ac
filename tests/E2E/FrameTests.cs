using ConvoWeb.Tests.E2E.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ConvoWeb.Tests.E2E;

/// <summary>What is around the pages stands still.</summary>
public sealed class FrameTests(BrowserFixture browser, AppFixture fixture) : Journey(browser), IClassFixture<AppFixture>
{
    [Fact]
    public async Task Only_what_is_within_the_frame_scrolls()
    {
        var id = await fixture.App.Client.CreateAsync("Trip to Oslo", [.. Enumerable.Range(0, 40).Select(number => ("user", $"Question {number}"))]);
        var page = await NewPageAsync(fixture.App);
        foreach (var address in (string[])["/", $"/c/{id}", "/live", "/search?q=question", "/stats", "/import", "/privacy", "/connect"])
        {
            await page.GotoAsync(address);
            await Expect(page.Locator(".cw-palette[data-live]")).ToHaveCountAsync(1);

            var beyond = await page.EvaluateAsync<int>("document.scrollingElement.scrollHeight - innerHeight");

            Assert.True(beyond <= 0, $"{address} can be moved out of its frame by {beyond} pixels.");
        }
    }
}
