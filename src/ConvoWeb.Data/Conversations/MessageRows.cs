using ConvoWeb.Data.Rollups;

namespace ConvoWeb.Data.Conversations;

/// <summary>A message about to be stored; its number and version come from its conversation.</summary>
public sealed record NewMessageRow
{
    public required Guid Id { get; init; }

    public required MessageType Type { get; init; }

    public required string Content { get; init; }

    public required DateTimeOffset Timestamp { get; init; }

    public MessageState State { get; init; } = MessageState.Final;

    /// <summary>Of a message that begins as a draft.</summary>
    public DraftLease? Lease { get; init; }

    /// <summary>The number that it had in the conversation that is restored from an export. Null, as a rule: the next one.</summary>
    public int? Seq { get; init; }

    /// <summary>Null: it follows the active branch, unless <see cref="IsRoot"/>.</summary>
    public Guid? ParentId { get; init; }

    /// <summary>It begins a branch of its own, with nothing before it.</summary>
    public bool IsRoot { get; init; }

    public string? Model { get; init; }

    public string? AudioUrl { get; init; }

    public double? AudioDuration { get; init; }

    public int? TokensIn { get; init; }

    public int? TokensOut { get; init; }

    public bool TokensEstimated { get; init; }

    public string? ExternalId { get; init; }

    public string? Metadata { get; init; }

    internal CountedMessage Counted => new()
    {
        Type = Type,
        Timestamp = Timestamp,
        Model = Model,
        TokensIn = TokensIn,
        TokensOut = TokensOut,
        TokensEstimated = TokensEstimated,
        AudioDuration = AudioDuration,
        Length = CountedMessage.LengthOf(Content),
        Metadata = Metadata,
    };
}

/// <summary>What a person or program may change about a stored message.</summary>
public sealed record MessageChange
{
    public required string Content { get; init; }

    public string? Model { get; init; }

    public string? AudioUrl { get; init; }

    public double? AudioDuration { get; init; }

    public int? TokensIn { get; init; }

    public int? TokensOut { get; init; }

    public string? Metadata { get; init; }

    internal CountedMessage CountedAfter(StoredMessage before) => before.Counted with
    {
        Model = Model,
        TokensIn = TokensIn,
        TokensOut = TokensOut,
        AudioDuration = AudioDuration,
        Length = CountedMessage.LengthOf(Content),
        Metadata = Metadata,
    };
}

/// <summary>What storing gave to the messages: numbers from <see cref="FirstSeq"/> on, all with one version.</summary>
public readonly record struct Appended(int FirstSeq, long Version, IReadOnlyList<Guid?> ParentIds);

/// <summary>What is known of a stored message before it changes; not its text.</summary>
public sealed record StoredMessage
{
    public required long RowId { get; init; }

    public required Guid? ParentId { get; init; }

    public required MessageType Type { get; init; }

    public required MessageState State { get; init; }

    public required DateTimeOffset Timestamp { get; init; }

    public required string? Model { get; init; }

    public required string? AudioUrl { get; init; }

    public required double? AudioDuration { get; init; }

    public required int? TokensIn { get; init; }

    public required int? TokensOut { get; init; }

    public required bool TokensEstimated { get; init; }

    public required string? Metadata { get; init; }

    /// <summary>Of its content, in code points.</summary>
    public required long Length { get; init; }

    internal CountedMessage Counted => new()
    {
        Type = Type,
        Timestamp = Timestamp,
        Model = Model,
        TokensIn = TokensIn,
        TokensOut = TokensOut,
        TokensEstimated = TokensEstimated,
        AudioDuration = AudioDuration,
        Length = Length,
        Metadata = Metadata,
    };
}
