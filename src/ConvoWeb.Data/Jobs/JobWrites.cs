using ConvoWeb.Data.Conventions;
using ConvoWeb.Data.Providers;

namespace ConvoWeb.Data.Jobs;

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

/// <summary>
/// The only statements that change jobs. Those of a <see cref="HeldJob"/> throw <see cref="JobTakenException"/> and change nothing
/// when another took it, or its owner cancelled it.
/// </summary>
public static class JobWrites
{
    private const int RemovedAtOnce = 16;

    /// <summary>That an export was made is remembered for longer than its file is kept: the next one may ask for what changed since.</summary>
    private const string ForgottenAt =
        "CASE WHEN kind = 'export' AND state = 'done' AND length(request) <= @longest THEN ended_at + @remembered ELSE expires_at END";

    private static readonly long RememberedFor = (long)TimeSpan.FromDays(365).TotalMilliseconds;

    private const string IsFree = "state IN ('queued', 'running') AND coalesce(lease_until, 0) < @now";

    public static async ValueTask AddAsync(DatabaseScope db, Job job) =>
        await db.ExecuteAsync(
            """
            INSERT INTO jobs (id, owner_id, kind, state, request, total, done, skipped, bytes, file_name, media_type, created_at, holder, lease_until, attempts)
            VALUES (@id, @owner, @kind, @state, @request, @total, 0, 0, 0, @file_name, @media_type, @created_at, @holder, @lease_until, 0)
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
            ("@holder", job.Holder),
            ("@lease_until", job.LeaseUntil));

    /// <summary>What it needs has come: from now on it can be done.</summary>
    public static async ValueTask ReleaseAsync(DatabaseScope db, HeldJob job, string request)
    {
        await LockAsync(db, job);
        await db.ExecuteAsync(
            "UPDATE jobs SET request = @request, holder = NULL, lease_until = NULL WHERE id = @id", ("@request", request), ("@id", job.Id));
    }

    /// <summary>Asked before anything is written: mostly there is none.</summary>
    public static async ValueTask<bool> IsAnyFreeAsync(DatabaseScope db, DateTimeOffset now) =>
        await db.Statement($"SELECT 1 FROM jobs WHERE {IsFree} LIMIT 1", ("@now", now)).ExecuteScalarAsync() is not null;

    /// <summary>The oldest that nobody does, which is the caller's until then; null when there is none.</summary>
    public static async ValueTask<HeldJob?> TakeAsync(DatabaseScope db, DateTimeOffset now, DateTimeOffset until)
    {
        if (await db.Statement($"SELECT id FROM jobs WHERE {IsFree} ORDER BY id LIMIT 1 " + db.ForUpdate, ("@now", now)).ExecuteScalarAsync() is not string found)
        {
            return null;
        }

        var job = HeldJob.New(Guid.Parse(found));
        await db.ExecuteAsync(
            "UPDATE jobs SET state = 'running', holder = @holder, lease_until = @until, attempts = attempts + 1 WHERE id = @id",
            ("@holder", job.Holder),
            ("@until", until),
            ("@id", job.Id));
        return job;
    }

    /// <summary>Whoever comes next goes on with it at once, and this taking of it counts for nothing.</summary>
    public static async ValueTask GiveBackAsync(DatabaseScope db, HeldJob job)
    {
        await LockAsync(db, job);
        await db.ExecuteAsync(
            "UPDATE jobs SET holder = NULL, lease_until = NULL, attempts = CASE WHEN attempts > 0 THEN attempts - 1 ELSE 0 END WHERE id = @id", ("@id", job.Id));
    }

    public static async ValueTask RenewAsync(DatabaseScope db, HeldJob job, DateTimeOffset until)
    {
        await LockAsync(db, job);
        await db.ExecuteAsync("UPDATE jobs SET lease_until = @until WHERE id = @id", ("@until", until), ("@id", job.Id));
    }

    /// <summary>Progress and what belongs to it, or nothing. Only what is further than ever is saved: it makes attempts begin at nought again.</summary>
    /// <param name="pieces">Take the place of those with the same name and number.</param>
    public static async ValueTask SaveAsync(DatabaseScope db, HeldJob job, JobProgress progress, IReadOnlyList<JobPiece> pieces)
    {
        await LockAsync(db, job);
        await db.ExecuteAsync(
            "UPDATE jobs SET total = @total, done = @done, skipped = @skipped, bytes = @bytes, attempts = 0 WHERE id = @id",
            ("@total", progress.Total),
            ("@done", progress.Done),
            ("@skipped", progress.Skipped),
            ("@bytes", progress.Bytes),
            ("@id", job.Id));
        foreach (var piece in pieces)
        {
            await PutAsync(db, job, piece);
        }
    }

    public static async ValueTask PutAsync(DatabaseScope db, HeldJob job, JobPiece piece)
    {
        await LockAsync(db, job);
        await db.ExecuteAsync(
            """
            INSERT INTO job_parts (job_id, name, n, data) VALUES (@id, @name, @n, @data)
            ON CONFLICT (job_id, name, n) DO UPDATE SET data = excluded.data
            """,
            ("@id", job.Id),
            ("@name", piece.Name),
            ("@n", piece.N),
            ("@data", piece.Data));
    }

    public static async ValueTask EndAsync(DatabaseScope db, HeldJob job, JobEnd end)
    {
        await LockAsync(db, job);
        await db.ExecuteAsync(
            """
            UPDATE jobs SET state = @state, reason = @reason, result = @result, file_name = coalesce(@file_name, file_name), media_type = coalesce(@media_type, media_type),
                ended_at = @ended_at, expires_at = @expires_at, sweep_at = @ended_at, holder = NULL, lease_until = NULL
            WHERE id = @id
            """,
            ("@state", Words<JobState>.Of(end.State)),
            ("@reason", end.Reason),
            ("@result", end.Result),
            ("@file_name", end.FileName),
            ("@media_type", end.MediaType),
            ("@ended_at", end.At),
            ("@expires_at", end.ExpiresAt),
            ("@id", job.Id));
    }

    /// <summary>Whether it goes on or has ended: it is gone, and its pieces go later. False when there is none.</summary>
    public static async ValueTask<bool> CancelAsync(DatabaseScope db, string ownerId, Guid id, DateTimeOffset now) =>
        await db.ExecuteAsync(
            """
            UPDATE jobs SET state = 'cancelled', ended_at = coalesce(ended_at, @now), expires_at = @now, sweep_at = @now, holder = NULL, lease_until = NULL
            WHERE id = @id AND owner_id = @owner AND coalesce(expires_at, @now + 1) > @now
            """,
            ("@now", now),
            ("@id", id),
            ("@owner", ownerId)) == 1;

    /// <summary>Of which something goes now.</summary>
    public static async ValueTask<IReadOnlyList<Guid>> ToSweepAsync(DatabaseScope db, DateTimeOffset now)
    {
        var found = new List<Guid>();
        await using var row = await db
            .Statement("SELECT id FROM jobs WHERE sweep_at <= @now ORDER BY sweep_at LIMIT 100", ("@now", now))
            .ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            found.Add(row.Id(0));
        }

        return found;
    }

    /// <summary>
    /// Deletes some of the pieces of a job that has ended, all but those of a file that can be had, and at last the job itself.
    /// Others write in between.
    /// </summary>
    /// <returns>Whether something is left that goes now.</returns>
    public static async ValueTask<bool> SweepAsync(DatabaseScope db, Guid id, DateTimeOffset now)
    {
        // Two that sweep the same at once would take the pieces which the other is deleting for the last ones.
        if (await db.Statement("SELECT 1 FROM jobs WHERE id = @id AND sweep_at <= @now " + db.ForUpdate, ("@id", id), ("@now", now)).ExecuteScalarAsync() is null)
        {
            return false;
        }

        var removed = await db.ExecuteAsync(
            """
            DELETE FROM job_parts WHERE job_id = @id AND (name, n) IN (
                SELECT p.name, p.n FROM job_parts p JOIN jobs j ON j.id = p.job_id
                WHERE p.job_id = @id AND (p.name <> @file OR j.state <> 'done' OR j.expires_at <= @now) ORDER BY p.name, p.n LIMIT @limit)
            """,
            ("@id", id),
            ("@file", JobPart.File),
            ("@now", now),
            ("@limit", RemovedAtOnce));
        if (removed == RemovedAtOnce)
        {
            return true;
        }

        await db.ExecuteAsync(
            $"UPDATE jobs SET sweep_at = CASE WHEN expires_at > @now THEN expires_at ELSE {ForgottenAt} END WHERE id = @id",
            ("@now", now),
            ("@longest", Job.LongestCompared),
            ("@remembered", RememberedFor),
            ("@id", id));
        await db.ExecuteAsync("DELETE FROM jobs WHERE id = @id AND sweep_at <= @now", ("@id", id), ("@now", now));
        return false;
    }

    /// <summary>Until the transaction ends, nobody else takes or ends it.</summary>
    private static async ValueTask LockAsync(DatabaseScope db, HeldJob job)
    {
        if (await db.Statement("SELECT 1 FROM jobs WHERE id = @id AND holder = @holder " + db.ForUpdate, ("@id", job.Id), ("@holder", job.Holder)).ExecuteScalarAsync() is null)
        {
            throw new JobTakenException();
        }
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
