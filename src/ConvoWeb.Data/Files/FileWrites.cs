using ConvoWeb.Data.Providers;

namespace ConvoWeb.Data.Files;

/// <summary>
/// The only statements that change files. An upload takes a transaction for each chunk, and so does the removal of a few of
/// them: however large a file is, other writers wait for a chunk at most.
/// </summary>
public static class FileWrites
{
    private const int RemovedAtOnce = 16;

    /// <param name="wantedId">Taken when nobody has it.</param>
    /// <returns>Its id.</returns>
    public static async ValueTask<Guid> BeginAsync(DatabaseScope db, Guid? wantedId, string ownerId, DateTimeOffset createdAt, DateTimeOffset now)
    {
        var id = wantedId is { } wanted && await IsFreeAsync(db, wanted) ? wanted : Guid.CreateVersion7(now);
        await db.ExecuteAsync(
            "INSERT INTO files (id, owner_id, state, size, created_at, touched_at) VALUES (@id, @owner, 'uploading', 0, @created_at, @now)",
            ("@id", id),
            ("@owner", ownerId),
            ("@created_at", createdAt),
            ("@now", now));
        return id;
    }

    /// <exception cref="ConflictException">The sweeper has given the upload up.</exception>
    public static async ValueTask AddChunkAsync(DatabaseScope db, Guid id, int n, byte[] data, DateTimeOffset now)
    {
        if (await db.ExecuteAsync("UPDATE files SET touched_at = @now WHERE id = @id AND state = 'uploading'", ("@id", id), ("@now", now)) == 0)
        {
            throw GivenUp();
        }

        await db.ExecuteAsync("INSERT INTO file_chunks (file_id, n, data) VALUES (@id, @n, @data)", ("@id", id), ("@n", n), ("@data", data));
    }

    /// <summary>From now on its owner sees it, unless the same bytes are there already.</summary>
    /// <returns>The id under which the bytes are stored.</returns>
    /// <exception cref="ConflictException">The sweeper has given the upload up.</exception>
    public static async ValueTask<Guid> CompleteAsync(DatabaseScope db, StoredFile file)
    {
        if (await FindSameAsync(db, file.OwnerId, file.Sha256!) is { } same)
        {
            return same;
        }

        var stored = await db.ExecuteAsync(
            """
            UPDATE files SET state = 'stored', sha256 = @sha256, name = @name, media_type = @media_type, size = @size
            WHERE id = @id AND state = 'uploading'
            """,
            ("@id", file.Id),
            ("@sha256", file.Sha256),
            ("@name", file.Name),
            ("@media_type", file.MediaType),
            ("@size", file.Size));
        return stored == 1 ? file.Id : throw GivenUp();
    }

    /// <summary>What the owner has stored under any name and with the same bytes; null when there is none.</summary>
    public static async ValueTask<Guid?> FindSameAsync(DatabaseScope db, string ownerId, string sha256) =>
        await db
            .Statement("SELECT id FROM files WHERE owner_id = @owner AND sha256 = @sha256 AND state = 'stored'", ("@owner", ownerId), ("@sha256", sha256))
            .ExecuteScalarAsync() is string id
            ? Guid.Parse(id)
            : null;

    /// <summary>Nobody sees it from now on. False when the owner has no such file.</summary>
    public static async ValueTask<bool> HideAsync(DatabaseScope db, string ownerId, Guid id) =>
        await db.ExecuteAsync(
            "UPDATE files SET state = 'removed' WHERE id = @id AND owner_id = @owner AND state = 'stored'", ("@id", id), ("@owner", ownerId)) == 1;

    /// <summary>It waits for something else, and is not given up meanwhile.</summary>
    public static async ValueTask HoldAsync(DatabaseScope db, Guid id, DateTimeOffset now) =>
        await db.ExecuteAsync("UPDATE files SET touched_at = @now WHERE id = @id AND state = 'uploading'", ("@id", id), ("@now", now));

    /// <summary>An upload that ends before its end.</summary>
    public static async ValueTask GiveUpAsync(DatabaseScope db, Guid id)
    {
        if (await db.ExecuteAsync("UPDATE files SET state = 'removed' WHERE id = @id AND state = 'uploading'", ("@id", id)) == 1)
        {
            await db.ExecuteAsync("DELETE FROM conversation_files WHERE file_id = @id", ("@id", id));
        }
    }

    /// <summary>Deletes some chunks of a removed file, and in the end the file itself.</summary>
    /// <returns>Whether something is left.</returns>
    public static async ValueTask<bool> RemoveSomeAsync(DatabaseScope db, Guid id)
    {
        var removed = await db.ExecuteAsync(
            """
            DELETE FROM file_chunks WHERE file_id = @id AND n IN (
                SELECT c.n FROM file_chunks c JOIN files f ON f.id = c.file_id
                WHERE c.file_id = @id AND f.state = 'removed' ORDER BY c.n LIMIT @limit)
            """,
            ("@id", id),
            ("@limit", RemovedAtOnce));
        if (removed == RemovedAtOnce)
        {
            return true;
        }

        await db.ExecuteAsync("DELETE FROM files WHERE id = @id AND state = 'removed'", ("@id", id));
        return false;
    }

    /// <summary>Files that were removed and are still there, after giving up uploads that have not moved since <paramref name="before"/>.</summary>
    public static async ValueTask<IReadOnlyList<Guid>> TakeRemovedAsync(DatabaseScope db, DateTimeOffset before)
    {
        await db.ExecuteAsync("UPDATE files SET state = 'removed' WHERE state = 'uploading' AND touched_at < @before", ("@before", before));

        var removed = new List<Guid>();
        await using var row = await db.Statement("SELECT id FROM files WHERE state = 'removed' ORDER BY touched_at LIMIT 100").ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            removed.Add(row.Id(0));
        }

        return removed;
    }

    private static async ValueTask<bool> IsFreeAsync(DatabaseScope db, Guid id) =>
        await db.Statement("SELECT 1 FROM files WHERE id = @id", ("@id", id)).ExecuteScalarAsync() is null;

    private static ConflictException GivenUp() => new("The upload was given up because nothing of it came for too long. Send it again.");
}
