using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using ConvoWeb.Tests.E2E.Pages;
using ConvoWeb.Tests.E2E.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ConvoWeb.Tests.E2E;

/// <summary>A person sees what their history comes to, and can follow every number to what it counts.</summary>
public sealed class StatsTests(BrowserFixture browser) : Journey(browser)
{
    private const string March = "/stats?date=2026-03-01..2026-03-31";

    private const int RegexTimeout = 1000;

    [Fact]
    public async Task Numbers_are_those_of_the_chosen_days_and_lead_to_what_they_count()
    {
        var (_, page, stats) = await OpenAsync(March);
        var (history, search) = (new HistoryPage(page), new SearchScreen(page));
        await Expect(stats.Number("Conversations")).ToHaveTextAsync("3");
        await Expect(stats.Number("Messages")).ToHaveTextAsync("8");
        await Expect(stats.Number("Tokens")).ToHaveTextAsync("1,540");
        await Expect(stats.Figure("Tokens")).ToContainTextAsync("500 of them estimated");
        await Expect(stats.Number("Spoken")).ToHaveTextAsync("1 min");
        await Expect(stats.Number("Longest run of days")).ToHaveTextAsync("2");
        await Expect(stats.Number("Days with messages")).ToHaveTextAsync("3");

        await stats.Number("Conversations").GetByRole(AriaRole.Link).ClickAsync();
        await Expect(history.Rows).ToHaveCountAsync(3);
        await page.GoBackAsync();

        await stats.Number("Messages").GetByRole(AriaRole.Link).ClickAsync();
        await Expect(search.Sum).ToContainTextAsync("8 messages");
        await page.GoBackAsync();

        await stats.Chart("Who you talk to").GetByRole(AriaRole.Link, new() { Name = "4 messages with Juno May" }).ClickAsync();
        await Expect(search.Sum).ToContainTextAsync("4 messages");
        await page.GoBackAsync();

        await stats.Chart("Models").GetByRole(AriaRole.Link, new() { Name = "3 answers by model-a" }).ClickAsync();
        await Expect(search.Sum).ToContainTextAsync("3 messages");
        await page.GoBackAsync();

        await stats.Chart("Tags").GetByRole(AriaRole.Link, new() { Name = "1 conversation with the tag big trip" }).ClickAsync();
        await Expect(history.Rows).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task What_is_counted_stands_in_the_address()
    {
        var (_, page, stats) = await OpenAsync("/stats");
        await Expect(stats.ChosenTime).ToHaveTextAsync("30 days");

        await stats.Times.GetByRole(AriaRole.Button, new() { Name = "All", Exact = true }).ClickAsync();
        await Expect(stats.Number("Conversations")).ToHaveTextAsync("4");
        await Expect(page).ToHaveURLAsync(Ending("/stats?range=all"));

        await stats.Filter("Personality").SelectOptionAsync("Juno May");
        await Expect(stats.Number("Messages")).ToHaveTextAsync("4");
        await stats.Filter("Tag").SelectOptionAsync("big trip");
        await Expect(page).ToHaveURLAsync(Ending("&tag=big%20trip"));
        await page.ReloadAsync();
        await stats.ToBeLiveAsync();
        await Expect(stats.Filter("Tag")).ToHaveValueAsync("big trip");
        await Expect(stats.Number("Conversations")).ToHaveTextAsync("1");

        await page.GoBackAsync();
        await Expect(stats.Filter("Tag")).ToHaveValueAsync("");
        await stats.ClearFilters.ClickAsync();
        await Expect(stats.Number("Conversations")).ToHaveTextAsync("4");

        await stats.Times.GetByRole(AriaRole.Button, new() { Name = "Custom" }).ClickAsync();
        await page.GetByLabel("From", new() { Exact = true }).FillAsync("2026-03-03");
        await page.GetByLabel("To", new() { Exact = true }).FillAsync("2026-03-31");
        await Expect(page).ToHaveURLAsync(Ending("/stats?date=2026-03-03..2026-03-31"));
        await Expect(stats.Number("Messages")).ToHaveTextAsync("4");

        await stats.OpenAsync("/stats?range=8&date=yesterday&personality=someone");
        await Expect(stats.ChosenTime).ToHaveTextAsync("30 days");
    }

    [Fact]
    public async Task A_source_and_a_model_are_filters_with_equal_counts()
    {
        var (_, page, stats) = await OpenAsync($"{March}&source=import");
        var (history, search) = (new HistoryPage(page), new SearchScreen(page));
        await Expect(stats.Number("Conversations")).ToHaveTextAsync("1");
        await Expect(stats.Number("Messages")).ToHaveTextAsync("2");
        await stats.Number("Conversations").GetByRole(AriaRole.Link).ClickAsync();
        await Expect(history.Rows).ToHaveCountAsync(1);
        await page.GoBackAsync();
        await stats.Number("Messages").GetByRole(AriaRole.Link).ClickAsync();
        await Expect(search.Sum).ToContainTextAsync("2 messages");

        await stats.OpenAsync($"{March}&model=model-a");
        await Expect(stats.Number("Messages")).ToHaveTextAsync("3");
        await stats.Number("Messages").GetByRole(AriaRole.Link).ClickAsync();
        await Expect(search.Sum).ToContainTextAsync("3 messages");
    }

    [Fact]
    public async Task Behind_a_chart_is_a_table_and_a_file_with_the_same_numbers()
    {
        var (_, page, stats) = await OpenAsync(March);
        var search = new SearchScreen(page);
        var chart = stats.Chart("Per day");
        await StatsScreen.OpenTable(chart).ClickAsync();
        await Expect(StatsScreen.Table(chart).GetByRole(AriaRole.Row)).ToHaveCountAsync(4);

        var download = await stats.DownloadAsync("Per day", "Numbers as CSV");

        Assert.Equal("convoweb-stats-days-2026-03-01-2026-03-31.csv", download.SuggestedFilename);
        var lines = (await TextAsync(download)).TrimStart('\uFEFF').TrimEnd().Split("\r\n");
        Assert.Equal(32, lines.Length);
        Assert.StartsWith("day,conversations,user_messages,ai_messages,", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("2026-03-02,1,2,2,", lines[2], StringComparison.Ordinal);
        Assert.Equal(8, lines.Skip(1).Sum(line => line.Split(',') is [_, _, var user, var ai, ..] ? int.Parse(user, null) + int.Parse(ai, null) : 0));

        await StatsScreen.Table(chart).GetByRole(AriaRole.Row).Nth(1).GetByRole(AriaRole.Link, new() { Name = "4", Exact = true }).ClickAsync();
        await Expect(search.Sum).ToContainTextAsync("4 messages");
    }

    [Theory]
    [InlineData("Picture as SVG", "svg")]
    [InlineData("Picture as PNG", "png")]
    public async Task A_picture_leaves_as_a_file_that_needs_nothing_else(string what, string type)
    {
        var (_, page, stats) = await OpenAsync(March);

        var download = await stats.DownloadAsync("Every day", what);

        Assert.Equal($"convoweb-stats-calendar-2026-03-01-2026-03-31.{type}", download.SuggestedFilename);
        await using var stream = await download.CreateReadStreamAsync();
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, TestContext.Current.CancellationToken);
        var mediaType = type == "svg" ? "image/svg+xml" : "image/png";
        var width = await page.EvaluateAsync<int>(
            "async source => { const image = new Image(); image.src = source; await image.decode(); return image.naturalWidth; }",
            $"data:{mediaType};base64,{Convert.ToBase64String(copy.ToArray())}");
        Assert.InRange(width, 200, 4000);
    }

    [Fact]
    public async Task A_chart_is_read_with_the_arrows_and_left_with_Esc()
    {
        var (_, page, stats) = await OpenAsync("/stats?date=2026-03-02..2026-03-10");
        var picture = StatsScreen.Picture(stats.Chart("Per day"));
        await picture.FocusAsync();

        await page.Keyboard.PressAsync("Home");
        await Expect(stats.Said).ToHaveTextAsync("Mon 2 Mar 2026: 4 messages, 1 conversation");
        await Expect(stats.Tip).ToContainTextAsync("4 messages, 1 conversation");
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(stats.Said).ToHaveTextAsync("Tue 3 Mar 2026: 2 messages, 1 conversation");
        await page.Keyboard.PressAsync("End");
        await Expect(stats.Said).ToHaveTextAsync("Tue 10 Mar 2026: 2 messages, 1 conversation");
        await page.Keyboard.PressAsync("Escape");
        await Expect(stats.Tip).ToBeHiddenAsync();
        await Expect(picture).ToBeFocusedAsync();

        await StatsScreen.Picture(stats.Chart("Weekdays and hours")).HoverAsync();
        await Expect(stats.Tip).ToContainTextAsync("message");
    }

    [Fact]
    public async Task A_new_message_is_counted_while_the_page_is_open_and_an_open_table_stays_open()
    {
        var (app, _, stats) = await OpenAsync("/stats?range=7");
        var id = await app.Client.CreateAsync("Now", ("user", "Hello"));
        await Expect(stats.Number("Messages")).ToHaveTextAsync("1");
        var chart = stats.Chart("Per day");
        await StatsScreen.OpenTable(chart).ClickAsync();
        await Expect(StatsScreen.Table(chart)).ToBeVisibleAsync();

        await app.Client.AppendAsync(id, "ai", "Hello to you");

        await Expect(stats.Number("Messages")).ToHaveTextAsync("2");
        await Expect(StatsScreen.Table(chart)).ToBeVisibleAsync();
        await Expect(StatsScreen.Table(chart).GetByRole(AriaRole.Row).Last).ToContainTextAsync("2");
    }

    [Fact]
    public async Task A_price_makes_a_cost_and_a_wrong_one_is_told_at_its_row()
    {
        var (_, page, stats) = await OpenAsync(March);
        await stats.OpenPrices.ClickAsync();
        await Expect(stats.Prices).ToContainTextAsync("No prices yet");
        await stats.Prices.GetByRole(AriaRole.Button, new() { Name = "Add a price" }).ClickAsync();
        await stats.Prices.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(stats.Prices.GetByRole(AriaRole.Alert)).ToContainTextAsync("This is not a number.");

        await stats.Prices.GetByLabel("Model").FillAsync("model-*");
        await stats.Prices.GetByLabel("In", new() { Exact = true }).FillAsync("1000");
        await stats.Prices.GetByLabel("Out", new() { Exact = true }).FillAsync("1000");
        await stats.Prices.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await Expect(stats.Prices).ToBeHiddenAsync();
        await Expect(stats.Number("Cost")).ToHaveTextAsync("$1.54");
        await page.ReloadAsync();
        await Expect(stats.Number("Cost")).ToHaveTextAsync("$1.54");
    }

    [Fact]
    public async Task The_days_can_be_counted_in_the_zone_of_the_reader()
    {
        var (app, page, stats) = await OpenAsync(March);
        using var chosen = await app.Client.PutAsJsonAsync("/api/stats/time-zone", new { time_zone = "Asia/Kathmandu" }, TestContext.Current.CancellationToken);
        chosen.EnsureSuccessStatusCode();
        await page.ReloadAsync();

        // When the history is counted, the page says so by itself.
        await Expect(stats.CountDaysHere).ToBeVisibleAsync();
        await stats.CountDaysHere.ClickAsync();

        await Expect(stats.CountDaysHere).ToBeHiddenAsync();
        await Expect(stats.Number("Messages")).ToHaveTextAsync("8");
        await page.ReloadAsync();
        await Expect(stats.Number("Messages")).ToHaveTextAsync("8");
        await Expect(stats.CountDaysHere).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Its_keys_lead_to_it_from_everywhere()
    {
        var (_, page, stats) = await OpenAsync("/stats");
        await new SearchScreen(page).OpenAsync();
        await page.EvaluateAsync("document.activeElement.blur()");

        await page.Keyboard.PressAsync("g");
        await page.Keyboard.PressAsync("t");

        await stats.ToBeLiveAsync();
        await Expect(page).ToHaveTitleAsync("Stats · ConvoWeb");
    }

    /// <summary>At noon, so that the days are the same in all zones between London and Oslo.</summary>
    private static DateTimeOffset On(int month, int day, int minute = 0) => new(2026, month, day, 12, minute, 0, TimeSpan.Zero);

    private static Regex Ending(string address) => new(Regex.Escape(address) + "$", RegexOptions.None, TimeSpan.FromMilliseconds(RegexTimeout));

    private static async Task<string> TextAsync(IDownload download)
    {
        using var reader = new StreamReader(await download.CreateReadStreamAsync());
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    private static async Task CreateAsync(ConvoWebProcess app, object conversation)
    {
        using var answer = await app.Client.PostAsJsonAsync("/api/conversations", conversation, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Three conversations in March on the 2nd, the 3rd and the 10th, and one in January.</summary>
    private async Task<(ConvoWebProcess App, IPage Page, StatsScreen Stats)> OpenAsync(string address)
    {
        var app = await StartAppAsync();
        using var created = await app.Client.PostAsJsonAsync("/api/personalities", new { name = "Juno May" }, TestContext.Current.CancellationToken);
        created.EnsureSuccessStatusCode();
        var juno = (await created.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("id").GetString();
        await CreateAsync(app, new
        {
            title = "Trip to Oslo",
            personality_id = juno,
            tags = (string[])["big trip"],
            messages = (object[])
            [
                new { type = "user", content = "Which museums are open?", timestamp = On(3, 2) },
                new { type = "ai", content = "All of them.", timestamp = On(3, 2, 1), model = "model-a", tokens_in = 100, tokens_out = 200 },
                new { type = "user", content = "And the ferry?", timestamp = On(3, 2, 2) },
                new { type = "ai", content = "Every hour.", timestamp = On(3, 2, 3), model = "model-a", tokens_in = 300, tokens_out = 200, tokens_estimated = true },
            ],
        });
        await CreateAsync(app, new
        {
            title = "Bread",
            messages = (object[])
            [
                new { type = "user", content = "How long does bread rise?", timestamp = On(3, 3), audio_url = "https://example.com/a.mp3", audio_duration = 60 },
                new { type = "ai", content = "Two hours.", timestamp = On(3, 3, 1), model = "model-a", tokens_in = 40, tokens_out = 200 },
            ],
        });
        await CreateAsync(app, new
        {
            title = "From elsewhere",
            source = "import",
            messages = (object[])
            [
                new { type = "system", content = "Be kind.", timestamp = On(3, 10) },
                new { type = "user", content = "Hello", timestamp = On(3, 10, 1) },
                new { type = "ai", content = "Hello to you", timestamp = On(3, 10, 2), model = "model-b", tokens_in = 200, tokens_out = 300 },
            ],
        });
        await CreateAsync(app, new { title = "Old", messages = (object[])[new { type = "user", content = "Long ago", timestamp = On(1, 5) }] });
        var page = await NewPageAsync(app);
        var stats = new StatsScreen(page);
        await stats.OpenAsync(address);
        return (app, page, stats);
    }
}
