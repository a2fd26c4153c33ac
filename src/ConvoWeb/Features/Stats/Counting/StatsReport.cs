using ConvoWeb.Data.Rollups;
using ConvoWeb.Features.Stats.Prices;

namespace ConvoWeb.Features.Stats.Counting;

/// <summary>Puts what was counted in order for a reader.</summary>
internal sealed class StatsReport(
    StatsRange range, StatsCounts counts, PriceTable prices, IReadOnlyDictionary<Guid, PersonalityChoice> personalities, DateOnly today)
{
    private const int BusiestDays = 5, MostTags = 20;

    public StatsView ToView(StatsBefore? before, bool isCounting)
    {
        var days = counts.Days.Where(day => !day.Value.IsEmpty()).Select(day => new StatsDay(day.Key, day.Value.ToTotals())).ToList();
        return new StatsView
        {
            Range = range,
            Totals = counts.Total.ToTotals(),
            Cost = CostOf(counts.Parts),
            Before = before,
            Days = days,
            Hours = [.. counts.Hours],
            Personalities = Personalities(),
            Models = Models(),
            UserLengths = Distributions.Of(counts.Detail, DetailKind.UserLength),
            AiLengths = Distributions.Of(counts.Detail, DetailKind.AiLength),
            ConversationLengths = Distributions.Of(counts.Detail, DetailKind.ConversationLength),
            FirstToken = Distributions.Of(counts.Detail, DetailKind.FirstToken),
            Response = Distributions.Of(counts.Detail, DetailKind.Response),
            Streaks = Streaks.Of(days.Where(day => day.Totals.Messages > 0).Select(day => day.Day), today),
            BusiestDays = [.. days.Where(day => day.Totals.Messages > 0).OrderByDescending(day => day.Totals.Messages).ThenBy(day => day.Day).Take(BusiestDays)],
            Tags = Tags(),
            IsCounting = isCounting,
        };
    }

    private List<PersonalityStats> Personalities() =>
    [
        .. counts.Parts
            .GroupBy(part => part.PersonalityId, StringComparer.Ordinal)
            .Select(parts => (Parts: parts, Totals: TotalOf(parts)))
            .Where(sum => sum.Totals.Conversations + sum.Totals.Messages > 0)
            .Select(sum => Of(sum.Parts.Key, sum.Totals, CostOf(sum.Parts)))
            .OrderByDescending(personality => personality.Totals.Messages)
            .ThenByDescending(personality => personality.Totals.Conversations)
            .ThenBy(personality => personality.Name, StringComparer.Ordinal),
    ];

    private PersonalityStats Of(string id, StatsTotals totals, Cost cost)
    {
        var personality = Guid.TryParse(id, out var known) ? personalities.GetValueOrDefault(known) : null;
        return new PersonalityStats(personality?.Id, personality?.Name, personality?.Color, totals, cost);
    }

    private List<ModelStats> Models() =>
    [
        .. counts.Parts
            .Where(part => part.Name.Length > 0)
            .GroupBy(part => part.Name, StringComparer.Ordinal)
            .Select(parts => new ModelStats(parts.Key, TotalOf(parts), CostOf(parts)))
            .Where(model => model.Totals.Conversations + model.Totals.Messages > 0)
            .OrderByDescending(model => model.Totals.Messages)
            .ThenByDescending(model => model.Totals.Conversations)
            .ThenBy(model => model.Model, StringComparer.Ordinal),
    ];

    private List<TagStats> Tags() =>
    [
        .. counts.Tags
            .Where(tag => tag.Value > 0)
            .OrderByDescending(tag => tag.Value)
            .ThenBy(tag => tag.Key, StringComparer.Ordinal)
            .Take(MostTags)
            .Select(tag => new TagStats(tag.Key, tag.Value)),
    ];

    private static StatsTotals TotalOf(IEnumerable<RollupRow> parts)
    {
        var total = new RollupSums();
        foreach (var part in parts)
        {
            total.Add(part.Sums);
        }

        return total.ToTotals();
    }

    private Cost CostOf(IEnumerable<RollupRow> parts)
    {
        var cost = new CostCount();
        foreach (var part in parts)
        {
            cost.Add(part, prices);
        }

        return cost.ToCost();
    }
}

internal static class RollupSumsExtensions
{
    public static StatsTotals ToTotals(this RollupSums sums) => new()
    {
        Conversations = sums.Conversations,
        UserMessages = sums.UserMessages,
        AiMessages = sums.AiMessages,
        TokensIn = sums.TokensIn,
        TokensOut = sums.TokensOut,
        TokensInEstimated = sums.TokensInEstimated,
        TokensOutEstimated = sums.TokensOutEstimated,
        AudioSeconds = sums.AudioMilliseconds / 1000.0,
    };

    public static bool IsEmpty(this RollupSums sums) => sums.Conversations + sums.UserMessages + sums.AiMessages == 0;
}
