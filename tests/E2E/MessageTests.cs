using System.Net.Http.Json;
using ConvoWeb.Tests.E2E.Pages;
using ConvoWeb.Tests.E2E.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ConvoWeb.Tests.E2E;

/// <summary>What a person does to one message.</summary>
public sealed class MessageTests(BrowserFixture browser, AppFixture fixture) : Journey(browser), IClassFixture<AppFixture>
{
    private readonly ConvoWebProcess _app = fixture.App;

    [Fact]
    public async Task A_link_to_a_message_is_copied_and_opens_there_in_a_second_window()
    {
        var id = await _app.Client.CreateAsync("Linked", [.. Enumerable.Range(1, 60).Select(n => ("user", $"Message {n}."))]);
        var page = await NewPageAsync(_app, options => options.Permissions = ["clipboard-read", "clipboard-write"]);
        var screen = new ConversationScreen(page);
        await screen.OpenAsync(id);

        await ChooseAsync(screen, "Message 55.", "Copy link");
        await page.WaitForFunctionAsync("async id => (await navigator.clipboard.readText()).endsWith(`/c/${id}?m=55`)", id);
        await ChooseAsync(screen, "Message 56.", "Copy text");
        var link = $"{_app.Address}c/{id}?m=55";
        await page.WaitForFunctionAsync("async () => await navigator.clipboard.readText() === 'Message 56.'");

        var second = new ConversationScreen(await NewPageAsync(_app));
        await second.Page.GotoAsync(link);
        await second.ToBeLiveAsync();
        await Expect(second.Hit).ToContainTextAsync("Message 55.");
        await Expect(second.Hit).ToBeInViewportAsync();
    }

    [Fact]
    public async Task A_message_and_the_title_are_edited_while_another_window_looks_on()
    {
        var id = await _app.Client.CreateAsync("Draft title", ("user", "The first wording"), ("ai", "An answer"));
        var (screen, other) = (new ConversationScreen(await NewPageAsync(_app)), new ConversationScreen(await NewPageAsync(_app)));
        await screen.OpenAsync(id);
        await other.OpenAsync(id);
        var text = screen.Log.GetByLabel("Text of the message");

        await ChooseAsync(screen, "The first wording", "Edit");
        await Expect(text).ToHaveValueAsync("The first wording");
        await Expect(text).ToBeFocusedAsync();
        await text.FillAsync("Never saved");
        await text.PressAsync("Escape");
        await Expect(screen.Messages.First).ToHaveTextAsync("The first wording");

        await ChooseAsync(screen, "The first wording", "Edit");
        await Expect(text).ToHaveValueAsync("The first wording");
        await text.FillAsync("The *second* wording");
        await text.PressAsync("Control+Enter");
        await Expect(screen.Messages.First).ToHaveTextAsync("The second wording");
        await Expect(other.Messages.First).ToHaveTextAsync("The second wording");

        await screen.ChooseAsync("Rename");
        await screen.NewTitle.FillAsync("Final title");
        await screen.NewTitle.PressAsync("Enter");
        await Expect(other.Title).ToHaveTextAsync("Final title");
    }

    [Fact]
    public async Task A_text_that_is_too_long_is_told_and_stays_in_the_field()
    {
        var id = await _app.Client.CreateAsync("Too long", ("user", "Short"));
        var screen = new ConversationScreen(await NewPageAsync(_app));
        await screen.OpenAsync(id);
        Allow("400");
        var text = screen.Log.GetByLabel("Text of the message");
        await ChooseAsync(screen, "Short", "Edit");
        await Expect(text).ToHaveValueAsync("Short");

        await text.EvaluateAsync("field => field.value = 'x'.repeat(1024 * 1024 + 1)");
        await text.PressAsync("Control+Enter");

        await Expect(screen.Log.GetByRole(AriaRole.Alert)).ToContainTextAsync("content");
        await Expect(text).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_deleted_message_goes_in_every_window_and_Undo_brings_it_back()
    {
        var id = await _app.Client.CreateAsync("Deleted", ("user", "One"), ("ai", "Two"), ("user", "Three"));
        var (screen, other) = (new ConversationScreen(await NewPageAsync(_app)), new ConversationScreen(await NewPageAsync(_app)));
        await screen.OpenAsync(id);
        await other.OpenAsync(id);

        await ChooseAsync(screen, "Two", "Delete");
        await Expect(screen.Messages).ToHaveTextAsync(["One", "Three"]);
        await Expect(other.Messages).ToHaveTextAsync(["One", "Three"]);

        await new HistoryPage(screen.Page).Undo.ClickAsync();
        await Expect(screen.Messages).ToHaveTextAsync(["One", "Two", "Three"]);
        await Expect(other.Messages).ToHaveTextAsync(["One", "Two", "Three"]);
    }

    [Fact]
    public async Task Another_version_is_shown_in_place_and_in_other_windows()
    {
        var id = await _app.Client.CreateAsync("Versions", ("user", "Question"), ("ai", "First answer"), ("user", "Thanks"));
        var messages = await _app.Client.MessagesAsync(id);
        using var branch = await _app.Client.PostAsJsonAsync(
            $"/v1/conversations/{id}/messages", new { type = "ai", content = "Second answer", parent_id = messages[0].GetProperty("id").GetString() }, TestContext.Current.CancellationToken);
        var (screen, other) = (new ConversationScreen(await NewPageAsync(_app)), new ConversationScreen(await NewPageAsync(_app)));
        await screen.OpenAsync(id);
        await other.OpenAsync(id);
        await Expect(screen.Messages).ToHaveTextAsync(["Question", "Second answer"]);
        var group = screen.Log.GetByRole(AriaRole.Group, new() { Name = "Versions of this message" });
        await Expect(group).ToContainTextAsync("Version 2 of 2");

        await group.GetByRole(AriaRole.Button, new() { Name = "Earlier version" }).ClickAsync();

        await Expect(screen.Messages).ToHaveTextAsync(["Question", "First answer", "Thanks"]);
        await Expect(group).ToContainTextAsync("Version 1 of 2");
        await Expect(other.Messages).ToHaveTextAsync(["Question", "First answer", "Thanks"]);
    }

    [Fact]
    public async Task A_footnote_leads_to_its_note_and_back()
    {
        var id = await _app.Client.CreateAsync("Notes", ("ai", "Said so.[^1]\n\n[^1]: By whom."));
        var page = await NewPageAsync(_app);
        var screen = new ConversationScreen(page);
        await screen.OpenAsync(id);

        await screen.Log.GetByRole(AriaRole.Link, new() { Name = "Footnote 1" }).ClickAsync();
        await Expect(screen.Log.Locator(".footnotes li")).ToBeFocusedAsync();
        await screen.Log.GetByRole(AriaRole.Link, new() { Name = "Back to the text" }).ClickAsync();

        await Expect(screen.Log.GetByRole(AriaRole.Link, new() { Name = "Footnote 1" })).ToBeFocusedAsync();
        await Expect(page).ToHaveURLAsync($"{_app.Address}c/{id}");
    }

    private static async Task ChooseAsync(ConversationScreen screen, string message, string action)
    {
        var article = screen.Articles.Filter(new() { HasText = message });
        await article.HoverAsync();
        await article.GetByRole(AriaRole.Button, new() { Name = "Message menu" }).ClickAsync();
        await screen.MenuItem(action).ClickAsync();
    }
}
