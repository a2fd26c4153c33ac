using ConvoWeb.Tests.E2E.Pages;
using ConvoWeb.Tests.E2E.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ConvoWeb.Tests.E2E;

/// <summary>What comes over the API is seen where a page is open, without a reload.</summary>
public sealed class LiveTests(BrowserFixture browser, AppFixture fixture) : Journey(browser), IClassFixture<AppFixture>
{
    private readonly ConvoWebProcess _app = fixture.App;

    [Fact]
    public async Task A_message_written_over_the_API_appears_in_every_open_tab()
    {
        var id = await _app.Client.CreateAsync("Trip to Oslo");
        var page = await NewPageAsync(_app);
        var screen = new ConversationScreen(page);
        var other = new ConversationScreen(await page.Context.NewPageAsync());
        await screen.OpenAsync(id);
        await other.OpenAsync(id);
        var navigations = 0;
        page.FrameNavigated += (_, _) => navigations++;

        List<string> said = [];
        foreach (var words in (string[])["Which museums are open?", "And on Mondays?", "With children?", "By tram?", "Thank you"])
        {
            said.Add(words);
            await _app.Client.AppendAsync(id, "user", words);
            await Expect(screen.Messages).ToHaveTextAsync(said);
        }

        await Expect(other.Messages).ToHaveTextAsync(said);
        await Expect(new HistoryPage(page).Row("Trip to Oslo")).ToContainTextAsync("Thank you");
        await Expect(screen.Header).ToContainTextAsync("5 messages");
        Assert.Equal(0, navigations);
    }

    [Fact]
    public async Task An_edited_message_is_read_anew_and_a_removed_one_goes()
    {
        var id = await _app.Client.CreateAsync("Notes", ("user", "First"), ("ai", "Second"), ("user", "Third"));
        var screen = new ConversationScreen(await NewPageAsync(_app));
        await screen.OpenAsync(id);
        var messages = await _app.Client.MessagesAsync(id);

        await _app.Client.EditAsync(id, messages[0].GetProperty("id").GetString()!, "First, mended");
        await _app.Client.RemoveAsync(id, messages[1].GetProperty("id").GetString()!);

        await Expect(screen.Messages).ToHaveTextAsync(["First, mended", "Third"]);
    }

    [Fact]
    public async Task A_reader_further_up_stays_there_and_is_told_of_new_messages()
    {
        var id = await _app.Client.CreateAsync("Long talk", [.. Enumerable.Range(1, 60).Select(n => ("user", $"Message {n}"))]);
        var screen = new ConversationScreen(await NewPageAsync(_app));
        await screen.OpenAsync(id);
        var first = screen.Articles.Filter(new() { HasText = "Message 45" });
        await screen.ScrollUpToAsync(first);
        var place = await first.BoundingBoxAsync();

        await _app.Client.AppendAsync(id, "ai", "Something new");

        var told = screen.Pane.GetByRole(AriaRole.Button, new() { Name = "1 new message" });
        await Expect(told).ToBeVisibleAsync();
        Assert.Equal(place!.Y, (await first.BoundingBoxAsync())!.Y, tolerance: 2f);
        await told.ClickAsync();
        await Expect(screen.Messages.Last).ToHaveTextAsync("Something new");
        await Expect(screen.Messages.Last).ToBeInViewportAsync();
        await Expect(told).ToBeHiddenAsync();
    }
}
