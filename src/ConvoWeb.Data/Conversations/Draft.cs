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
}

/// <summary>A piece of a draft's text; joined into the message when it ends.</summary>
public sealed class Delta
{
    public required long MessageRowId { get; init; }

    public required int N { get; init; }

    public required string Text { get; init; }
}
