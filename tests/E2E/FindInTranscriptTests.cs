using ConvoWeb.Tests.E2E.Pages;
using ConvoWeb.Tests.E2E.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ConvoWeb.Tests.E2E;

/// <summary>One is led to a message in the middle of 5,000, and finds others, without reading what lies between.</summary>
public sealed class FindInTranscriptTests(BrowserFixture browser, AppFixture fixture) : Journey(browser), IClassFixture<AppFixture>
{
    private const int Count = 5000;

    private readonly ConvoWebProcess _app = fixture.App;

    [Fact]
    public async Task A_link_opens_the_middle_and_what_comes_meanwhile_disturbs_nothing()
    {
        var id = await ImportAsync("Opened in the middle");
        var screen = new ConversationScreen(await NewPageAsync(_app));

        await screen.OpenAsync(id, "?m=2500");
        await Expect(screen.Hit).ToContainTextAsync("Message 2500.");
        await Expect(screen.Hit).ToBeInViewportAsync();
        await Expect(screen.Hit).ToBeFocusedAsync();
        Assert.InRange(await screen.Articles.CountAsync(), 41, 120);
        await Expect(screen.NewText).ToHaveTextAsync("To the end");

        var place = await PlaceAsync(screen.Hit);
        await _app.Client.AppendAsync(id, "ai", "It came meanwhile.");
        await Expect(screen.NewText).ToHaveTextAsync("1 new message");
        Assert.Equal(place, await PlaceAsync(screen.Hit), tolerance: 2f);

        await screen.NewText.ClickAsync();
        await Expect(screen.Messages.Last).ToHaveTextAsync("It came meanwhile.");
        await Expect(screen.Messages.Last).ToBeInViewportAsync();
        await Expect(screen.NewText).ToHaveCountAsync(0);
        await _app.Client.AppendAsync(id, "ai", "And one more.");
        await Expect(screen.Messages.Last).ToHaveTextAsync("And one more.");
        await Expect(screen.Messages.Last).ToBeInViewportAsync();
    }

    [Fact]
    public async Task From_the_middle_one_reads_on_in_both_directions_without_a_jump()
    {
        var id = await ImportAsync("Read on");
        var screen = new ConversationScreen(await NewPageAsync(_app));
        await screen.OpenAsync(id, "?m=2500");
        await Expect(screen.Hit).ToBeInViewportAsync();

        foreach (var (near, more) in ((int, int)[])[(2489, 2464), (2511, 2536)])
        {
            var read = screen.Log.Locator($"article[data-seq='{near}']");
            await read.ScrollIntoViewIfNeededAsync();
            await screen.Log.Locator($"article[data-seq='{more}']").WaitForAsync(); // it came as one got there
            await Expect(read).ToBeInViewportAsync();
        }
    }

    [Fact]
    public async Task Ctrl_F_finds_a_text_at_the_far_beginning_by_keyboard_alone()
    {
        var id = await ImportAsync("Searched by keyboard");
        var page = await NewPageAsync(_app);
        var screen = new ConversationScreen(page);
        await screen.OpenAsync(id);
        await Expect(screen.Messages.Last).ToContainTextAsync($"Message {Count}.");

        await page.Keyboard.PressAsync("Control+f");
        await Expect(screen.FindText).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("FERRY to bergen");
        await Expect(screen.FindCount).ToHaveTextAsync("3 of 3");
        await Expect(screen.Hit).ToContainTextAsync("Message 3001.");
        await Expect(screen.Hit).ToBeInViewportAsync();
        await screen.HasMarkedAsync("férry to Bergen");

        await page.Keyboard.PressAsync("Enter");
        await Expect(screen.FindCount).ToHaveTextAsync("1 of 3");
        await Expect(screen.Hit).ToContainTextAsync("Message 3.");
        await Expect(screen.Hit).ToBeInViewportAsync();
        await screen.HasMarkedAsync("ferry to Bergen");

        await page.Keyboard.PressAsync("Enter");
        await Expect(screen.Hit).ToContainTextAsync("Message 400.");
        await page.Keyboard.PressAsync("Shift+Enter");
        await Expect(screen.Hit).ToContainTextAsync("Message 3.");
        await Expect(screen.FindText).ToBeFocusedAsync();
        await Expect(page).ToHaveURLAsync($"{_app.Address}c/{id}?m=3");

        await page.Keyboard.PressAsync("Escape");
        await Expect(screen.Find).ToBeHiddenAsync();
        await screen.HasMarkedAsync();
        await page.ReloadAsync();
        await screen.ToBeLiveAsync();
        await Expect(screen.Hit).ToContainTextAsync("Message 3.");
        await Expect(screen.Hit).ToBeInViewportAsync();
    }

    [Fact]
    public async Task F_opens_it_as_well_and_the_focus_goes_back_to_where_it_was()
    {
        var id = await _app.Client.CreateAsync("Short", ("user", "Which museums are open?"), ("ai", "The **Munch** museum is."));
        var page = await NewPageAsync(_app);
        var screen = new ConversationScreen(page);
        await screen.OpenAsync(id);

        await screen.Transcript.FocusAsync();
        await page.Keyboard.PressAsync("f");
        await Expect(screen.FindText).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("munch museum");
        await Expect(screen.FindCount).ToHaveTextAsync("1 of 1");
        await screen.HasMarkedAsync("Munch museum");

        await page.Keyboard.PressAsync("Escape");
        await Expect(screen.Transcript).ToBeFocusedAsync();

        await screen.Pane.GetByRole(AriaRole.Button, new() { Name = "Find in this conversation" }).ClickAsync();
        await Expect(screen.FindText).ToBeFocusedAsync();
        Assert.True(await IsLeftToTheBrowserAsync(page)); // once more is the browser's own
        await page.Keyboard.TypeAsync("f");
        await Expect(screen.FindText).ToHaveValueAsync("f");
    }

    [Fact]
    public async Task Words_are_marked_in_a_message_while_it_is_written()
    {
        var id = await _app.Client.CreateAsync("Written", ("user", "Which museums are open?"));
        var page = await NewPageAsync(_app);
        var screen = new ConversationScreen(page);
        await screen.OpenAsync(id);
        await page.Keyboard.PressAsync("Control+f");
        await page.Keyboard.TypeAsync("museum");
        await screen.HasMarkedAsync("museum");

        var draft = await _app.Client.BeginDraftAsync(id);
        await _app.Client.AppendDeltaAsync(id, draft, 0, "The Mus");
        await _app.Client.AppendDeltaAsync(id, draft, 1, "eum of Oslo");

        await screen.HasMarkedAsync("museum", "Museum");
    }

    [Fact]
    public async Task In_a_long_folded_message_the_word_itself_comes_into_sight()
    {
        var words = string.Join("\n\n", Enumerable.Range(1, 200).Select(n => $"Paragraph {n} has a few words."));
        var id = await _app.Client.CreateAsync("Folded", ("ai", words), ("user", "Thank you."));
        var page = await NewPageAsync(_app);
        var screen = new ConversationScreen(page);
        await screen.OpenAsync(id);

        await page.Keyboard.PressAsync("Control+f");
        await page.Keyboard.TypeAsync("paragraph 150 ");

        await Expect(screen.FindCount).ToHaveTextAsync("1 of 1");
        await screen.HasMarkedAsync("Paragraph 150");
        await Expect(screen.Log.GetByText("Paragraph 150 has")).ToBeInViewportAsync();
    }

    private static Task<bool> IsLeftToTheBrowserAsync(IPage page) => page.EvaluateAsync<bool>(
        """() => document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "f", ctrlKey: true, bubbles: true, cancelable: true }))""");

    private static async Task<float> PlaceAsync(ILocator element) => (await element.BoundingBoxAsync())!.Y;

    private Task<string> ImportAsync(string title) => _app.Client.ImportAsync(
        title,
        Enumerable.Range(1, Count).Select(n => $"Message {n}.\n\n" + n switch
        {
            3 or 400 => "The *ferry* to Bergen leaves at nine.",
            3001 => "The férry to Bergen is late.",
            _ => "It has a second paragraph.",
        }));
}
