using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Providers;
using ConvoWeb.Data.Rollups;

namespace ConvoWeb.Data.Privacy;

/// <summary>A conversation that is to go for good, while a transaction holds it.</summary>
public sealed record PurgeCandidate(LockedConversation Conversation, DateTimeOffset? HeldAt, bool IsChangedSinceExport)
{
    /// <summary>Null: it is not in the trash.</summary>
    public required DateTimeOffset? DeletedAt { get; init; }

    public required string? Source { get; init; }

    public required string ExternalId { get; init; }
}

/// <summary>What purging some conversations would come to.</summary>
/// <param name="Conversations">That can go.</param>
/// <param name="Messages">In those.</param>
/// <param name="NotExported">Of those: they changed since they were exported last, or never were.</param>
/// <param name="Held">That stay, because they are held.</param>
public sealed record PurgePlan(int Conversations, long Messages, int NotExported, int Held)
{
    public static PurgePlan Nothing { get; } = new(0, 0, 0, 0);

    public static PurgePlan operator +(PurgePlan one, PurgePlan other) =>
        new(one.Conversations + other.Conversations, one.Messages + other.Messages, one.NotExported + other.NotExported, one.Held + other.Held);
}

/// <summary>What was purged, and the files whose bytes go next.</summary>
public sealed record PurgedConversation(PurgeReceipt Receipt, long Version, IReadOnlyList<Guid> FileIds, IReadOnlyList<Guid> JobIds);

/// <summary>
/// Makes a conversation go for good in two steps. In one transaction it stops being anybody's: nobody finds it, counts it or reads it any
/// more, its receipt is written, and its files and the exports that it was in are given up. Then its messages go, a few at a time, so
/// that other writers come in between; what a killed process left is found by belonging to <see cref="Nobody"/>.
/// </summary>
public static class PurgeWrites
{
    /// <summary>Of conversations of which only messages are left to remove.</summary>
    public const string Nobody = "";

    /// <summary>Its source, where it is called by its id here.</summary>
    public const string Own = "convoweb";

    private const int RemovedAtOnce = 50;

    private const string ExportGone = "A conversation in it was deleted for good. Export again.";

    /// <summary>Null when the owner has no such conversation.</summary>
    /// <exception cref="VersionMismatchException">It is not at <paramref name="expectedVersion"/> any more.</exception>
    public static async ValueTask<PurgeCandidate?> FindAsync(DatabaseScope db, string ownerId, Guid id, long? expectedVersion = null)
    {
        if (await LockedConversation.LockAsync(db, ownerId, id, expectedVersion) is not { } conversation)
        {
            return null;
        }

        await using var row = await db
            .Statement(
                $"SELECT held_at, {DueConversations.IsChangedSinceExport}, source, external_id, deleted_at FROM conversations WHERE id = @id",
                ("@id", id))
            .ExecuteReaderAsync();
        await row.ReadAsync();
        var externalId = row.TextOrNull(3);
        return new PurgeCandidate(conversation, row.TimeOrNull(0), row.GetBoolean(1))
        {
            DeletedAt = row.TimeOrNull(4),
            Source = externalId is null ? Own : row.TextOrNull(2),
            ExternalId = externalId ?? id.ToString(),
        };
    }

    /// <summary>What purging them would come to.</summary>
    public static async ValueTask<PurgePlan> PlanAsync(DatabaseScope db, string ownerId, IReadOnlyList<Guid> ids)
    {
        var parameters = new StatementParameters();
        await using var row = await db
            .Statement(
                $"""
                SELECT count(*) FILTER (WHERE held_at IS NULL),
                    coalesce(sum(message_count) FILTER (WHERE held_at IS NULL), 0),
                    count(*) FILTER (WHERE held_at IS NULL AND {DueConversations.IsChangedSinceExport}),
                    count(held_at)
                FROM conversations WHERE owner_id || '' = {parameters.Add(ownerId)} AND id IN ({parameters.AddAll(ids)})
                """,
                parameters.Values)
            .ExecuteReaderAsync();
        await row.ReadAsync();
        return new PurgePlan(row.GetInt32(0), row.GetInt64(1), row.GetInt32(2), row.GetInt32(3));
    }

    /// <summary>From now on there is no such conversation.</summary>
    /// <param name="keepsBackup">Otherwise that goes with it.</param>
    public static async ValueTask<PurgedConversation> TakeAsync(
        DatabaseScope db, PurgeCandidate candidate, PurgeReason reason, bool keepsBackup, DateTimeOffset now)
    {
        var conversation = candidate.Conversation;
        if (conversation.Status is not ConversationStatus.Deleted)
        {
            await ConversationRollups.SubtractAsync(db, conversation.OwnerId, [conversation.Id]);
        }

        var files = await GiveUpFilesAsync(db, conversation);
        var exports = await GiveUpExportsAsync(db, conversation.Id, now);
        var backups = keepsBackup ? [] : await BackupWrites.GiveUpAsync(db, conversation.OwnerId, conversation.Id);
        var receipt = new PurgeReceipt
        {
            ConversationId = conversation.Id,
            OwnerId = conversation.OwnerId,
            PurgedAt = now,
            Reason = reason,
            Messages = conversation.MessageCount,
            Files = files.Count,
            Exports = exports.Count + backups.Count,
            OriginHash = await PurgeReceipts.HashAsync(db, conversation.OwnerId, candidate.Source, candidate.ExternalId),
        };
        await PurgeReceipts.AddAsync(db, receipt);
        await db.ExecuteAsync("DELETE FROM recorded_turns WHERE conversation_id = @id", ("@id", conversation.Id));
        await db.ExecuteAsync("DELETE FROM conversation_tags WHERE conversation_id = @id", ("@id", conversation.Id));
        await db.ExecuteAsync(
            """
            UPDATE conversations SET
                owner_id = @nobody, status = 'deleted', version = version + 1, title = '', title_key = '', preview = '', metadata = NULL,
                personality_id = NULL, model = NULL, source = NULL, external_id = NULL, open_drafts = 0
            WHERE id = @id
            """,
            ("@nobody", Nobody),
            ("@id", conversation.Id));
        return new PurgedConversation(receipt, conversation.Version + 1, [.. files, .. backups], exports);
    }

    /// <summary>Removes some of what is left of a purged conversation, and in the end the conversation itself.</summary>
    /// <returns>Whether something is left.</returns>
    public static async ValueTask<bool> RemoveSomeAsync(DatabaseScope db, Guid id)
    {
        var removed = await db.ExecuteAsync(
            """
            DELETE FROM messages WHERE row_id IN (
                SELECT m.row_id FROM messages m JOIN conversations c ON c.id = m.conversation_id
                WHERE m.conversation_id = @id AND c.owner_id = @nobody ORDER BY m.seq LIMIT @limit)
            """,
            ("@id", id),
            ("@nobody", Nobody),
            ("@limit", RemovedAtOnce));
        if (removed == RemovedAtOnce)
        {
            return true;
        }

        await db.ExecuteAsync("DELETE FROM conversations WHERE id = @id AND owner_id = @nobody", ("@id", id), ("@nobody", Nobody));
        return false;
    }

    /// <summary>Those of which a process left something when it ended.</summary>
    public static ValueTask<IReadOnlyList<Guid>> FindLeftAsync(DatabaseScope db) =>
        db.IdsAsync("SELECT id FROM conversations WHERE owner_id = @nobody LIMIT 100", ("@nobody", Nobody));

    private static async ValueTask<IReadOnlyList<Guid>> GiveUpFilesAsync(DatabaseScope db, LockedConversation conversation)
    {
        // Held one after the other by whoever purges or names one of them: two that go at once must not each take it for the other's.
        await db.IdsAsync(
            $"SELECT id FROM files WHERE id IN (SELECT file_id FROM conversation_files WHERE conversation_id = @id) ORDER BY id {db.ForUpdate}",
            ("@id", conversation.Id));
        var files = await db.IdsAsync(
            """
            UPDATE files SET state = 'removed'
            WHERE owner_id = @owner AND state IN ('stored', 'uploading')
              AND id IN (SELECT file_id FROM conversation_files WHERE conversation_id = @id)
              AND NOT EXISTS (SELECT 1 FROM conversation_files o WHERE o.file_id = files.id AND o.conversation_id <> @id)
              AND NOT EXISTS (SELECT 1 FROM backups b WHERE b.file_id = files.id AND b.conversation_id <> @id)
            RETURNING id
            """,
            ("@owner", conversation.OwnerId),
            ("@id", conversation.Id));
        await db.ExecuteAsync("DELETE FROM conversation_files WHERE conversation_id = @id", ("@id", conversation.Id));
        return files;
    }

    private static ValueTask<IReadOnlyList<Guid>> GiveUpExportsAsync(DatabaseScope db, Guid id, DateTimeOffset now) => db.IdsAsync(
        """
        UPDATE jobs SET
            state = CASE WHEN state IN ('queued', 'running') THEN 'failed' ELSE state END,
            reason = CASE WHEN state IN ('queued', 'running') THEN @reason ELSE reason END,
            ended_at = coalesce(ended_at, @now),
            expires_at = CASE WHEN state IN ('queued', 'running') THEN @later ELSE @now END,
            sweep_at = @now, holder = NULL, lease_until = NULL, result = NULL
        WHERE id IN (SELECT job_id FROM job_conversations WHERE conversation_id = @id) AND coalesce(expires_at, @now + 1) > @now
        RETURNING id
        """,
        ("@reason", ExportGone),
        ("@now", now),
        ("@later", now + TimeSpan.FromDays(7)),
        ("@id", id));
}
