using ConvoWeb.Tests.E2E.Pages;
using ConvoWeb.Tests.E2E.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ConvoWeb.Tests.E2E;

/// <summary>Listening, in a browser that really plays.</summary>
public sealed class AudioTests(BrowserFixture browser, AppFixture fixture) : Journey(browser), IClassFixture<AppFixture>
{
    private readonly ConvoWebProcess _app = fixture.App;

    [Fact]
    public async Task A_conversation_is_heard_from_message_to_message()
    {
        var id = await _app.Client.CreateAsync("Spoken", ("system", "A note"));
        await _app.Client.SpeakAsync(id, "user", "Which museums are open?", 2, 300);
        await _app.Client.AppendAsync(id, "user", "Typed in between");
        await _app.Client.SpeakAsync(id, "ai", "The Munch museum is.", 2, 310);
        var (screen, listening) = await OpenAsync(id);
        Assert.Equal("none", await screen.Page.Locator("audio").GetAttributeAsync("preload"));

        await listening.Play.ClickAsync();

        await Expect(listening.Spoken).ToContainTextAsync("Which museums are open?");
        await Expect(listening.Pause).ToBeVisibleAsync();
        await listening.MovesOnAsync();
        await Expect(listening.Spoken).ToContainTextAsync("The Munch museum is.");
        await Expect(listening.Place).ToHaveAttributeAsync("max", "4");
        await Expect(listening.Play).ToBeVisibleAsync();
        await Expect(listening.Spoken).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task One_sound_is_heard_at_a_time_and_a_pause_keeps_its_place()
    {
        var id = await _app.Client.CreateAsync("Spoken");
        await _app.Client.SpeakAsync(id, "user", "First", 30, 320);
        await _app.Client.SpeakAsync(id, "ai", "Second", 30, 330);
        var (_, listening) = await OpenAsync(id);

        await listening.Player("First").GetByRole(AriaRole.Button, new() { Name = "Play from here" }).ClickAsync();
        await Expect(listening.Spoken).ToContainTextAsync("First");
        await listening.Player("Second").GetByRole(AriaRole.Button, new() { Name = "Play from here" }).ClickAsync();
        await Expect(listening.Spoken).ToContainTextAsync("Second");
        await Expect(listening.Spoken).ToHaveCountAsync(1);
        await listening.MovesOnAsync();

        await listening.Pause.ClickAsync();
        await Expect(listening.Spoken).ToHaveCountAsync(0);
        var place = await listening.TimeAsync();
        await listening.Player("Second").GetByRole(AriaRole.Button, new() { Name = "Play from here" }).ClickAsync();
        await listening.MovesOnAsync();

        Assert.InRange(place, .1, 30);
        Assert.True(await listening.TimeAsync() > place, "It went on from its beginning.");
    }

    [Fact]
    public async Task A_click_on_a_message_goes_on_there_while_something_is_heard()
    {
        var id = await _app.Client.CreateAsync("Spoken");
        await _app.Client.SpeakAsync(id, "user", "First", 30, 360);
        await _app.Client.SpeakAsync(id, "ai", "Second", 30, 370);
        var (screen, listening) = await OpenAsync(id);
        var second = screen.Articles.Last.GetByText("Second");

        await second.ClickAsync();
        await Expect(listening.Play).ToBeVisibleAsync(); // nothing was heard
        await listening.Play.ClickAsync();
        await Expect(listening.Spoken).ToContainTextAsync("First");

        await second.ClickAsync();
        await Expect(listening.Spoken).ToContainTextAsync("Second");
        await listening.MovesOnAsync();
    }

    [Fact]
    public async Task The_place_is_chosen_with_the_keyboard_and_the_steps_lead_to_the_messages()
    {
        var id = await _app.Client.CreateAsync("Spoken");
        await _app.Client.SpeakAsync(id, "user", "First", 30, 340);
        await _app.Client.SpeakAsync(id, "ai", "Second", 30, 350);
        var (screen, listening) = await OpenAsync(id);
        await listening.Play.ClickAsync();
        await listening.MovesOnAsync();

        await listening.Player("First").GetByRole(AriaRole.Slider).FocusAsync();
        await screen.Page.Keyboard.PressAsync("End");
        await Expect(listening.Spoken).ToContainTextAsync("Second");
        await listening.Previous.ClickAsync();
        await Expect(listening.Spoken).ToContainTextAsync("First");
        await listening.Place.FocusAsync();
        for (var i = 0; i < 10; i++)
        {
            await screen.Page.Keyboard.PressAsync("PageUp"); // a tenth of both each
        }

        await listening.Previous.ClickAsync();
        await listening.Next.ClickAsync();
        await Expect(listening.Spoken).ToContainTextAsync("Second");
    }

    [Fact]
    public async Task Space_plays_and_pauses_wherever_one_reads()
    {
        var id = await _app.Client.CreateAsync("Spoken");
        await _app.Client.SpeakAsync(id, "user", "First", 30, 355);
        var (screen, listening) = await OpenAsync(id);

        await screen.Transcript.FocusAsync();
        await screen.Page.Keyboard.PressAsync("Space");
        await Expect(listening.Spoken).ToContainTextAsync("First");
        await screen.Page.Keyboard.PressAsync("Space");

        await Expect(listening.Spoken).ToHaveCountAsync(0);
        await Expect(listening.Play).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_speed_stays_for_the_session()
    {
        var id = await _app.Client.CreateAsync("Spoken");
        await _app.Client.SpeakAsync(id, "user", "First", 30, 360);
        var (screen, listening) = await OpenAsync(id);

        await listening.Speed.ClickAsync();
        await Expect(listening.Speed).ToHaveTextAsync("1.25×");
        await Expect(listening.Speed).ToHaveAccessibleNameAsync("Speed, 1.25×");
        await screen.Page.ReloadAsync();
        await Expect(listening.Speed).ToHaveTextAsync("1.25×");
        await Expect(listening.Player("First").GetByRole(AriaRole.Button, new() { Name = "Speed" })).ToHaveTextAsync("1.25×");
        await listening.Play.ClickAsync();
        await listening.MovesOnAsync();

        Assert.Equal(1.25, await screen.Page.EvaluateAsync<double>("document.querySelector('audio').playbackRate"));
    }

    [Fact]
    public async Task A_message_that_is_not_in_the_page_is_gone_to_when_it_is_spoken()
    {
        var id = await _app.Client.CreateAsync("Long");
        await _app.Client.SpeakAsync(id, "user", "The very first", 1.5, 370);
        await _app.Client.AppendManyAsync(id, 450);
        await _app.Client.SpeakAsync(id, "ai", "The very last", 30, 380);
        var (screen, listening) = await OpenAsync(id);
        await Expect(screen.Articles.Last).ToContainTextAsync("The very last");

        await listening.Play.ClickAsync();

        await Expect(listening.Spoken).ToContainTextAsync("The very first");
        await Expect(listening.Spoken).ToBeInViewportAsync();
        await Expect(listening.Spoken).ToContainTextAsync("The very last");
        await Expect(listening.Spoken).ToBeInViewportAsync();
    }

    [Fact]
    public async Task Whoever_reads_elsewhere_is_left_there()
    {
        var id = await _app.Client.CreateAsync("Long");
        await _app.Client.SpeakAsync(id, "user", "The first", 2, 390);
        await _app.Client.AppendManyAsync(id, 20);
        await _app.Client.SpeakAsync(id, "ai", "The last", 30, 400);
        var (screen, listening) = await OpenAsync(id);
        await listening.Play.ClickAsync();
        await Expect(listening.Spoken).ToContainTextAsync("The first");
        await Expect(listening.Spoken).ToBeInViewportAsync();

        await screen.Transcript.HoverAsync();
        await screen.Page.Mouse.WheelAsync(0, 300);

        await Expect(listening.Spoken).ToContainTextAsync("The last");
        await Expect(listening.Spoken).Not.ToBeInViewportAsync();
    }

    [Fact]
    public async Task A_sound_that_was_deleted_says_so_and_is_passed_over()
    {
        Allow("404");
        var id = await _app.Client.CreateAsync("Spoken");
        var gone = await _app.Client.SpeakAsync(id, "user", "Deleted before", 30, 410);
        var going = await _app.Client.SpeakAsync(id, "user", "Deleted meanwhile", 30, 420);
        await _app.Client.SpeakAsync(id, "ai", "Still there", 30, 430);
        await _app.Client.DeleteFileAsync(gone);
        var (_, listening) = await OpenAsync(id);
        Allow("404");
        await Expect(listening.Player("Deleted before")).ToHaveTextAsync("Audio deleted", new() { UseInnerText = true });
        await _app.Client.DeleteFileAsync(going);

        await listening.Play.ClickAsync();

        await Expect(listening.Spoken).ToContainTextAsync("Still there");
        await Expect(listening.Player("Deleted meanwhile")).ToHaveTextAsync("Audio deleted", new() { UseInnerText = true });
    }

    [Fact]
    public async Task What_comes_to_be_heard_meanwhile_is_heard_as_well()
    {
        var id = await _app.Client.CreateAsync("Spoken", ("user", "Typed"));
        var (_, listening) = await OpenAsync(id, isSpoken: false);
        await Expect(listening.Bar).ToHaveCountAsync(0);

        await _app.Client.SpeakAsync(id, "user", "First", 6, 440);
        await listening.Play.ClickAsync();
        await _app.Client.SpeakAsync(id, "ai", "Second", 30, 450);

        await Expect(listening.Spoken).ToContainTextAsync("Second");
    }

    private async Task<(ConversationScreen Screen, Listening Listening)> OpenAsync(string id, bool isSpoken = true)
    {
        var screen = new ConversationScreen(await NewPageAsync(_app));
        var listening = new Listening(screen);
        await screen.OpenAsync(id);
        if (isSpoken)
        {
            await Expect(listening.Bar).ToHaveAttributeAsync("data-state", "paused"); // its script is there
        }

        return (screen, listening);
    }
}
