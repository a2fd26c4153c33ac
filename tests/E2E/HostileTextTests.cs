using ConvoWeb.Tests.E2E.Pages;
using ConvoWeb.Tests.E2E.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ConvoWeb.Tests.E2E;

/// <summary>What others wrote is text: nothing of it runs, and none of it breaks the page.</summary>
public sealed class HostileTextTests(BrowserFixture browser, AppFixture fixture) : Journey(browser), IClassFixture<AppFixture>
{
    private static readonly IReadOnlyList<string> Attacks = HostileStrings.Markup;

    private readonly ConvoWebProcess _app = fixture.App;

    [Fact]
    public async Task Scripts_in_messages_and_titles_are_shown_and_never_run()
    {
        var id = await _app.Client.CreateAsync(
            "<script>window.ran = 0</script>", [.. Attacks.SelectMany(attack => new[] { ("user", attack), ("ai", attack), ("system", attack) })]);
        var page = await NewPageAsync(_app);
        var harm = HarmWatch.Over(page, _app.Address);
        var screen = new ConversationScreen(page);
        await screen.OpenAsync(id);

        await Expect(screen.Title).ToHaveTextAsync("<script>window.ran = 0</script>");
        await Expect(new HistoryPage(page).Row("<script>window.ran = 0</script>")).ToBeVisibleAsync();
        await Expect(screen.Messages.First).ToHaveTextAsync(Attacks[0]);
        await Expect(screen.Articles).ToHaveCountAsync(3 * Attacks.Count);
        foreach (var link in await screen.Log.GetByRole(AriaRole.Link).AllAsync())
        {
            Assert.Matches("^https?://", await link.GetAttributeAsync("href"));
            await link.HoverAsync();
        }

        await Expect(screen.Log.Locator("script, img, iframe, form, style, base, meta, object, embed, [onerror], [onload], [onmouseover]")).ToHaveCountAsync(0);
        await harm.AssertUnharmedAsync("the transcript");
    }

    [Fact]
    public async Task Names_and_contents_of_files_are_shown_and_never_run()
    {
        var id = await _app.Client.CreateAsync("Files");
        var page = await NewPageAsync(_app);
        var harm = HarmWatch.Over(page, _app.Address);
        var attachments = new List<object>();
        foreach (var attack in Attacks)
        {
            var script = await _app.Client.SendFileAsync(System.Text.Encoding.UTF8.GetBytes(attack), attack, "text/html");
            var picture = await _app.Client.SendFileAsync([.. "GIF89a"u8, .. System.Text.Encoding.UTF8.GetBytes(attack)], attack, "image/gif");
            attachments.Add(new { file_id = script.GetProperty("id"), name = attack, media_type = "text/html", size = 10 });
            attachments.Add(new { file_id = picture.GetProperty("id"), name = attack, media_type = "image/gif", size = 10 });
            attachments.Add(new { url = "https://evil.example/" + Uri.EscapeDataString(attack), name = attack, media_type = "image/gif" });
            attachments.Add(new { url = attack, name = attack });
        }

        await _app.Client.AttachAsync(id, "Look", [.. attachments]);
        var screen = new ConversationScreen(page);
        await screen.OpenAsync(id);

        var names = screen.Log.GetByRole(AriaRole.List, new() { Name = "Files" }).Locator(".name");
        await Expect(names).ToHaveCountAsync(3 * Attacks.Count);
        Assert.Equal(Attacks[0], await names.First.TextContentAsync());
        await screen.Log.GetByRole(AriaRole.Button, new() { Name = Attacks[0] }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Heading)).ToHaveTextAsync(Attacks[0]);

        await harm.AssertUnharmedAsync("the transcript with files");

        // Opened by itself, what somebody sent is a download; as a script of ours it is refused.
        var kept = new Uri(_app.Address, (await names.First.GetAttributeAsync("href"))!).ToString();
        Allow("MIME type", "nosniff", "Refused to execute", "net::ERR_ABORTED", kept);
        Assert.Equal(
            "refused",
            await page.EvaluateAsync<string>(
                """
                address => new Promise(done => {
                  const script = document.createElement("script");
                  script.src = address;
                  script.onload = () => done("ran");
                  script.onerror = () => done("refused");
                  document.body.append(script);
                })
                """,
                kept));
    }

    [Fact]
    public async Task A_hundred_thousand_characters_without_a_space_stay_in_their_column()
    {
        var id = await _app.Client.CreateAsync(
            new string('W', 500),
            ("user", new string('x', 100_000)), ("ai", $"`{new string('y', 100_000)}`"), ("ai", $"| a | b |\n|---|---|\n| {new string('z', 5_000)} | 1 |"));
        var page = await NewPageAsync(_app);
        var screen = new ConversationScreen(page);
        await screen.OpenAsync(id);

        foreach (var width in (int[])[1280, 800, 390])
        {
            await page.SetViewportSizeAsync(width, 800);
            await Expect(screen.Messages.First).ToBeAttachedAsync();

            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"The page is wider than {width} pixels.");
            Assert.True(await screen.Transcript.EvaluateAsync<bool>("e => e.scrollWidth <= e.clientWidth"), $"The transcript is wider than its pane at {width} pixels.");
        }
    }

    [Fact]
    public async Task Text_that_turns_the_direction_turns_only_itself()
    {
        const string Title = "Report \u202Efdp.exe";
        var id = await _app.Client.CreateAsync(Title, ("user", "Look: \u202Egnp.tac"), ("ai", "שלום, מה שלומך?"));
        var page = await NewPageAsync(_app);
        var screen = new ConversationScreen(page);
        await screen.OpenAsync(id);

        await Expect(screen.Title).ToHaveTextAsync(Title);
        await Expect(screen.Messages.First).ToHaveTextAsync("Look: \u202Egnp.tac");
        Assert.Equal("rtl", await screen.Messages.Last.Locator("p").EvaluateAsync<string>("e => getComputedStyle(e).direction"));
        Assert.Equal("ltr", await screen.Header.EvaluateAsync<string>("e => getComputedStyle(e).direction"));

        // What stands behind the title is not drawn into it.
        Assert.Equal("isolate", await screen.Title.EvaluateAsync<string>("e => getComputedStyle(e).unicodeBidi"));
    }

    [Fact]
    public async Task An_inline_script_would_be_blocked_and_noticed()
    {
        var page = await NewPageAsync(_app);
        await new HistoryPage(page).OpenAsync();

        await page.EvaluateAsync(
            """
            () => {
              const script = document.createElement("script");
              script.textContent = "window.ran = 1";
              document.body.append(script);
            }
            """);

        Assert.Null(await page.EvaluateAsync<int?>("window.ran ?? null"));
        Assert.Contains(Faults, fault => fault.Contains("script-src", StringComparison.Ordinal));
        Allow("script-src", "Content security policy violated", "inline script");
    }
}
