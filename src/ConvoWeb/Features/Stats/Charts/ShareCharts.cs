using ConvoWeb.Components.Shared;

namespace ConvoWeb.Features.Stats.Charts;

/// <summary>Who and what: the longest list first.</summary>
internal static class ShareCharts
{
    /// <summary>More stand in the table.</summary>
    private const int Shown = 8;

    public static Chart Personalities(StatsView view, StatsAddresses addresses)
    {
        var most = view.Personalities.Select(one => one.Totals.Messages).DefaultIfEmpty().Max();
        return new Chart
        {
            Name = "personalities",
            Numbers = StatsCsv.Personalities,
            Title = StatsTexts.WhoYouTalkTo,
            Sentence = StatsTexts.WhoYouTalkTo,
            Shares =
            [
                .. view.Personalities.Where(one => one.Totals.Messages > 0).Take(Shown).Select(one => new ChartShare(
                    PersonalityHue.Of(one.Color),
                    one.Name is null ? null : PersonalityHue.Initial(one.Name),
                    NameOf(one),
                    Wording.Number(one.Totals.Messages),
                    Wording.Of(StatsTexts.MessagesWith, StatsWords.Messages(one.Totals.Messages), NameOf(one)),
                    MessagesOf(one),
                    PercentOf(one.Totals.Messages, most))),
            ],
            Table = new ChartTable(
                [StatsTexts.Personality, StatsTexts.Conversations, StatsTexts.Messages, StatsTexts.TokensIn, StatsTexts.TokensOut, StatsTexts.Cost],
                [
                    .. view.Personalities.Select(one => (IReadOnlyList<ChartCell>)
                    [
                        NameOf(one),
                        ChartCell.Of(one.Totals.Conversations, one.Id is { } id ? addresses.Conversations(personalityId: id) : null),
                        ChartCell.Of(one.Totals.Messages, MessagesOf(one)),
                        ChartCell.Of(one.Totals.TokensIn),
                        ChartCell.Of(one.Totals.TokensOut),
                        CostOf(one.Cost),
                    ]),
                ]),
        };

        string? MessagesOf(PersonalityStats one) => one.Name is null ? null : addresses.Messages(null, StatsAddresses.OfPersonality(one.Name));
    }

    public static Chart Models(StatsView view, StatsAddresses addresses)
    {
        var most = view.Models.Select(one => one.Totals.AiMessages).DefaultIfEmpty().Max();
        return new Chart
        {
            Name = "models",
            Numbers = StatsCsv.Models,
            Title = StatsTexts.Models,
            Sentence = StatsTexts.Models,
            Shares =
            [
                .. view.Models.Where(one => one.Totals.AiMessages > 0).Take(Shown).Select(one => new ChartShare(
                    null,
                    null,
                    one.Model,
                    Wording.Number(one.Totals.AiMessages),
                    Wording.Of(StatsTexts.AnswersBy, StatsWords.Answers(one.Totals.AiMessages), one.Model),
                    addresses.Messages(null, StatsAddresses.OfModel(one.Model)),
                    PercentOf(one.Totals.AiMessages, most))),
            ],
            Table = new ChartTable(
                [StatsTexts.Model, StatsTexts.Conversations, StatsTexts.Answers, StatsTexts.TokensIn, StatsTexts.TokensOut, StatsTexts.Cost],
                [
                    .. view.Models.Select(one => (IReadOnlyList<ChartCell>)
                    [
                        one.Model,
                        ChartCell.Of(one.Totals.Conversations, addresses.Conversations(model: one.Model)),
                        ChartCell.Of(one.Totals.AiMessages, addresses.Messages(null, StatsAddresses.OfModel(one.Model))),
                        ChartCell.Of(one.Totals.TokensIn),
                        ChartCell.Of(one.Totals.TokensOut),
                        CostOf(one.Cost),
                    ]),
                ]),
        };
    }

    public static Chart Tags(StatsView view, StatsAddresses addresses)
    {
        var most = view.Tags.Select(tag => tag.Conversations).DefaultIfEmpty().Max();
        return new Chart
        {
            Name = "tags",
            Numbers = StatsCsv.Tags,
            Title = StatsTexts.Tags,
            Sentence = StatsTexts.Tags,
            Shares =
            [
                .. view.Tags.Take(Shown).Select(tag => new ChartShare(
                    null,
                    null,
                    tag.Name,
                    Wording.Number(tag.Conversations),
                    Wording.Of(StatsTexts.ConversationsTagged, StatsWords.Conversations(tag.Conversations), tag.Name),
                    addresses.Conversations(tag: tag.Name),
                    PercentOf(tag.Conversations, most))),
            ],
            Table = new ChartTable(
                [StatsTexts.Tag, StatsTexts.Conversations],
                [.. view.Tags.Select(tag => (IReadOnlyList<ChartCell>)[tag.Name, ChartCell.Of(tag.Conversations, addresses.Conversations(tag: tag.Name))])]),
        };
    }

    public static Chart BusiestDays(StatsView view, StatsAddresses addresses)
    {
        var most = view.BusiestDays.Select(day => day.Totals.Messages).DefaultIfEmpty().Max();
        return new Chart
        {
            Name = "busiest-days",
            Numbers = StatsCsv.Days,
            Title = StatsTexts.BusiestDays,
            Sentence = StatsTexts.BusiestDays,
            Shares =
            [
                .. view.BusiestDays.Select(day => new ChartShare(
                    null,
                    null,
                    StatsWords.Day(day.Day),
                    Wording.Number(day.Totals.Messages),
                    Wording.Of(StatsTexts.MessagesOn, StatsWords.Messages(day.Totals.Messages), StatsWords.Day(day.Day)),
                    addresses.Messages(new StatsDates(day.Day, day.Day)),
                    PercentOf(day.Totals.Messages, most))),
            ],
            Table = new ChartTable(
                [StatsTexts.Day, StatsTexts.Conversations, StatsTexts.Messages],
                [
                    .. view.BusiestDays.Select(day => (IReadOnlyList<ChartCell>)
                    [
                        StatsWords.Day(day.Day),
                        ChartCell.Of(day.Totals.Conversations, addresses.Conversations(new StatsDates(day.Day, day.Day))),
                        ChartCell.Of(day.Totals.Messages, addresses.Messages(new StatsDates(day.Day, day.Day))),
                    ]),
                ]),
        };
    }

    private static string NameOf(PersonalityStats one) => one.Name ?? StatsTexts.NoPersonality;

    private static ChartCell CostOf(Cost cost) => cost is { Amount: 0, UnpricedTokens: > 0 } ? StatsTexts.NotPriced : StatsWords.Money(cost.Amount);

    private static double PercentOf(long number, long most) => PlotPaths.Round(most == 0 ? 0 : number * 100.0 / most);
}
