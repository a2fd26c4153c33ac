namespace ConvoWeb.Features.Stats;

/// <summary>What to count.</summary>
public sealed record StatsRequest
{
    /// <summary>The first day; null: that of the oldest message.</summary>
    public DateOnly? From { get; init; }

    /// <summary>The last day, inclusive.</summary>
    public required DateOnly To { get; init; }

    /// <summary>The reader's.</summary>
    public required TimeZoneInfo Zone { get; init; }

    public Guid? PersonalityId { get; init; }

    /// <summary>Only what this model answered.</summary>
    public string? Model { get; init; }

    public string? Tag { get; init; }

    /// <summary>The program or export that the conversations came from.</summary>
    public string? Source { get; init; }
}
