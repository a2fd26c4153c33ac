using ConvoWeb.Tests.E2E.Pages;
using ConvoWeb.Tests.E2E.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ConvoWeb.Tests.E2E;

/// <summary>A message is seen while it is written.</summary>
public sealed class StreamingTests(BrowserFixture browser, AppFixture fixture) : Journey(browser), IClassFixture<AppFixture>
{
    private readonly ConvoWebProcess _app = fixture.App;

    [Fact]
    public async Task A_draft_grows_in_an_open_browser_and_ends()
    {
        var id = await _app.Client.CreateAsync("Trip to Oslo", ("user", "Which museums are open?"));
        var page = await NewPageAsync(_app);
        var (history, screen) = (new HistoryPage(page), new ConversationScreen(page));
        await screen.OpenAsync(id);

        var message = await _app.Client.BeginAsync(id);
        await Expect(screen.Growing).ToHaveCountAsync(1);
        await Expect(screen.Presence).ToHaveTextAsync("AI is writing");
        await Expect(history.Row("Trip to Oslo")).ToContainTextAsync("A message is being written…");

        await _app.Client.AddAsync(id, message, 0, "The **Munch** museum");
        await Expect(screen.Messages.Last).ToHaveTextAsync("The Munch museum");
        await Expect(screen.Growing.Locator("strong")).ToHaveTextAsync("Munch");
        await _app.Client.AddAsync(id, message, 1, ", and\n\n- the Fram\n- the Vigeland park");
        await Expect(screen.Growing.GetByRole(AriaRole.Listitem)).ToHaveTextAsync(["the Fram", "the Vigeland park"]);

        await _app.Client.EndAsync(id, message);
        await Expect(screen.Growing).ToHaveCountAsync(0);
        await Expect(screen.Articles).ToHaveCountAsync(2);
        await Expect(screen.Articles.Last.GetByRole(AriaRole.Listitem)).ToHaveTextAsync(["the Fram", "the Vigeland park"]);
        await Expect(screen.Presence).ToHaveTextAsync("");
        await Expect(history.Row("Trip to Oslo")).ToContainTextAsync("The Munch museum, and");
        await Expect(screen.Header).ToContainTextAsync("2 messages");
    }

    [Fact]
    public async Task A_browser_that_is_refreshed_ten_times_during_one_answer_ends_with_exactly_the_text_that_was_sent()
    {
        const int Tokens = 2_000, Refreshes = 10;
        var id = await _app.Client.CreateAsync("A long answer", ("user", "Tell me all"));
        var message = await _app.Client.BeginAsync(id);
        string[] tokens = [.. Enumerable.Range(0, Tokens).Select(n => n % 40 == 39 ? $"w{n}.\n\n" : n % 17 == 0 ? "naïve 漢字 😀 " : $"w{n} ")];
        var screen = new ConversationScreen(await NewPageAsync(_app));
        await screen.OpenAsync(id);

        // The writer goes on while the page is loaded, and waits only so that it does not end before the last time.
        using var reached = new SemaphoreSlim(0);
        using var mayGoOn = new SemaphoreSlim(0);
        var writing = WriteAsync();
        for (var i = 0; i < Refreshes; i++)
        {
            await reached.WaitAsync(TestContext.Current.CancellationToken);
            if (i < Refreshes - 1)
            {
                mayGoOn.Release();
            }

            await screen.OpenAsync(id);
            await Expect(screen.Growing).ToContainTextAsync($"w{i * Tokens / Refreshes + 1}");
        }

        mayGoOn.Release();
        await writing;
        await Expect(screen.Growing).ToHaveCountAsync(0);
        Assert.Equal(Words(string.Concat(tokens)), Words(await screen.Messages.Last.TextContentAsync()));
        Assert.Equal(string.Concat(tokens), (await _app.Client.MessagesAsync(id))[1].GetProperty("content").GetString());

        async Task WriteAsync()
        {
            for (var n = 0; n < Tokens; n++)
            {
                if (n % (Tokens / Refreshes) == 2)
                {
                    reached.Release();
                }
                else if (n % (Tokens / Refreshes) == Tokens / Refreshes - 1)
                {
                    await mayGoOn.WaitAsync(TestContext.Current.CancellationToken);
                }

                await _app.Client.AddAsync(id, message, n, tokens[n]);
            }

            await _app.Client.EndAsync(id, message);
        }
    }

    [Fact]
    public async Task A_reader_further_up_is_not_moved_by_growing_text_and_the_button_brings_them_down()
    {
        var id = await _app.Client.CreateAsync("Long talk", [.. Enumerable.Range(1, 60).Select(n => ("user", $"Message {n}"))]);
        var message = await _app.Client.BeginAsync(id);
        await _app.Client.AddAsync(id, message, 0, "It begins.\n\n");
        var screen = new ConversationScreen(await NewPageAsync(_app));
        await screen.OpenAsync(id);
        await Expect(screen.Growing).ToBeInViewportAsync();
        var read = screen.Articles.Filter(new() { HasText = "Message 50" });
        await screen.ScrollUpToAsync(screen.Articles.Filter(new() { HasText = "Message 30" }));
        var place = await read.BoundingBoxAsync();

        await GrowAsync(1, 21);
        await Expect(screen.Growing).ToContainTextAsync("Paragraph 20");
        await Expect(screen.NewText).ToHaveTextAsync("New text");
        Assert.Equal(place!.Y, (await read.BoundingBoxAsync())!.Y, tolerance: 2f);

        await screen.NewText.ClickAsync();
        await Expect(screen.NewText).ToBeHiddenAsync();
        await Expect(screen.Growing.GetByText("Paragraph 20")).ToBeInViewportAsync();
        await GrowAsync(21, 41);
        await Expect(screen.Growing.GetByText("Paragraph 40")).ToBeInViewportAsync();
        await Expect(screen.NewText).ToBeHiddenAsync();

        // Further up within the message that grows, and by a little only.
        var middle = screen.Growing.GetByText("Paragraph 38");
        await screen.Transcript.HoverAsync();
        await screen.Page.Mouse.WheelAsync(0, -40);
        await screen.SeesScrollingAsync();
        place = await middle.BoundingBoxAsync();
        await GrowAsync(41, 61);
        await Expect(screen.NewText).ToBeVisibleAsync();
        await Expect(screen.Growing).ToContainTextAsync("Paragraph 60");
        Assert.Equal(place!.Y, (await middle.BoundingBoxAsync())!.Y, tolerance: 2f);

        await _app.Client.EndAsync(id, message);
        await Expect(screen.Growing).ToHaveCountAsync(0);
        Assert.Equal(place.Y, (await screen.Articles.Last.GetByText("Paragraph 38").BoundingBoxAsync())!.Y, tolerance: 2f);

        async Task GrowAsync(int from, int to)
        {
            for (var n = from; n < to; n++)
            {
                await _app.Client.AddAsync(id, message, n, $"Paragraph {n}\n\n");
            }
        }
    }

    [Fact]
    public async Task What_came_while_the_line_was_cut_is_there_when_it_is_back()
    {
        var id = await _app.Client.CreateAsync("Ferry to Bergen", ("user", "Which museums are open?"));
        var message = await _app.Client.BeginAsync(id);
        await _app.Client.AddAsync(id, message, 0, "Before, ");
        await using var line = TcpRelay.To(_app.Address);
        line.Open();
        var page = await NewPageAsync(new UriBuilder(_app.Address) { Port = line.Port }.Uri);
        var screen = new ConversationScreen(page);
        await screen.OpenAsync(id);
        await Expect(screen.Growing).ToContainTextAsync("Before,");
        Allow("_blazor", "ERR_CONNECTION", "WebSocket", "circuit", "Failed to fetch", "Cannot send data if the connection is not");
        await page.EvaluateAsync("window.isTheSamePage = true");

        await line.CutAsync();
        await Expect(page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "Connection lost." })).ToBeVisibleAsync();
        for (var n = 1; n <= 50; n++)
        {
            await _app.Client.AddAsync(id, message, n, $"{n} ");
        }

        line.Open();
        await Expect(screen.Messages.Last).ToHaveTextAsync($"Before, {string.Join(' ', Enumerable.Range(1, 50))}", new() { Timeout = 60_000 });
        Assert.True(await page.EvaluateAsync<bool>("window.isTheSamePage === true"), "The page was loaded anew.");
        await _app.Client.AddAsync(id, message, 51, "after");
        await Expect(screen.Messages.Last).ToContainTextAsync("50 after");
        await page.CloseAsync();
    }

    [Fact]
    public async Task A_writer_who_falls_silent_leaves_an_interrupted_message_and_may_go_on()
    {
        var app = await StartAppAsync(("DRAFT_LEASE", "1"));
        var id = await app.Client.CreateAsync("Trip to Oslo", ("user", "Which museums are open?"));
        var screen = new ConversationScreen(await NewPageAsync(app));
        await screen.OpenAsync(id);

        var message = await app.Client.BeginAsync(id);
        await app.Client.AddAsync(id, message, 0, "The Munch");
        await Expect(screen.Articles.Last).ToContainTextAsync("Interrupted. The text up to here is kept.");
        await Expect(screen.Messages.Last).ToHaveTextAsync("The Munch");
        await Expect(screen.Growing).ToHaveCountAsync(0);

        await app.Client.AddAsync(id, message, 1, " museum");
        await app.Client.EndAsync(id, message);
        await Expect(screen.Messages.Last).ToHaveTextAsync("The Munch museum");
        await Expect(screen.Articles.Last).Not.ToContainTextAsync("Interrupted");
    }

    private static string[] Words(string? text) => (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
