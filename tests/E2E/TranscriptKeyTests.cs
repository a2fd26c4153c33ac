using System.Net.Http.Json;
using ConvoWeb.Tests.E2E.Pages;
using ConvoWeb.Tests.E2E.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ConvoWeb.Tests.E2E;

/// <summary>Reading by keys: from message to message, what is done to the one that has the focus, and from conversation to conversation.</summary>
public sealed class TranscriptKeyTests(BrowserFixture browser, AppFixture fixture) : Journey(browser), IClassFixture<AppFixture>
{
    private readonly ConvoWebProcess _app = fixture.App;

    [Fact]
    public async Task N_and_P_walk_the_messages_and_stop_at_the_ends()
    {
        var (page, screen) = await OpenAsync(("user", "One"), ("ai", "Two"), ("user", "Three"));

        await page.Keyboard.PressAsync("p");
        await Expect(Message(screen, "Three")).ToBeFocusedAsync(); // the last that is seen
        await page.Keyboard.PressAsync("p");
        await Expect(Message(screen, "Two")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("p");
        await page.Keyboard.PressAsync("p");
        await Expect(Message(screen, "One")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("n");
        await Expect(Message(screen, "Two")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("n");
        await page.Keyboard.PressAsync("n");
        await Expect(Message(screen, "Three")).ToBeFocusedAsync();
        await Expect(Message(screen, "Three")).ToBeInViewportAsync();
    }

    [Fact]
    public async Task P_goes_on_past_what_was_read_at_first()
    {
        var id = await _app.Client.ImportAsync("Walked far", Enumerable.Range(1, 300).Select(number => $"Message {number}"));
        var page = await NewPageAsync(_app);
        var screen = new ConversationScreen(page);
        await screen.OpenAsync(id);
        var first = int.Parse((await screen.Articles.First.GetAttributeAsync("data-seq"))!, System.Globalization.CultureInfo.InvariantCulture);

        await page.Keyboard.PressAsync("p");
        var target = screen.Articles.And(page.Locator($"[data-seq='{first - 1}']"));
        for (var pressed = 0; pressed < 300 && !await IsFocusedAsync(page, first - 1); pressed++)
        {
            await page.Keyboard.PressAsync("p");
        }

        await Expect(target).ToBeFocusedAsync();
        await Expect(target).ToBeInViewportAsync();
    }

    [Fact]
    public async Task C_copies_the_message_that_has_the_focus_as_it_was_written()
    {
        var (page, screen) = await OpenAsync(("user", "Which *one*?"), ("ai", "The **second** one."));

        await Message(screen, "Which one?").FocusAsync();
        await page.Keyboard.PressAsync("c");

        await page.WaitForFunctionAsync("async () => await navigator.clipboard.readText() === 'Which *one*?'");
        await Expect(Message(screen, "Which one?")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task The_brackets_switch_to_the_earlier_and_the_later_version()
    {
        var (page, screen) = await OpenAsync(("user", "Question"), ("ai", "First answer"));
        var question = (await _app.Client.MessagesAsync(page.Url[^36..]))[0].GetProperty("id").GetString();
        using var branch = await _app.Client.PostAsJsonAsync(
            $"/v1/conversations/{page.Url[^36..]}/messages", new { type = "ai", content = "Second answer", parent_id = question }, TestContext.Current.CancellationToken);
        await Expect(screen.Messages).ToHaveTextAsync(["Question", "Second answer"]);

        await Message(screen, "Second answer").FocusAsync();
        await page.Keyboard.PressAsync("[");
        await Expect(screen.Messages).ToHaveTextAsync(["Question", "First answer"]);
        await page.Keyboard.PressAsync("[");
        await Expect(Message(screen, "First answer")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("]");
        await Expect(screen.Messages).ToHaveTextAsync(["Question", "Second answer"]);
        await Expect(Message(screen, "Second answer")).ToBeFocusedAsync();
    }

    [Theory]
    [InlineData("Enter")]
    [InlineData("ContextMenu")]
    public async Task A_message_opens_its_menu_and_has_the_focus_again_after_Esc(string key)
    {
        var (page, screen) = await OpenAsync(("user", "One"), ("ai", "Two"));
        await Message(screen, "One").FocusAsync();

        await page.Keyboard.PressAsync(key);
        await Expect(screen.MenuItem("Copy text")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(screen.MenuItem("Copy link")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");

        await Expect(screen.MenuItem("Copy text")).ToBeHiddenAsync();
        await Expect(Message(screen, "One")).ToBeFocusedAsync();
        await Expect(page).ToHaveURLAsync(new Uri(_app.Address, new Uri(page.Url).AbsolutePath).ToString()); // Esc closed the menu, not the conversation
    }

    [Fact]
    public async Task What_is_done_to_a_conversation_has_a_key_each()
    {
        var (page, screen) = await OpenAsync(("user", "One"));
        var history = new HistoryPage(page);
        await Message(screen, "One").FocusAsync();

        await page.Keyboard.PressAsync("e");
        await Expect(screen.MenuItem("PDF")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("f");
        await Expect(screen.FindText).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(screen.Find).ToBeHiddenAsync();

        await Message(screen, "One").FocusAsync();
        await page.Keyboard.PressAsync("s");
        await Expect(screen.Star).ToHaveAttributeAsync("aria-pressed", "true");
        await page.Keyboard.PressAsync("z");
        await Expect(screen.Star).ToHaveAttributeAsync("aria-pressed", "false");
        await page.Keyboard.PressAsync("a");
        await Expect(screen.Header).ToContainTextAsync("archived");
        await page.Keyboard.PressAsync("a");
        await Expect(screen.Header).Not.ToContainTextAsync("archived");
        await page.Keyboard.PressAsync("F2");
        await Expect(screen.NewTitle).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(screen.NewTitle).ToBeHiddenAsync();

        await page.Keyboard.PressAsync("Delete");
        await Expect(history.Toasts).ToContainTextAsync("1 conversation moved to the trash");
        await Expect(page).ToHaveURLAsync(_app.Address.ToString());
        await page.Keyboard.PressAsync("z");
        await screen.ToBeLiveAsync();
        await Expect(screen.Messages).ToHaveTextAsync(["One"]);
    }

    [Fact]
    public async Task J_and_K_go_from_the_open_conversation_to_its_neighbours_and_Esc_back_to_the_list()
    {
        var app = await StartAppAsync();
        foreach (var title in (string[])["Lowest", "Middle", "Highest"])
        {
            await app.Client.CreateAsync(title, ("user", $"Said in {title}"));
        }

        var page = await NewPageAsync(app);
        var (history, screen) = (new HistoryPage(page), new ConversationScreen(page));
        await history.OpenAsync();
        await history.Row("Middle").ClickAsync();
        await Expect(screen.Messages).ToHaveTextAsync(["Said in Middle"]);
        await Message(screen, "Said in Middle").FocusAsync();

        await page.Keyboard.PressAsync("j");
        await Expect(history.Row("Lowest")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("k");
        await page.Keyboard.PressAsync("k");
        await Expect(history.Row("Highest")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(screen.Messages).ToHaveTextAsync(["Said in Highest"]);
        await Message(screen, "Said in Highest").FocusAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(history.Row("Highest")).ToBeFocusedAsync();

        await history.Row("Lowest").FocusAsync();
        await page.Keyboard.PressAsync("Shift+ArrowUp");
        await Expect(history.Selected).ToContainTextAsync("2 selected");
        await page.Keyboard.PressAsync("s");
        await Expect(history.Toasts).ToContainTextAsync("2 conversations starred");
        await page.Keyboard.PressAsync("z");
        await Expect(history.Rows.GetByRole(AriaRole.Img, new() { Name = "Starred" })).ToHaveCountAsync(0);
    }

    private static ILocator Message(ConversationScreen screen, string words) => screen.Articles.Filter(new() { HasText = words });

    private static Task<bool> IsFocusedAsync(IPage page, int seq) =>
        page.EvaluateAsync<bool>("seq => document.activeElement?.dataset.seq === String(seq)", seq);

    private async Task<(IPage Page, ConversationScreen Screen)> OpenAsync(params (string Type, string Content)[] messages)
    {
        var id = await _app.Client.CreateAsync("Read by keys", messages);
        var page = await NewPageAsync(_app, options => options.Permissions = ["clipboard-read", "clipboard-write"]);
        var screen = new ConversationScreen(page);
        await screen.OpenAsync(id);
        return (page, screen);
    }
}
