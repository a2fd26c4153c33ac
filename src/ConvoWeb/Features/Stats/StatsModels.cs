using ConvoWeb.Data.Conversations;

namespace ConvoWeb.Features.Stats;

/// <summary>
/// What the history of one person comes to. Messages are those of people and of the AI that a search can find: no system
/// messages, no drafts, nothing in the trash. A conversation belongs to the day of its last message, as in the list.
/// </summary>
public sealed record StatsView
{
    public required StatsRange Range { get; init; }

    public required StatsTotals Totals { get; init; }

    public required Cost Cost { get; init; }

    /// <summary>As many days just before the range; null when the range is the whole history.</summary>
    public required StatsBefore? Before { get; init; }

    /// <summary>In order; days without anything are left out.</summary>
    public required IReadOnlyList<StatsDay> Days { get; init; }

    /// <summary>Messages by weekday and hour; hours without any are left out.</summary>
    public required IReadOnlyList<StatsHour> Hours { get; init; }

    /// <summary>The most messages first.</summary>
    public required IReadOnlyList<PersonalityStats> Personalities { get; init; }

    /// <summary>Answers by the model that gave them, the most first. Answers without a known model are in none.</summary>
    public required IReadOnlyList<ModelStats> Models { get; init; }

    /// <summary>In characters, of what people wrote.</summary>
    public required Distribution UserLengths { get; init; }

    /// <summary>In characters, of what the AI answered.</summary>
    public required Distribution AiLengths { get; init; }

    /// <summary>Messages of each conversation, system messages included, as the list counts them.</summary>
    public required Distribution ConversationLengths { get; init; }

    /// <summary>Milliseconds until the first word of an answer, where that is known.</summary>
    public required Distribution FirstToken { get; init; }

    /// <summary>Milliseconds until an answer was complete, where that is known.</summary>
    public required Distribution Response { get; init; }

    /// <summary>Days in a row with a message.</summary>
    public required StatsStreaks Streaks { get; init; }

    /// <summary>The most messages first, at most five.</summary>
    public required IReadOnlyList<StatsDay> BusiestDays { get; init; }

    /// <summary>The most conversations first, at most twenty.</summary>
    public required IReadOnlyList<TagStats> Tags { get; init; }

    /// <summary>The history is being counted, and these are not all of its numbers yet.</summary>
    public required bool IsCounting { get; init; }
}

/// <param name="From">The first day.</param>
/// <param name="To">The last day, which is part of it.</param>
/// <param name="TimeZone">In which days begin and hours are told.</param>
/// <param name="StoredTimeZone">The one that the owner's days are kept in.</param>
public sealed record StatsRange(DateOnly From, DateOnly To, string TimeZone, string StoredTimeZone)
{
    public int Days => To.DayNumber - From.DayNumber + 1;
}

public sealed record StatsTotals
{
    public required long Conversations { get; init; }

    public required long UserMessages { get; init; }

    public required long AiMessages { get; init; }

    public long Messages => UserMessages + AiMessages;

    public required long TokensIn { get; init; }

    public required long TokensOut { get; init; }

    /// <summary>Of <see cref="TokensIn"/>, those that were estimated.</summary>
    public required long TokensInEstimated { get; init; }

    /// <summary>Of <see cref="TokensOut"/>, those that were estimated.</summary>
    public required long TokensOutEstimated { get; init; }

    public long Tokens => TokensIn + TokensOut;

    public long TokensEstimated => TokensInEstimated + TokensOutEstimated;

    /// <summary>Of speech.</summary>
    public required double AudioSeconds { get; init; }
}

/// <summary>The range before, for what changed.</summary>
public sealed record StatsBefore(DateOnly From, DateOnly To, StatsTotals Totals, Cost Cost);

/// <summary>In US dollars, by the prices that the owner entered.</summary>
/// <param name="Amount">Of all tokens that have a price.</param>
/// <param name="Estimated">Of <paramref name="Amount"/>, for tokens that were estimated.</param>
/// <param name="UnpricedTokens">Tokens that no price was known for.</param>
public sealed record Cost(decimal Amount, decimal Estimated, long UnpricedTokens)
{
    public static Cost Nothing { get; } = new(0, 0, 0);
}

public sealed record StatsDay(DateOnly Day, StatsTotals Totals);

/// <param name="Weekday">As in ISO 8601: from 1 on Monday to 7 on Sunday.</param>
/// <param name="Hour">From 0 to 23.</param>
public sealed record StatsHour(int Weekday, int Hour, long Messages);

/// <param name="Id">Null: of conversations without a personality.</param>
public sealed record PersonalityStats(Guid? Id, string? Name, PersonalityColor? Color, StatsTotals Totals, Cost Cost);

/// <param name="Totals">Conversations that it answered last in; its answers, and their tokens.</param>
public sealed record ModelStats(string Model, StatsTotals Totals, Cost Cost);

public sealed record TagStats(string Name, long Conversations);

/// <summary>How a number is spread. Numbers up to 15 are exact; larger ones are known to one part in sixteen.</summary>
/// <param name="Count">Of the numbers.</param>
/// <param name="Median">Null without any.</param>
/// <param name="P90">Nine of ten are not above it.</param>
/// <param name="Buckets">In order; those without any are left out.</param>
public sealed record Distribution(long Count, long? Median, long? P90, IReadOnlyList<DistributionBucket> Buckets)
{
    public static Distribution Nothing { get; } = new(0, null, null, []);
}

/// <param name="From">Inclusive.</param>
/// <param name="To">Inclusive.</param>
public sealed record DistributionBucket(long From, long To, long Count);

/// <param name="Longest">Within the range; null without a single day.</param>
/// <param name="Current">That which goes on today or ended yesterday, as far as it is in the range.</param>
public sealed record StatsStreaks(Streak? Longest, Streak? Current);

public sealed record Streak(DateOnly From, DateOnly To)
{
    public int Days => To.DayNumber - From.DayNumber + 1;
}

/// <summary>What the filters of the page offer.</summary>
public sealed record StatsChoices(
    IReadOnlyList<PersonalityChoice> Personalities, IReadOnlyList<string> Models, IReadOnlyList<string> Tags, IReadOnlyList<string> Sources);

public sealed record PersonalityChoice(Guid Id, string Name, PersonalityColor Color);
