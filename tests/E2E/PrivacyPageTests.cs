using ConvoWeb.Tests.E2E.Pages;
using ConvoWeb.Tests.E2E.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ConvoWeb.Tests.E2E;

/// <summary>What a person chooses stays chosen, in this browser.</summary>
public sealed class PrivacyPageTests(BrowserFixture browser, AppFixture fixture) : Journey(browser), IClassFixture<AppFixture>
{
    private readonly ConvoWebProcess _app = fixture.App;

    [Fact]
    public async Task A_rule_tells_what_it_would_do_before_it_is_started_and_the_trail_that_it_was()
    {
        var app = await StartAppAsync();
        const string Old = "2024-02-29T10:00:00Z";
        using var old = new StringContent(
            $$"""{"title": "Left alone", "created_at": "{{Old}}", "messages": [{"type": "user", "content": "Hello", "timestamp": "{{Old}}"}]}""", System.Text.Encoding.UTF8, "application/json");
        using var created = await app.Client.PostAsync("/api/conversations", old, TestContext.Current.CancellationToken);
        await app.Client.CreateAsync("Of today", ("user", "Hello"));
        var page = await NewPageAsync(app);
        var settings = new PrivacyScreen(page);
        await settings.OpenAsync();
        var rules = page.GetByRole(AriaRole.Region, new() { Name = "Keep and delete" });

        await rules.GetByLabel("Delete conversations after").SelectOptionAsync("90 days");
        await Expect(rules).ToContainTextAsync("1 of them was not exported since it changed.");
        await rules.GetByRole(AriaRole.Button, new() { Name = "Which, and when" }).ClickAsync();
        await Expect(rules.GetByRole(AriaRole.Row, new() { Name = "Left alone" })).ToContainTextAsync("at once");
        await rules.GetByRole(AriaRole.Button, new() { Name = "Start this rule" }).ClickAsync();
        await Expect(page.Locator(".cw-toasts")).ToContainTextAsync("The rule is on");

        await page.ReloadAsync();
        await settings.ToBeLiveAsync();
        await Expect(rules.GetByLabel("Delete conversations after")).ToHaveValueAsync("90");
        await Expect(page.GetByRole(AriaRole.Table).Last).ToContainTextAsync("Changed how long conversations are kept");
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "goes to the trash soon" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_is_switched_on_is_removed_from_the_next_message_and_found_in_those_before()
    {
        var app = await StartAppAsync();
        var id = await app.Client.CreateAsync("Letters", ("user", "Write to leonor@example.com"));
        var page = await NewPageAsync(app);
        var settings = new PrivacyScreen(page);
        await settings.OpenAsync();
        var details = page.GetByRole(AriaRole.Region, new() { Name = "Remove private details" });

        await details.GetByRole(AriaRole.Switch, new() { Name = "E-mail addresses" }).CheckAsync();
        await Expect(details.Locator(".cw-red")).ToHaveTextAsync(["e-mail address"]);
        await Expect(details.GetByRole(AriaRole.Button, new() { Name = "Look for them" })).ToBeVisibleAsync();
        Assert.Equal("Or to [e-mail address removed]", (await app.Client.AppendAsync(id, "user", "Or to maya@example.com")).GetProperty("content").GetString());

        await details.GetByRole(AriaRole.Button, new() { Name = "Look for them" }).ClickAsync();
        await Expect(details).ToContainTextAsync("Found in 1 conversation.");
        await details.GetByRole(AriaRole.Button, new() { Name = "Replace it there" }).ClickAsync();
        await Expect(page.Locator(".cw-toasts")).ToContainTextAsync("Replaced in 1 conversation");

        var screen = new ConversationScreen(page);
        await screen.OpenAsync(id);
        await Expect(screen.Messages).ToHaveTextAsync(["Write to [e-mail address removed]", "Or to [e-mail address removed]"]);
    }

    [Fact]
    public async Task A_theme_that_was_chosen_is_there_from_the_first_frame_after_a_reload()
    {
        var page = await NewPageAsync(_app, options => options.ColorScheme = ColorScheme.Light);
        var settings = new PrivacyScreen(page);
        await settings.OpenAsync();
        await Expect(settings.Theme("System")).ToBeCheckedAsync();
        await page.AddInitScriptAsync(
            """
            window.schemes = new Set();
            const look = () => {
              window.schemes.add(document.documentElement ? getComputedStyle(document.documentElement).colorScheme : "none");
              requestAnimationFrame(look);
            };
            requestAnimationFrame(look);
            """);

        await settings.ChooseThemeAsync("Dark");
        await Expect(page.Locator("html[data-theme=dark]")).ToHaveCountAsync(1);
        await page.ReloadAsync();
        await settings.ToBeLiveAsync();

        await Expect(settings.Theme("Dark")).ToBeCheckedAsync();
        Assert.Equal(["dark"], await page.EvaluateAsync<string[]>("[...window.schemes]"));

        await page.GetByRole(AriaRole.Button, new() { Name = "Theme" }).ClickAsync();
        await Expect(settings.Theme("Light")).ToBeCheckedAsync();
        await settings.ChooseThemeAsync("System");
        await page.ReloadAsync();
        await settings.ToBeLiveAsync();
        await Expect(settings.Theme("System")).ToBeCheckedAsync();
    }

    [Fact]
    public async Task Single_keys_stay_switched_off()
    {
        var page = await NewPageAsync(_app);
        var settings = new PrivacyScreen(page);
        await settings.OpenAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Show all keys" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog, new() { Name = "Keys" })).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");

        await settings.SingleKeys.PressAsync("Space");
        await Expect(settings.SingleKeys).Not.ToBeCheckedAsync();
        await page.ReloadAsync();
        await settings.ToBeLiveAsync();

        await Expect(settings.SingleKeys).Not.ToBeCheckedAsync();
        await page.Keyboard.PressAsync("?");
        await Expect(page.GetByRole(AriaRole.Dialog, new() { Name = "Keys" })).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Dates_are_the_readers_before_and_after_the_page_is_alive()
    {
        await _app.Client.CreateAsync("Read in Tokyo", ("user", "Hello"));
        var page = await NewPageAsync(_app, options => (options.Locale, options.TimezoneId) = ("de-DE", "Asia/Tokyo"));
        var (settings, history) = (new PrivacyScreen(page), new HistoryPage(page));
        await settings.OpenAsync();
        await Expect(settings.Formats).ToContainTextAsync("German (Germany)");
        await Expect(settings.Formats).ToContainTextAsync("Asia/Tokyo");
        await Expect(settings.Formats).ToContainTextAsync("1.807.464");
        await Expect(settings.Kept).ToContainTextAsync("The database takes");

        // From the second page on the server knows the zone, so nothing changes once the page is alive.
        await page.AddInitScriptAsync(
            """
            window.times = new Set();
            new MutationObserver(() => document.querySelectorAll(".cw-row time").forEach(time => window.times.add(time.parentElement.closest("a").href + time.textContent)))
              .observe(document, { childList: true, subtree: true, characterData: true });
            """);
        await history.OpenAsync();
        await Expect(history.Row("Read in Tokyo")).ToBeVisibleAsync();

        Assert.Equal(await history.Rows.CountAsync(), await page.EvaluateAsync<int>("window.times.size"));
    }

    [Fact]
    public async Task Numbers_stay_the_readers_when_a_program_changes_them()
    {
        var id = await _app.Client.ImportAsync("Much was said", Enumerable.Repeat("Yes", 1234));
        var history = new HistoryPage(await NewPageAsync(_app, options => options.Locale = "de-DE"));
        await history.OpenAsync();
        await Expect(history.Row("Much was said")).ToContainTextAsync("1.234 messages");

        await _app.Client.AppendAsync(id, "user", "No");

        await Expect(history.Row("Much was said")).ToContainTextAsync("1.235 messages");
    }

    [Theory]
    [InlineData("ar-EG")]
    [InlineData("he-IL")]
    public async Task A_reader_of_a_script_from_right_to_left_sees_a_whole_page(string locale)
    {
        await _app.Client.CreateAsync($"رحلة إلى أوسلو {locale}", ("user", "مرحبا"));
        var page = await NewPageAsync(_app, options => options.Locale = locale);
        var history = new HistoryPage(page);
        await history.OpenAsync();

        await Expect(history.Row(locale)).ToBeVisibleAsync();
        Assert.Equal("en", await page.EvaluateAsync<string>("document.documentElement.lang")); // the words of the page
        Assert.False(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth"));
    }
}
