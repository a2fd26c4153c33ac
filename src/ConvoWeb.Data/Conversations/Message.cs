namespace ConvoWeb.Data.Conversations;

public enum MessageType
{
    User,
    Ai,
    System,
}

public enum MessageState
{
    /// <summary>Still being written.</summary>
    Draft,
    Final,
    Interrupted,
}

/// <summary>One turn in a conversation. Messages form a tree through <see cref="ParentId"/>; <see cref="Seq"/> orders them.</summary>
public sealed class Message
{
    /// <summary>In bytes of UTF-8.</summary>
    public const int ContentMaxBytes = 1024 * 1024;

    /// <summary>In bytes of UTF-8.</summary>
    public const int MetadataMaxBytes = 64 * 1024;

    /// <summary>The row's own number, which the full-text index refers to.</summary>
    public long RowId { get; private init; }

    public required Guid Id { get; init; }

    public required Guid ConversationId { get; init; }

    /// <summary>Dense and unique within the conversation, given out once.</summary>
    public required int Seq { get; init; }

    /// <summary>The message that this one answers or follows; null for a first message.</summary>
    public Guid? ParentId { get; set; }

    public required MessageType Type { get; init; }

    public required MessageState State { get; set; }

    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>The conversation's version when this message last changed.</summary>
    public required long Version { get; set; }

    /// <summary>The conversation's version that brought it, or the rest of it. As long as it is <see cref="Version"/> too, nobody changed it.</summary>
    public required long AddedVersion { get; init; }

    public string? Model { get; set; }

    public string? AudioUrl { get; set; }

    /// <summary>Seconds of speech.</summary>
    public double? AudioDuration { get; set; }

    public int? TokensIn { get; set; }

    public int? TokensOut { get; set; }

    public bool TokensEstimated { get; set; }

    public string? ExternalId { get; init; }

    /// <summary>A JSON object, or null.</summary>
    public string? Metadata { get; set; }

    public required string Content { get; set; }

    /// <summary>Speech or a sound file belongs to it. This and the next two are what the database makes of the other columns.</summary>
    public bool HasAudio { get; private init; }

    /// <summary>A fenced block.</summary>
    public bool HasCode { get; private init; }

    public bool HasLink { get; private init; }
}

/// <summary>What is left of a removed message, so that a viewer that was away learns of it.</summary>
public sealed class MessageRemoval
{
    public required Guid ConversationId { get; init; }

    public required Guid MessageId { get; init; }

    public required long Version { get; init; }
}
