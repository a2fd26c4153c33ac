using ConvoWeb.Data.Privacy;
using ConvoWeb.Data.Providers;
using ConvoWeb.Data.Rollups;

namespace ConvoWeb.Data.Conversations;

/// <summary>
/// A conversation while a transaction changes it: nobody else does at the same time, on any node, so that numbers,
/// counters and versions are plain arithmetic here. <see cref="SaveAsync"/> writes them back.
/// </summary>
public sealed class LockedConversation
{
    private const string Select =
        $"""
        SELECT status, next_seq, version, message_count, audio_duration, tokens_in, tokens_out,
               last_message_at, created_at, model, preview, active_leaf_id, open_drafts, personality_id, {OwnerRedaction.RevisionColumn}
        FROM conversations c WHERE id = @id AND owner_id = @owner

        """;

    private CountedConversation _counted;

    private LockedConversation()
    {
    }

    public required string OwnerId { get; init; }

    public required Guid Id { get; init; }

    public required Guid? PersonalityId { get; init; }

    public required ConversationStatus Status { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required int NextSeq { get; set; }

    public required long Version { get; set; }

    public required int MessageCount { get; set; }

    public required double AudioDuration { get; set; }

    public required long TokensIn { get; set; }

    public required long TokensOut { get; set; }

    public required DateTimeOffset LastMessageAt { get; set; }

    public required string? Model { get; set; }

    public required string Preview { get; set; }

    public required Guid? ActiveLeafId { get; set; }

    public required int OpenDrafts { get; set; }

    /// <summary>By it a write knows what its owner wants removed from texts now.</summary>
    public required long RedactionRevision { get; init; }

    private CountedConversation Counted => new(PersonalityId, Model, LastMessageAt, MessageCount);

    private ConversationKey Key => new(OwnerId, Id, CreatedAt);

    /// <summary>Null when the owner has no such conversation.</summary>
    /// <exception cref="VersionMismatchException">It is not at <paramref name="expectedVersion"/> any more.</exception>
    public static async ValueTask<LockedConversation?> LockAsync(
        DatabaseScope db, string ownerId, Guid id, long? expectedVersion = null)
    {
        await using var row = await db
            .Statement(Select + db.ForUpdate, ("@id", id), ("@owner", ownerId))
            .ExecuteReaderAsync();
        if (!await row.ReadAsync())
        {
            return null;
        }

        var conversation = new LockedConversation
        {
            OwnerId = ownerId,
            Id = id,
            Status = row.Word<ConversationStatus>(0),
            NextSeq = row.GetInt32(1),
            Version = row.GetInt64(2),
            MessageCount = row.GetInt32(3),
            AudioDuration = row.GetDouble(4),
            TokensIn = row.GetInt64(5),
            TokensOut = row.GetInt64(6),
            LastMessageAt = row.Time(7),
            CreatedAt = row.Time(8),
            Model = row.TextOrNull(9),
            Preview = row.GetString(10),
            ActiveLeafId = row.IdOrNull(11),
            OpenDrafts = row.GetInt32(12),
            PersonalityId = row.IdOrNull(13),
            RedactionRevision = row.GetInt64(14),
        };
        conversation._counted = conversation.Counted;

        return expectedVersion is null || expectedVersion == conversation.Version
            ? conversation
            : throw new VersionMismatchException(conversation.Version);
    }

    /// <exception cref="ConflictException">It is in the trash.</exception>
    public LockedConversation NotInTrash() =>
        Status == ConversationStatus.Deleted ? throw IsInTrash() : this;

    public static ConflictException IsInTrash() => new("The conversation is in the trash. Restore it first.");

    /// <summary>That a message is in it, or is no more. What is in the trash does not count.</summary>
    internal void Count(DatabaseScope db, in CountedMessage message, int sign)
    {
        if (Status is not ConversationStatus.Deleted && message.Type is not MessageType.System)
        {
            db.Rollups.Add(Key, PersonalityId, message, sign);
        }
    }

    /// <summary>One more version, with what was counted.</summary>
    public async ValueTask SaveAsync(DatabaseScope db, DateTimeOffset now)
    {
        await db.ExecuteAsync(
            """
            UPDATE conversations SET
                next_seq = @next_seq, version = @version, message_count = @message_count, audio_duration = @audio_duration,
                tokens_in = @tokens_in, tokens_out = @tokens_out, last_message_at = @last_message_at, model = @model,
                preview = @preview, active_leaf_id = @active_leaf_id, open_drafts = @open_drafts, updated_at = @updated_at
            WHERE id = @id
            """,
            ("@next_seq", NextSeq),
            ("@version", Version),
            ("@message_count", MessageCount),
            ("@audio_duration", AudioDuration),
            ("@tokens_in", TokensIn),
            ("@tokens_out", TokensOut),
            ("@last_message_at", LastMessageAt),
            ("@model", Model),
            ("@preview", Preview),
            ("@active_leaf_id", ActiveLeafId),
            ("@open_drafts", OpenDrafts),
            ("@updated_at", now),
            ("@id", Id));
        if (Status is not ConversationStatus.Deleted)
        {
            db.Rollups.Move(Key, _counted, Counted);
            _counted = Counted;
        }
    }
}
