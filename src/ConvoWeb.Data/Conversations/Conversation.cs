namespace ConvoWeb.Data.Conversations;

public enum ConversationStatus
{
    Active,
    Archived,

    /// <summary>In the trash.</summary>
    Deleted,
}

/// <summary>One thread between a person and an AI. Its counters change in the transaction of the messages they count.</summary>
public sealed class Conversation
{
    /// <summary>In code points.</summary>
    public const int TitleMaxLength = 500;

    /// <summary>In code points.</summary>
    public const int PreviewMaxLength = 160;

    /// <summary>In bytes of UTF-8.</summary>
    public const int MetadataMaxBytes = 64 * 1024;

    public Guid Id { get; init; }

    public required string OwnerId { get; init; }

    public required string Title { get; set; }

    /// <summary>The title as lists sort it: without case, its first 100 characters.</summary>
    public required string TitleKey { get; set; }

    public Guid? PersonalityId { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; set; }

    /// <summary>When it came here, or the last of its files: what is imported has older times of its own.</summary>
    public required DateTimeOffset StoredAt { get; init; }

    /// <summary>Of the newest message; <see cref="CreatedAt"/> while there is none. What lists are ordered by.</summary>
    public required DateTimeOffset LastMessageAt { get; set; }

    public ConversationStatus Status { get; set; }

    /// <summary>Where a restore brings it back to; null outside the trash.</summary>
    public ConversationStatus? RestoresTo { get; set; }

    public int MessageCount { get; set; }

    /// <summary>Seconds of speech, of all messages.</summary>
    public double AudioDuration { get; set; }

    public long TokensIn { get; set; }

    public long TokensOut { get; set; }

    /// <summary>The number that the next message gets. Never goes back: a removed message leaves its number unused.</summary>
    public int NextSeq { get; set; } = 1;

    /// <summary>Goes up with every committed change; the <c>ETag</c> of the conversation.</summary>
    public long Version { get; set; } = 1;

    /// <summary>The last message of the branch that a reader sees.</summary>
    public Guid? ActiveLeafId { get; set; }

    /// <summary>Messages that are being written at the moment.</summary>
    public int OpenDrafts { get; set; }

    /// <summary>The model that answered last.</summary>
    public string? Model { get; set; }

    public bool Starred { get; set; }

    public DateTimeOffset? HeldAt { get; set; }

    public DateTimeOffset? DeletedAt { get; set; }

    /// <summary>When it came out of the trash last: from then on it is kept as long as one with a message of that time.</summary>
    public DateTimeOffset? RestoredAt { get; set; }

    public DateTimeOffset? LastExportedAt { get; set; }

    /// <summary>The program or export that it came from, and its id there.</summary>
    public string? Source { get; init; }

    public string? ExternalId { get; init; }

    /// <summary>The beginning of the newest message: lists never read content.</summary>
    public string Preview { get; set; } = "";

    /// <summary>A JSON object, or null.</summary>
    public string? Metadata { get; set; }

    public ICollection<ConversationTag> Tags { get; } = [];

    public static string TitleKeyOf(string title)
    {
        var folded = title.Trim().ToLowerInvariant();
        return folded.Length <= 100 ? folded : folded[..(char.IsHighSurrogate(folded[99]) ? 99 : 100)];
    }
}

/// <summary>A short word of the owner's on a conversation.</summary>
public sealed class ConversationTag
{
    /// <summary>In code points.</summary>
    public const int MaxLength = 50;

    public const int MaxPerConversation = 50;

    public required Guid ConversationId { get; init; }

    public required string OwnerId { get; init; }

    public required string Name { get; init; }
}
