using ConvoWeb.Data.Providers;

namespace ConvoWeb.Data.Privacy;

/// <summary>A conversation of which there is to be a backup.</summary>
public sealed record NotBackedUp(Guid Id, long Version);

/// <summary>The only statements that change backups, and that ask for them.</summary>
public static class BackupWrites
{
    /// <summary>For a statement that reads <c>conversations</c>: a file of it as it is was written, and its owner has not deleted that.</summary>
    internal const string IsBackedUp =
        """
        EXISTS (SELECT 1 FROM backups b JOIN files f ON f.id = b.file_id AND f.state = 'stored'
                WHERE b.conversation_id = conversations.id AND b.version = conversations.version)
        """;

    private const string IsOtherwiseNamed =
        """
        EXISTS (SELECT 1 FROM conversation_files n WHERE n.file_id = files.id)
        OR EXISTS (SELECT 1 FROM backups o WHERE o.file_id = files.id)
        """;

    /// <summary>What <see cref="DueConversations.TrashedAsync"/> may find and has no backup, by id.</summary>
    public static async ValueTask<IReadOnlyList<NotBackedUp>> MissingAsync(DatabaseScope db, string ownerId, DateTimeOffset before, Guid after, int limit)
    {
        var missing = new List<NotBackedUp>();
        await using var row = await db
            .Statement(
                $"""
                SELECT id, version FROM conversations
                WHERE owner_id = @owner AND {DueConversations.IsOverInTrash} AND open_drafts = 0 AND id > @after AND NOT {IsBackedUp}
                ORDER BY id LIMIT @limit
                """,
                ("@owner", ownerId),
                ("@before", before),
                ("@after", after),
                ("@limit", limit))
            .ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            missing.Add(new NotBackedUp(row.Id(0), row.GetInt64(1)));
        }

        return missing;
    }

    public static async ValueTask<bool> IsThereAsync(DatabaseScope db, Guid conversationId) =>
        await db.Statement($"SELECT 1 FROM conversations WHERE id = @id AND {IsBackedUp}", ("@id", conversationId)).ExecuteScalarAsync() is not null;

    /// <summary>In place of the one before.</summary>
    /// <returns>The files whose bytes go.</returns>
    public static async ValueTask<IReadOnlyList<Guid>> ReplaceAsync(DatabaseScope db, Backup backup)
    {
        var given = await GiveUpAsync(db, backup.OwnerId, backup.ConversationId);
        await db.ExecuteAsync(
            """
            INSERT INTO backups (id, owner_id, conversation_id, version, messages, file_id, written_at)
            VALUES (@id, @owner, @conversation, @version, @messages, @file, @now)
            """,
            ("@id", backup.Id),
            ("@owner", backup.OwnerId),
            ("@conversation", backup.ConversationId),
            ("@version", backup.Version),
            ("@messages", backup.Messages),
            ("@file", backup.FileId),
            ("@now", backup.WrittenAt));
        return given;
    }

    /// <summary>That of a conversation, if there is one.</summary>
    /// <inheritdoc cref="ReplaceAsync" path="/returns"/>
    public static async ValueTask<IReadOnlyList<Guid>> GiveUpAsync(DatabaseScope db, string ownerId, Guid conversationId) =>
        await db.Statement(
            "DELETE FROM backups WHERE owner_id = @owner AND conversation_id = @conversation RETURNING file_id",
            ("@owner", ownerId),
            ("@conversation", conversationId)).ExecuteScalarAsync() is string file
            ? await HideAsync(db, Guid.Parse(file))
            : [];

    /// <summary>One by its id. Null when the owner has no such backup.</summary>
    /// <inheritdoc cref="ReplaceAsync" path="/returns"/>
    public static async ValueTask<GivenUpBackup?> RemoveAsync(DatabaseScope db, string ownerId, Guid id)
    {
        await using var row = await db
            .Statement("DELETE FROM backups WHERE owner_id = @owner AND id = @id RETURNING conversation_id, file_id", ("@owner", ownerId), ("@id", id))
            .ExecuteReaderAsync();
        if (!await row.ReadAsync())
        {
            return null;
        }

        var (conversation, file) = (row.Id(0), row.Id(1));
        await row.CloseAsync();
        return new GivenUpBackup(ownerId, conversation, await HideAsync(db, file));
    }

    /// <summary>Some that were written before then, of any owner.</summary>
    public static async ValueTask<IReadOnlyList<(string OwnerId, Guid Id)>> FindOlderAsync(DatabaseScope db, DateTimeOffset before)
    {
        var older = new List<(string OwnerId, Guid Id)>();
        await using var row = await db
            .Statement("SELECT owner_id, id FROM backups WHERE id < @id AND written_at < @before ORDER BY id LIMIT 100", ("@id", Guid.CreateVersion7(before)), ("@before", before))
            .ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            older.Add((row.GetString(0), row.Id(1)));
        }

        return older;
    }

    private static ValueTask<IReadOnlyList<Guid>> HideAsync(DatabaseScope db, Guid fileId) => db.IdsAsync(
        $"UPDATE files SET state = 'removed' WHERE id = @id AND state = 'stored' AND NOT ({IsOtherwiseNamed}) RETURNING id", ("@id", fileId));
}

/// <summary>A backup that is not there any more.</summary>
/// <param name="FileIds">Whose bytes go next.</param>
public sealed record GivenUpBackup(string OwnerId, Guid ConversationId, IReadOnlyList<Guid> FileIds);
