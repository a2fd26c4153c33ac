using ConvoWeb.Tests.E2E.Pages;
using ConvoWeb.Tests.E2E.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ConvoWeb.Tests.E2E;

/// <summary>Whoever hears the page instead of seeing it hears a new message once, and nothing that was there before.</summary>
public sealed class AnnouncementTests(BrowserFixture browser, AppFixture fixture) : Journey(browser), IClassFixture<AppFixture>
{
    private readonly ConvoWebProcess _app = fixture.App;

    [Fact]
    public async Task A_new_message_is_said_once_whatever_is_rendered_after_it()
    {
        var (id, screen, reader) = await OpenAsync(("user", "Which museums are open?"));

        await _app.Client.AppendAsync(id, "ai", "The Munch museum.");
        await reader.IsSaidAsync("The Munch museum.");
        await screen.Star.ClickAsync();
        await Expect(screen.Star).ToHaveAttributeAsync("aria-pressed", "true");
        await _app.Client.AppendAsync(id, "user", "Until when?");
        await reader.IsSaidAsync("Until when?");

        Assert.Equal(1, await reader.TimesAsync("The Munch museum."));
        Assert.Equal(1, await reader.TimesAsync("Until when?"));
        Assert.Equal(0, await reader.TimesAsync("Which museums are open?"));
    }

    [Fact]
    public async Task A_changed_message_is_said_with_its_new_words_only_and_a_removed_one_not_at_all()
    {
        var (id, screen, reader) = await OpenAsync(("user", "Which museums are open?"));
        var message = (await _app.Client.AppendAsync(id, "ai", "The Munch museum.")).GetProperty("id").GetString()!;
        await reader.IsSaidAsync("The Munch museum.");

        await _app.Client.EditAsync(id, message, "The Fram museum.");
        await Expect(screen.Messages.Last).ToHaveTextAsync("The Fram museum.");
        await _app.Client.RemoveAsync(id, message);
        await Expect(screen.Articles).ToHaveCountAsync(1);

        Assert.Equal(1, await reader.TimesAsync("The Munch museum."));
        Assert.Equal(1, await reader.TimesAsync("The Fram museum."));
        Assert.Equal(0, await reader.TimesAsync("Which museums are open?"));
    }

    [Fact]
    public async Task A_message_that_is_being_written_is_said_when_it_is_complete()
    {
        var (id, screen, reader) = await OpenAsync(("user", "Which museums are open?"));

        var message = await _app.Client.BeginAsync(id);
        await _app.Client.AddAsync(id, message, 0, "The **Munch** museum");
        await _app.Client.AddAsync(id, message, 1, " is open.\n\nSo is the Fram");
        await Expect(screen.Growing).ToContainTextAsync("So is the Fram");
        Assert.Equal(0, await reader.TimesAsync("Munch"));

        await _app.Client.AddAsync(id, message, 2, " museum.");
        await _app.Client.EndAsync(id, message);
        await reader.IsSaidAsync("So is the Fram museum.");
        await _app.Client.AppendAsync(id, "user", "Until when?");
        await reader.IsSaidAsync("Until when?");

        Assert.Equal(1, await reader.TimesAsync("Munch"));
    }

    [Fact]
    public async Task Earlier_messages_are_read_in_silence()
    {
        var id = await _app.Client.ImportAsync("Long", Enumerable.Range(1, 600).Select(number => $"Message {number}"));
        var page = await NewPageAsync(_app);
        var screen = new ConversationScreen(page);
        await screen.OpenAsync(id);
        var reader = await ScreenReader.OverAsync(page);

        for (var i = 0; i < 3; i++)
        {
            var first = await screen.Articles.First.GetAttributeAsync("data-seq");
            await screen.ScrollUpToAsync(screen.Articles.First);
            await Expect(screen.Articles.First).Not.ToHaveAttributeAsync("data-seq", first!);
        }

        await Expect(screen.Log).ToHaveAttributeAsync("aria-live", "off");
        await _app.Client.AppendAsync(id, "user", "Meanwhile");
        await Expect(screen.NewText).ToBeVisibleAsync();

        Assert.Equal(0, await reader.TimesAsync("Message "));
        Assert.Equal(0, await reader.TimesAsync("Meanwhile"));
    }

    private async Task<(string Id, ConversationScreen Screen, ScreenReader Reader)> OpenAsync(params (string Type, string Content)[] messages)
    {
        var id = await _app.Client.CreateAsync("Heard", messages);
        var page = await NewPageAsync(_app);
        var screen = new ConversationScreen(page);
        await screen.OpenAsync(id);
        return (id, screen, await ScreenReader.OverAsync(page));
    }
}
