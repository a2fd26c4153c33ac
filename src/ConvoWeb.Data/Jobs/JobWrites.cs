using ConvoWeb.Data.Conventions;
using ConvoWeb.Data.Providers;

namespace ConvoWeb.Data.Jobs;

/// <summary>The node that does a job, and until when it must give a sign.</summary>
public sealed record JobLease(string Node, DateTimeOffset Until);

/// <summary>How far a job is.</summary>
public sealed record JobProgress
{
    public int? Total { get; init; }

    public int Done { get; init; }

    public int Skipped { get; init; }

    public long Bytes { get; init; }
}

/// <summary>A piece of what a job keeps.</summary>
public sealed record JobPiece(string Name, int N, byte[] Data);

/// <summary>The only statements that change jobs. What another node, or the owner's cancelling, took away is not written to any more.</summary>
public static class JobWrites
{
    private const int RemovedAtOnce = 16;

    private const string IsFree = "state IN ('queued', 'running') AND coalesce(lease_until, 0) < @now";

    private const string IsHeld = "id = @id AND node = @node AND state = 'running'";

    public static async ValueTask AddAsync(DatabaseScope db, Job job) =>
        await db.ExecuteAsync(
            """
            INSERT INTO jobs (id, owner_id, kind, state, request, total, done, skipped, bytes, file_name, media_type, created_at, lease_until)
            VALUES (@id, @owner, @kind, @state, @request, @total, 0, 0, 0, @file_name, @media_type, @created_at, @lease_until)
            """,
            ("@id", job.Id),
            ("@owner", job.OwnerId),
            ("@kind", Words<JobKind>.Of(job.Kind)),
            ("@state", Words<JobState>.Of(job.State)),
            ("@request", job.Request),
            ("@total", job.Total),
            ("@file_name", job.FileName),
            ("@media_type", job.MediaType),
            ("@created_at", job.CreatedAt),
            ("@lease_until", job.LeaseUntil));

    /// <summary>What it needs has come: from now on it can be done. False when it is not there any more.</summary>
    public static async ValueTask<bool> ReleaseAsync(DatabaseScope db, Guid id, string request) =>
        await db.ExecuteAsync(
            "UPDATE jobs SET request = @request, lease_until = NULL WHERE id = @id AND state = 'queued'", ("@request", request), ("@id", id)) == 1;

    /// <summary>Asked before anything is written: mostly there is none.</summary>
    public static async ValueTask<bool> IsAnyFreeAsync(DatabaseScope db, DateTimeOffset now) =>
        await db.Statement($"SELECT 1 FROM jobs WHERE {IsFree} LIMIT 1", ("@now", now)).ExecuteScalarAsync() is not null;

    /// <summary>The oldest that nobody does, which is now the node's; null when there is none.</summary>
    public static async ValueTask<Guid?> TakeAsync(DatabaseScope db, JobLease lease, DateTimeOffset now)
    {
        if (await db.Statement($"SELECT id FROM jobs WHERE {IsFree} ORDER BY id LIMIT 1 " + db.ForUpdate, ("@now", now)).ExecuteScalarAsync() is not string found)
        {
            return null;
        }

        var id = Guid.Parse(found);
        await db.ExecuteAsync(
            "UPDATE jobs SET state = 'running', node = @node, lease_until = @until WHERE id = @id", ("@node", lease.Node), ("@until", lease.Until), ("@id", id));
        return id;
    }

    /// <summary>False when the job is not the node's any more.</summary>
    public static async ValueTask<bool> RenewAsync(DatabaseScope db, Guid id, JobLease lease) =>
        await db.ExecuteAsync(
            $"UPDATE jobs SET lease_until = @until WHERE {IsHeld}", ("@until", lease.Until), ("@id", id), ("@node", lease.Node)) == 1;

    /// <summary>Progress and what belongs to it, or nothing. False when the job is not the node's any more.</summary>
    /// <param name="pieces">Take the place of those with the same name and number.</param>
    public static async ValueTask<bool> SaveAsync(DatabaseScope db, Guid id, string node, JobProgress progress, IReadOnlyList<JobPiece> pieces)
    {
        var isHeld = await db.ExecuteAsync(
            $"UPDATE jobs SET total = @total, done = @done, skipped = @skipped, bytes = @bytes WHERE {IsHeld}",
            ("@total", progress.Total),
            ("@done", progress.Done),
            ("@skipped", progress.Skipped),
            ("@bytes", progress.Bytes),
            ("@id", id),
            ("@node", node)) == 1;
        foreach (var piece in isHeld ? pieces : [])
        {
            await PutAsync(db, id, piece);
        }

        return isHeld;
    }

    public static async ValueTask PutAsync(DatabaseScope db, Guid id, JobPiece piece) =>
        await db.ExecuteAsync(
            """
            INSERT INTO job_parts (job_id, name, n, data) VALUES (@id, @name, @n, @data)
            ON CONFLICT (job_id, name, n) DO UPDATE SET data = excluded.data
            """,
            ("@id", id),
            ("@name", piece.Name),
            ("@n", piece.N),
            ("@data", piece.Data));

    public static async ValueTask EndAsync(DatabaseScope db, Guid id, string node, JobEnd end) =>
        await db.ExecuteAsync(
            $"""
            UPDATE jobs SET state = @state, reason = @reason, result = @result, file_name = coalesce(@file_name, file_name), media_type = coalesce(@media_type, media_type),
                ended_at = @ended_at, expires_at = @expires_at, node = NULL, lease_until = NULL
            WHERE {IsHeld}
            """,
            ("@state", Words<JobState>.Of(end.State)),
            ("@reason", end.Reason),
            ("@result", end.Result),
            ("@file_name", end.FileName),
            ("@media_type", end.MediaType),
            ("@ended_at", end.At),
            ("@expires_at", end.ExpiresAt),
            ("@id", id),
            ("@node", node));

    /// <summary>One that goes on ends here; one that has ended is not shown any more. Its pieces go later. False when there is none.</summary>
    public static async ValueTask<bool> CancelAsync(DatabaseScope db, string ownerId, Guid id, DateTimeOffset now)
    {
        var ended = await db.ExecuteAsync(
            """
            UPDATE jobs SET expires_at = @now WHERE id = @id AND owner_id = @owner AND state IN ('done', 'failed', 'cancelled')
            """,
            ("@now", now),
            ("@id", id),
            ("@owner", ownerId));
        return ended == 1 || await db.ExecuteAsync(
            """
            UPDATE jobs SET state = 'cancelled', ended_at = @now, expires_at = @now, node = NULL, lease_until = NULL
            WHERE id = @id AND owner_id = @owner AND state IN ('queued', 'running')
            """,
            ("@now", now),
            ("@id", id),
            ("@owner", ownerId)) == 1;
    }

    public static async ValueTask<IReadOnlyList<Guid>> ExpiredAsync(DatabaseScope db, DateTimeOffset now)
    {
        var expired = new List<Guid>();
        await using var row = await db
            .Statement("SELECT id FROM jobs WHERE expires_at <= @now ORDER BY expires_at LIMIT 100", ("@now", now))
            .ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            expired.Add(row.Id(0));
        }

        return expired;
    }

    /// <summary>Deletes some pieces that are not needed any more.</summary>
    /// <returns>Whether something is left.</returns>
    public static async ValueTask<bool> RemoveSomeAsync(DatabaseScope db, Guid id, string name) =>
        await db.ExecuteAsync(
            """
            DELETE FROM job_parts WHERE job_id = @id AND name = @name AND n IN (
                SELECT n FROM job_parts WHERE job_id = @id AND name = @name ORDER BY n LIMIT @limit)
            """,
            ("@id", id),
            ("@name", name),
            ("@limit", RemovedAtOnce)) == RemovedAtOnce;

    /// <summary>Deletes some pieces of a job that expired, and in the end the job itself. Others write in between.</summary>
    /// <returns>Whether something is left.</returns>
    public static async ValueTask<bool> RemoveSomeAsync(DatabaseScope db, Guid id)
    {
        var removed = await db.ExecuteAsync(
            """
            DELETE FROM job_parts WHERE job_id = @id AND (name, n) IN (
                SELECT name, n FROM job_parts WHERE job_id = @id ORDER BY name, n LIMIT @limit)
            """,
            ("@id", id),
            ("@limit", RemovedAtOnce));
        if (removed == RemovedAtOnce)
        {
            return true;
        }

        await db.ExecuteAsync("DELETE FROM jobs WHERE id = @id", ("@id", id));
        return false;
    }
}

/// <summary>How a job ended.</summary>
public sealed record JobEnd(JobState State, DateTimeOffset At, DateTimeOffset ExpiresAt)
{
    public string? Reason { get; init; }

    public string? Result { get; init; }

    public string? FileName { get; init; }

    public string? MediaType { get; init; }
}
