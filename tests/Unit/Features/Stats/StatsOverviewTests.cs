using System.Text.Json;
using Bunit;
using ConvoWeb.Features.Stats;
using ConvoWeb.Features.Stats.Pages;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Tests.Unit.Features.Stats;

public sealed class StatsOverviewTests : PageTest
{
    [Fact]
    public void Figures_tell_what_changed_and_lead_to_what_they_count()
    {
        var report = Show(Filled() with { Before = new StatsBefore(Views.First.AddDays(-30), Views.First.AddDays(-1), Views.Totals(4, 20, 20, 10, 20), Cost.Nothing) });

        Assert.Equal(
            ["Conversations", "Messages", "Tokens", "Cost", "Spoken", "Longest run of days", "Days with messages", "Typical time of an answer"],
            report.FindAll("dt").Select(name => name.TextContent));
        var figures = report.FindAll(".cw-figure");
        Assert.Equal("2", figures[0].QuerySelector("a")!.TextContent);
        Assert.Equal("/?status=all&from=2026-03-01&to=2026-03-31", figures[0].QuerySelector("a")!.GetAttribute("href"));
        Assert.Equal("2 fewer than the 30 days before", figures[0].QuerySelector(".cw-figure__note")!.TextContent);
        Assert.Equal("40 messages", figures[1].QuerySelector("a")!.GetAttribute("aria-label"));
        Assert.Equal("as in the 30 days before", figures[1].QuerySelector(".cw-figure__note")!.TextContent);
        Assert.Equal("70 of them estimated", figures[2].QuerySelector(".cw-figure__note")!.TextContent);
        Assert.Equal("$1.25", figures[3].QuerySelector("dd")!.TextContent.Trim());
        Assert.Equal("100 tokens have no price", figures[3].QuerySelector("button")!.TextContent);
    }

    [Fact]
    public void A_history_that_begins_within_the_range_is_not_told_to_be_more_than_nothing()
    {
        var report = Show(Filled() with { Before = new StatsBefore(Views.First.AddDays(-30), Views.First.AddDays(-1), Views.Totals(0, 0, 0, 0, 0), Cost.Nothing) });

        Assert.DoesNotContain("before", report.Find(".cw-figures").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void What_has_no_price_at_all_has_no_cost() =>
        Assert.Equal("–", Show(Filled() with { Cost = new Cost(0, 0, 300) }).FindAll(".cw-figure")[3].QuerySelector("dd")!.TextContent.Trim());

    [Fact]
    public async Task Tokens_without_a_price_lead_to_the_prices()
    {
        var isAsked = false;
        var report = Show(Filled(), () => isAsked = true);

        await report.Find(".cw-figure button").ClickAsync(new());

        Assert.True(isAsked);
    }

    [Fact]
    public void Every_chart_is_one_stop_with_a_sentence_and_few_shapes()
    {
        var report = Show(Filled());

        Assert.Equal(
            ["Per day", "Every day", "Busiest days", "Weekdays and hours", "Who you talk to", "Tokens", "Models", "Lengths of messages", "Lengths of conversations", "Times of answers", "Tags"],
            report.FindAll(".cw-panel h2").Select(title => title.TextContent));
        var pictures = report.FindAll("[data-points]");
        Assert.All(pictures, picture =>
        {
            Assert.Equal("0", picture.GetAttribute("tabindex"));
            Assert.NotEmpty(picture.GetAttribute("aria-label")!);
            Assert.InRange(picture.QuerySelectorAll("path").Length, 2, 6);
            Assert.NotEqual(0, JsonDocument.Parse(picture.GetAttribute("data-points")!).RootElement.GetArrayLength());
        });
        Assert.Equal(7, pictures.Count);
        Assert.Equal(30, JsonDocument.Parse(pictures[0].GetAttribute("data-points")!).RootElement.GetArrayLength());
    }

    [Fact]
    public async Task A_table_is_made_when_it_is_wanted_and_its_numbers_lead_to_what_they_count()
    {
        var report = Show(Filled());
        Assert.Empty(report.FindAll("table"));

        await report.Find("details").TriggerEventAsync("ontoggle", EventArgs.Empty);

        Assert.Equal(["Day", "Conversations", "Your messages", "Answers", "Messages"], report.FindAll("thead th").Select(name => name.TextContent));
        Assert.Equal(["2", "20", "20", "40"], report.FindAll("tbody td").Select(cell => cell.TextContent));
        Assert.Equal("/search?q=on%3A2026-03-03%20from%3Aai", report.FindAll("tbody td a")[2].GetAttribute("href"));
    }

    [Fact]
    public void Names_of_others_are_text_and_numbers_beside_them_have_a_name()
    {
        var report = Show(Filled());

        var juno = report.Find("li.cw-p6, .cw-share li:has(.cw-who)");
        Assert.Equal("<b>Juno", juno.QuerySelector("b")!.TextContent);
        Assert.Equal("40 messages with <b>Juno", juno.QuerySelector("a")!.GetAttribute("aria-label"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void A_short_range_has_no_calendar(int days)
    {
        var report = Show(Filled(days));

        Assert.DoesNotContain(report.FindAll("h2"), title => title.TextContent is "Every day" or "Busiest days");
        Assert.Equal(days > 1, report.FindAll("h2").Any(title => title.TextContent is "Per day"));
    }

    [Fact]
    public void Nothing_is_said_so_once()
    {
        var report = Show(Views.Of());

        Assert.Equal("Nothing to count here", report.Find(".cw-empty h2").TextContent);
        Assert.Empty(report.FindAll(".cw-panel"));
        Assert.Empty(report.FindAll(".cw-figure a"));
    }

    [Fact]
    public void What_is_missing_is_said_where_it_would_be()
    {
        var report = Show(Filled() with { Response = Distribution.Nothing, FirstToken = Distribution.Nothing, Tags = [] });

        Assert.Equal(["No program has said how long its answers took.", "Nothing of this in these days."], report.FindAll(".nothing").Select(text => text.TextContent));
    }

    private static StatsView Filled(int days = 30)
    {
        var totals = Views.Totals(2, 20, 20, 100, 200, 30, 40, 60);
        var day = new StatsDay(Views.First.AddDays(days > 2 ? 2 : 0), totals);
        return Views.Of(days) with
        {
            Totals = totals,
            Cost = new Cost(1.25m, 0.25m, 100),
            Days = [day],
            BusiestDays = [day],
            Hours = [new StatsHour(2, 20, 40)],
            Personalities = [new PersonalityStats(Guid.CreateVersion7(), "<b>Juno", ConvoWeb.Data.Conversations.PersonalityColor.Lagoon, totals, Cost.Nothing)],
            Models = [new ModelStats("gpt-4o", Views.Totals(2, 0, 20), Cost.Nothing)],
            UserLengths = Views.Spread(20, 100),
            AiLengths = Views.Spread(20, 150),
            ConversationLengths = Views.Spread(2, 20),
            FirstToken = Views.Spread(20, 700),
            Response = Views.Spread(20, 9000),
            Streaks = new StatsStreaks(new Streak(day.Day, day.Day), null),
            Tags = [new TagStats("travel", 2)],
        };
    }

    private IRenderedComponent<StatsOverview> Show(StatsView view, Action? onPrices = null) => Render<StatsOverview>(report => report
        .Add(one => one.View, view)
        .Add(one => one.Addresses, Views.Addresses(view))
        .Add(one => one.OnPrices, EventCallback.Factory.Create(this, onPrices ?? (() => { }))));
}
