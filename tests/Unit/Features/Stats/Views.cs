using ConvoWeb.Features.Stats;

namespace ConvoWeb.Tests.Unit.Features.Stats;

/// <summary>Statistics written by hand: nothing, unless a test says so.</summary>
internal static class Views
{
    public static readonly DateOnly First = new(2026, 3, 1);

    public static StatsView Of(int days = 30, string zone = "Europe/Oslo") => new()
    {
        Range = new StatsRange(First, First.AddDays(days - 1), zone, zone),
        Totals = Totals(),
        Cost = Cost.Nothing,
        Before = null,
        Days = [],
        Hours = [],
        Personalities = [],
        Models = [],
        UserLengths = Distribution.Nothing,
        AiLengths = Distribution.Nothing,
        ConversationLengths = Distribution.Nothing,
        FirstToken = Distribution.Nothing,
        Response = Distribution.Nothing,
        Streaks = new StatsStreaks(null, null),
        BusiestDays = [],
        Tags = [],
        IsCounting = false,
    };

    public static StatsTotals Totals(
        long conversations = 0, long user = 0, long ai = 0, long tokensIn = 0, long tokensOut = 0, long estimatedIn = 0, long estimatedOut = 0, double audio = 0) => new()
        {
            Conversations = conversations,
            UserMessages = user,
            AiMessages = ai,
            TokensIn = tokensIn,
            TokensOut = tokensOut,
            TokensInEstimated = estimatedIn,
            TokensOutEstimated = estimatedOut,
            AudioSeconds = audio,
        };

    /// <param name="after">Days after the first.</param>
    public static StatsDay Day(int after, long messages, long conversations = 1) => new(First.AddDays(after), Totals(conversations, user: messages));

    public static PersonalityStats Personality(string? name, long tokens, long messages = 30) =>
        new(name is null ? null : Guid.CreateVersion7(), name, null, Totals(user: messages, tokensOut: tokens), Cost.Nothing);

    public static ModelStats Model(string name, long answers) => new(name, Totals(ai: answers), Cost.Nothing);

    /// <summary>Numbers of which only the middle matters.</summary>
    public static Distribution Spread(long count, long median) => new(count, median, median * 2, [new DistributionBucket(median, median, count)]);

    public static StatsAddresses Addresses(StatsView view, StatsSelection? query = null, string? personality = null) => new(query ?? new StatsSelection(), view.Range, personality);
}
