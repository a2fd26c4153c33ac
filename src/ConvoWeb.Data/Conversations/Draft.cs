using ConvoWeb.Data.Rollups;

namespace ConvoWeb.Data.Conversations;

/// <summary>
/// Where the text of a streamed message goes on: while it is written, and after it was interrupted. Gone once it is final.
/// </summary>
public sealed class Draft
{
    public required long MessageRowId { get; init; }

    public required Guid ConversationId { get; init; }

    /// <summary>False when it was interrupted; the next delta opens it again.</summary>
    public required bool IsOpen { get; set; }

    /// <summary>The number that the next delta must have.</summary>
    public required int NextN { get; set; }

    /// <summary>Of its text so far, in UTF-8.</summary>
    public required int Bytes { get; set; }

    /// <summary>The conversation's version when it was opened.</summary>
    public required long Version { get; set; }

    /// <summary>The node that took the last delta.</summary>
    public required string Node { get; set; }

    /// <summary>Without a delta until then it counts as interrupted.</summary>
    public required DateTimeOffset LeaseUntil { get; set; }

    /// <summary>When it was begun; null of one that is from an older version of the program.</summary>
    public DateTimeOffset? BegunAt { get; init; }

    /// <summary>When its first delta came.</summary>
    public DateTimeOffset? FirstDeltaAt { get; init; }

    internal ResponseTimes TimesAt(DateTimeOffset end) =>
        BegunAt is { } begun && FirstDeltaAt is { } first
            ? ResponseTimes.Of(first - begun, end - begun)
            : default;
}

/// <summary>A piece of a draft's text; joined into the message when it ends.</summary>
public sealed class Delta
{
    public required long MessageRowId { get; init; }

    public required int N { get; init; }

    public required string Text { get; init; }
}

/// <summary>Which node writes a draft, and how long it may be silent.</summary>
public sealed record DraftLease(string Node, DateTimeOffset Until);

public readonly record struct NumberedText(int N, string Text);

/// <summary>What was new among the deltas: from <paramref name="N"/> on, all before <paramref name="Next"/>.</summary>
/// <param name="Version">Of the conversation, when the draft was opened.</param>
/// <param name="IsChange">Not only more text: it was interrupted before, or the end of its text was taken back.</param>
public sealed record DeltasAppended(int N, int Next, string Text, long Version, bool IsChange);

/// <summary>How a draft ends: the text is what it has.</summary>
public sealed record MessageEnd
{
    public required MessageState State { get; init; }

    public string? Model { get; init; }

    public string? AudioUrl { get; init; }

    public double? AudioDuration { get; init; }

    public int? TokensIn { get; init; }

    public int? TokensOut { get; init; }

    public bool TokensEstimated { get; init; }

    public string? Metadata { get; init; }
}

/// <summary>A draft whose lease ran out.</summary>
public sealed record SilentDraft(string OwnerId, Guid ConversationId, Guid MessageId);
