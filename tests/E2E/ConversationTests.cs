using ConvoWeb.Tests.E2E.Pages;
using ConvoWeb.Tests.E2E.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ConvoWeb.Tests.E2E;

/// <summary>What a person does to conversations. Everything can be undone, and the address always says where one is.</summary>
public sealed class ConversationTests(BrowserFixture browser, AppFixture fixture) : Journey(browser), IClassFixture<AppFixture>
{
    private readonly ConvoWebProcess _app = fixture.App;

    [Fact]
    public async Task A_new_conversation_opens_and_stands_in_the_list()
    {
        var page = await NewPageAsync(_app);
        var (history, screen) = (new HistoryPage(page), new ConversationScreen(page));
        await history.OpenAsync();

        await history.NewConversation.ClickAsync();

        await screen.ToBeLiveAsync();
        await Expect(screen.Log).ToContainTextAsync("No messages yet");
        var id = new Uri(page.Url).Segments[^1];
        Assert.Equal("active", (await _app.Client.GetJsonAsync($"/api/conversations/{id}")).GetProperty("status").GetString());
        await Expect(history.List.Locator("[aria-current=true]")).ToHaveAttributeAsync("href", $"/c/{id}");
    }

    [Fact]
    public async Task Enter_renames_Esc_leaves_the_title_as_it_was_and_Undo_brings_the_old_one_back()
    {
        var id = await _app.Client.CreateAsync("Working title", ("user", "Hello"));
        var page = await NewPageAsync(_app);
        var (history, screen) = (new HistoryPage(page), new ConversationScreen(page));
        await screen.OpenAsync(id);

        await screen.ChooseAsync("Rename");
        await Expect(screen.NewTitle).ToHaveValueAsync("Working title");
        await screen.NewTitle.FillAsync("Forgotten");
        await page.Keyboard.PressAsync("Escape");
        await Expect(screen.NewTitle).ToBeHiddenAsync();
        await Expect(screen.Title).ToHaveTextAsync("Working title");

        await screen.ChooseAsync("Rename");
        await Expect(screen.NewTitle).ToHaveValueAsync("Working title");
        await screen.NewTitle.FillAsync("Zwölf Töne");
        await page.Keyboard.PressAsync("Enter");
        await Expect(screen.NewTitle).ToBeHiddenAsync();
        await Expect(screen.Title).ToHaveTextAsync("Zwölf Töne");
        await Expect(history.Row("Zwölf Töne")).ToBeVisibleAsync();
        await Expect(page).ToHaveTitleAsync("Zwölf Töne · ConvoWeb");

        await history.Undo.ClickAsync();
        await Expect(screen.Title).ToHaveTextAsync("Working title");
        await Expect(history.Row("Working title")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_title_that_cannot_be_is_told_beside_the_field()
    {
        var id = await _app.Client.CreateAsync("A good title");
        var screen = new ConversationScreen(await NewPageAsync(_app));
        await screen.OpenAsync(id);
        await screen.ChooseAsync("Rename");

        foreach (var (title, reason) in ((string, string)[])[("   ", "needs a title"), (new string('x', 501), "at most 500 characters")])
        {
            await screen.NewTitle.FillAsync(title);
            await screen.NewTitle.PressAsync("Enter");

            await Expect(screen.Header.GetByRole(AriaRole.Alert)).ToContainTextAsync(reason);
            await Expect(screen.NewTitle).ToHaveAttributeAsync("aria-invalid", "true");
        }

        await screen.NewTitle.PressAsync("Escape");
        await Expect(screen.Title).ToHaveTextAsync("A good title");
    }

    [Fact]
    public async Task A_star_shows_in_the_list_and_goes_again()
    {
        var id = await _app.Client.CreateAsync("Bright idea", ("user", "Hello"));
        var page = await NewPageAsync(_app);
        var (history, screen) = (new HistoryPage(page), new ConversationScreen(page));
        await screen.OpenAsync(id);
        var mark = history.Row("Bright idea").GetByRole(AriaRole.Img, new() { Name = "Starred" });

        await screen.Star.ClickAsync();
        await Expect(screen.Star).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(mark).ToBeVisibleAsync();

        await history.Undo.ClickAsync();
        await Expect(screen.Star).ToHaveAttributeAsync("aria-pressed", "false");
        await Expect(mark).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Archive_moves_it_to_the_other_list_and_back()
    {
        var id = await _app.Client.CreateAsync("Old news", ("user", "Hello"));
        var page = await NewPageAsync(_app);
        var (history, screen) = (new HistoryPage(page), new ConversationScreen(page));
        await screen.OpenAsync(id);

        await screen.ChooseAsync("Archive");
        await Expect(history.Toasts).ToContainTextAsync("Archived");
        await Expect(screen.Header).ToContainTextAsync("archived");
        await Expect(history.Row("Old news")).ToBeHiddenAsync();

        await history.ShowAsync("Archived");
        await history.Row("Old news").ClickAsync();
        await Expect(page).ToHaveURLAsync($"{_app.Address}c/{id}?status=archived");
        await screen.ChooseAsync("Move to active");
        await Expect(history.Row("Old news")).ToBeHiddenAsync();
        await history.ShowAsync("Active");
        await Expect(history.Row("Old news")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_trash_is_undone_from_the_toast_or_restored_from_the_list()
    {
        var id = await _app.Client.CreateAsync("Not needed", ("user", "Hello"));
        var page = await NewPageAsync(_app);
        var (history, screen) = (new HistoryPage(page), new ConversationScreen(page));
        await screen.OpenAsync(id);

        await screen.ChooseAsync("Move to trash");
        await Expect(history.Toasts).ToContainTextAsync("1 conversation moved to the trash");
        await Expect(history.Row("Not needed")).ToBeHiddenAsync();
        await Expect(page).ToHaveURLAsync(_app.Address.ToString());
        await history.Undo.ClickAsync();
        await Expect(history.Row("Not needed")).ToBeVisibleAsync();
        await Expect(page).ToHaveURLAsync($"{_app.Address}c/{id}");

        await screen.ToBeLiveAsync();
        await screen.ChooseAsync("Move to trash");
        await Expect(page).ToHaveURLAsync(_app.Address.ToString());
        await history.ShowAsync("Trash");
        await history.Row("Not needed").ClickAsync();
        await Expect(screen.Header).ToContainTextAsync("in the trash");
        await screen.Restore.ClickAsync();
        await Expect(history.Row("Not needed")).ToBeHiddenAsync();
        await history.ShowAsync("Active");
        await Expect(history.Row("Not needed")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task From_the_trash_a_conversation_is_deleted_for_good_after_it_was_asked()
    {
        var id = await _app.Client.CreateAsync("A mistake", ("user", "Hello"));
        await _app.Client.CreateAsync("Another", ("user", "Hello"));
        var page = await NewPageAsync(_app);
        var (history, screen) = (new HistoryPage(page), new ConversationScreen(page));
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Delete 1 conversation for good?" });
        await screen.OpenAsync(id);
        await screen.ChooseAsync("Move to trash");
        await Expect(page).ToHaveURLAsync(_app.Address.ToString()); // only then does the page lead nowhere else any more
        await history.ShowAsync("Trash");
        await history.Row("A mistake").ClickAsync();

        await screen.ChooseAsync("Delete for good");
        await Expect(dialog).ToContainTextAsync("there is no copy of it");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(history.Row("A mistake")).ToBeVisibleAsync();
        await history.Pane.GetByRole(AriaRole.Button, new() { Name = "Empty the trash" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Delete for good" }).ClickAsync();

        await Expect(history.Toasts).ToContainTextAsync("1 conversation deleted for good");
        await Expect(history.Pane).ToContainTextAsync("The trash is empty");
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await _app.Client.GetAsync($"/api/conversations/{id}", TestContext.Current.CancellationToken)).StatusCode);
        await history.ShowAsync("Active");
        await Expect(history.Row("Another")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Back_forward_and_reload_come_to_the_same_place()
    {
        var first = await _app.Client.CreateAsync("Place one", ("user", "One"));
        var second = await _app.Client.CreateAsync("Place two", ("user", "Two"));
        var page = await NewPageAsync(_app);
        var (history, screen) = (new HistoryPage(page), new ConversationScreen(page));
        await history.OpenAsync();

        await history.Row("Place one").ClickAsync();
        await Expect(screen.Messages).ToHaveTextAsync(["One"]);
        await history.Row("Place two").ClickAsync();
        await Expect(screen.Messages).ToHaveTextAsync(["Two"]);
        await history.ShowAsync("Archived");

        await page.GoBackAsync();
        await Expect(screen.Messages).ToHaveTextAsync(["Two"]);
        await page.GoBackAsync();
        await Expect(screen.Messages).ToHaveTextAsync(["One"]);
        await page.GoForwardAsync();
        await Expect(screen.Messages).ToHaveTextAsync(["Two"]);
        await page.ReloadAsync();
        await screen.ToBeLiveAsync(); // before that the page does not hear of a way back
        await Expect(screen.Messages).ToHaveTextAsync(["Two"]);
        await Expect(page).ToHaveURLAsync($"{_app.Address}c/{second}");
        await Expect(history.List.Locator("[aria-current=true]")).ToContainTextAsync("Place two");

        await page.GoBackAsync();
        await Expect(page).ToHaveURLAsync($"{_app.Address}c/{first}");
        await Expect(screen.Messages).ToHaveTextAsync(["One"]);
    }
}
