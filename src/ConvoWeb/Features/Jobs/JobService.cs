using System.Collections.Concurrent;
using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ConvoWeb.Data;
using ConvoWeb.Data.Conventions;
using ConvoWeb.Data.Idempotency;
using ConvoWeb.Data.Jobs;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Platform.Paging;

namespace ConvoWeb.Features.Jobs;

/// <summary>Takes jobs in, tells how far they are, ends them, and hands out what they made.</summary>
public sealed class JobService(IDatabase database, TimeProvider clock)
{
    private const string Columns =
        "id, kind, state, total, done, skipped, bytes, file_name, result, reason, created_at, ended_at, expires_at, media_type";

    private const string Order = "jobs";

    /// <summary>What has not come by then does not come any more.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<HeldJob, CancellationTokenSource> _running = [];

    /// <summary>That there is something to do, told within this process; other nodes find it by themselves.</summary>
    private readonly Channel<bool> _news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    internal ChannelReader<bool> News => _news.Reader;

    public async Task<JobView> AddAsync(CurrentUser user, NewJob job, IdempotencyKey? key, CancellationToken cancellationToken)
    {
        var added = await AddAsync(user, RowOf(user, job), key, cancellationToken);
        Tell();
        return added;
    }

    /// <summary>One that cannot be done yet, because what it needs is still coming: until <see cref="ReleaseAsync"/>.</summary>
    public async Task<HeldJob> ReserveAsync(CurrentUser user, NewJob job, CancellationToken cancellationToken)
    {
        var row = RowOf(user, job);
        var held = HeldJob.New(row.Id);
        (row.Holder, row.LeaseUntil) = (held.Holder, row.CreatedAt + Patience);
        await AddAsync(user, row, key: null, cancellationToken);
        return held;
    }

    /// <summary>A piece of what a reserved job needs.</summary>
    /// <exception cref="ConflictException">It was removed meanwhile.</exception>
    public Task PutAsync(HeldJob job, JobPiece piece, CancellationToken cancellationToken) => WriteAsync(
        async db =>
        {
            await JobWrites.PutAsync(db, job, piece);
            return piece.N;
        },
        cancellationToken);

    /// <returns>The job; or the one that the same request made before, and then this one is removed.</returns>
    /// <exception cref="ConflictException">It was removed meanwhile.</exception>
    public async Task<JobView> ReleaseAsync(CurrentUser user, HeldJob job, string request, IdempotencyKey? key, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var released = await WriteAsync(
            async db =>
            {
                if (await IdempotencyWrites.FindAsync(db, user.Id, key, now) is { } before)
                {
                    await JobWrites.CancelAsync(db, user.Id, job.Id, now);
                    return await FindAsync(db, user, before) ?? throw IdempotencyWrites.Removed();
                }

                await JobWrites.ReleaseAsync(db, job, request);
                await IdempotencyWrites.RememberAsync(db, user.Id, key, StatusCodes.Status202Accepted, job.Id, now);
                return (await FindAsync(db, user, job.Id))!;
            },
            cancellationToken);
        Tell();
        return released;
    }

    /// <summary>Null when the user has no such job.</summary>
    public async Task<JobView?> FindAsync(CurrentUser user, Guid id, CancellationToken cancellationToken)
    {
        await using var db = await database.ReadAsync(cancellationToken);
        return await FindAsync(db, user, id);
    }

    /// <summary>The newest first.</summary>
    /// <exception cref="Data.InvalidInputException">The cursor or the limit is none of ours.</exception>
    public async Task<Page<JobView>> ListAsync(CurrentUser user, string? cursor, int? limit, CancellationToken cancellationToken)
    {
        var size = PageLimits.Check(limit);
        var items = await ReadAsync(user, null, Cursor.Parse(cursor, Order)?.Id, size + 1, cancellationToken);
        return items.ToPage(size, last => new Cursor(Order, "", last.Id));
    }

    /// <summary>The newest of one kind, the newest first.</summary>
    public async Task<IReadOnlyList<JobView>> NewestAsync(CurrentUser user, JobKind kind, int count, CancellationToken cancellationToken) =>
        await ReadAsync(user, kind, null, count, cancellationToken);

    /// <summary>What came to its end, the newest first, also when its file is gone.</summary>
    public async IAsyncEnumerable<DoneJob> DoneAsync(CurrentUser user, JobKind kind, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var db = await database.ReadAsync(cancellationToken);
        await using var row = await db
            .Statement(
                """
                SELECT request, result FROM jobs
                WHERE owner_id = @owner AND kind = @kind AND state = 'done' AND length(request) <= @longest AND result IS NOT NULL
                ORDER BY id DESC
                """,
                ("@owner", user.Id),
                ("@kind", Words<JobKind>.Of(kind)),
                ("@longest", Job.LongestCompared))
            .ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            yield return new DoneJob(row.GetString(0), row.GetString(1));
        }
    }

    /// <summary>Stops one that goes on, and removes it with all that it made. False when the user has no such job.</summary>
    public async Task<bool> RemoveAsync(CurrentUser user, Guid id, CancellationToken cancellationToken)
    {
        if (!await database.WriteAsync(db => JobWrites.CancelAsync(db, user.Id, id, clock.GetUtcNow()), cancellationToken))
        {
            return false;
        }

        await StopAsync([id]);
        return true;
    }

    /// <summary>Those of them that were ended by somebody else and go on in this process.</summary>
    public async Task StopAsync(IReadOnlyList<Guid> ids)
    {
        foreach (var (_, running) in _running.Where(running => ids.Contains(running.Key.Id)))
        {
            try
            {
                await running.CancelAsync();
            }
            catch (ObjectDisposedException)
            {
                // It has just come to its end by itself.
            }
        }

        Tell();
    }

    /// <summary>Removes what of ended jobs is needed no longer, a few pieces at a time.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        IReadOnlyList<Guid> ended;
        await using (var db = await database.ReadAsync(cancellationToken))
        {
            ended = await JobWrites.ToSweepAsync(db, now);
        }

        foreach (var id in ended)
        {
            while (await database.WriteAsync(db => JobWrites.SweepAsync(db, id, now), cancellationToken))
            {
                // Others write in between.
            }
        }
    }

    /// <summary>Null when the user has no such job, or it has no file yet.</summary>
    public async Task<JobFileContent?> OpenFileAsync(CurrentUser user, Guid id, CancellationToken cancellationToken)
    {
        await using var db = await database.ReadAsync(cancellationToken);
        await using var row = await Select(db, user, id).ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken) && Read(row) is { File: not null } job
            ? new JobFileContent(job, row.GetString(13), JobFile.Open(database, id, JobFile.Name, job.Bytes))
            : null;
    }

    /// <summary>So that a job which is cancelled while it is done in this process stops at once.</summary>
    internal IDisposable Follow(HeldJob job, CancellationTokenSource running)
    {
        _running[job] = running;
        return new Followed(() => _running.TryRemove(job, out _));
    }

    private async Task<JobView> AddAsync(CurrentUser user, Job job, IdempotencyKey? key, CancellationToken cancellationToken)
    {
        return await database.WriteAsync(
            async db =>
            {
                if (await IdempotencyWrites.FindAsync(db, user.Id, key, job.CreatedAt) is { } before)
                {
                    return await FindAsync(db, user, before) ?? throw IdempotencyWrites.Removed();
                }

                await JobWrites.AddAsync(db, job);
                await IdempotencyWrites.RememberAsync(db, user.Id, key, StatusCodes.Status202Accepted, job.Id, job.CreatedAt);
                return (await FindAsync(db, user, job.Id))!;
            },
            cancellationToken);
    }

    private async Task<T> WriteAsync<T>(Func<DatabaseScope, ValueTask<T>> write, CancellationToken cancellationToken)
    {
        try
        {
            return await database.WriteAsync(write, cancellationToken);
        }
        catch (JobTakenException)
        {
            throw new ConflictException("The job was removed while its files were sent.");
        }
    }

    private async Task<List<JobView>> ReadAsync(CurrentUser user, JobKind? kind, Guid? before, int count, CancellationToken cancellationToken)
    {
        var items = new List<JobView>();
        await using var db = await database.ReadAsync(cancellationToken);
        await using var row = await db
            .Statement(
                $"""
                SELECT {Columns} FROM jobs
                WHERE owner_id = @owner AND id < @before AND kind = coalesce(@kind, kind) AND coalesce(expires_at, @now + 1) > @now
                ORDER BY id DESC LIMIT @limit
                """,
                ("@owner", user.Id),
                ("@before", before ?? Guid.AllBitsSet),
                ("@kind", kind is { } one ? Words<JobKind>.Of(one) : null),
                ("@now", clock.GetUtcNow()),
                ("@limit", count))
            .ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            items.Add(Read(row));
        }

        return items;
    }

    private void Tell() => _news.Writer.TryWrite(true);

    private Job RowOf(CurrentUser user, NewJob job)
    {
        var now = clock.GetUtcNow();
        return new Job
        {
            Id = Guid.CreateVersion7(now),
            OwnerId = user.Id,
            Kind = job.Kind,
            State = JobState.Queued,
            Request = job.Request,
            FileName = job.FileName,
            MediaType = job.MediaType,
            CreatedAt = now,
        };
    }

    private async ValueTask<JobView?> FindAsync(DatabaseScope db, CurrentUser user, Guid id)
    {
        await using var row = await Select(db, user, id).ExecuteReaderAsync();
        return await row.ReadAsync() ? Read(row) : null;
    }

    private DbCommand Select(DatabaseScope db, CurrentUser user, Guid id) => db.Statement(
        $"SELECT {Columns} FROM jobs WHERE id = @id AND owner_id = @owner AND coalesce(expires_at, @now + 1) > @now",
        ("@id", id),
        ("@owner", user.Id),
        ("@now", clock.GetUtcNow()));

    private static JobView Read(DbDataReader row) => new()
    {
        Id = row.Id(0),
        Kind = row.Word<JobKind>(1),
        State = row.Word<JobState>(2),
        Total = row.NumberOrNull(3),
        Done = row.GetInt32(4),
        Skipped = row.GetInt32(5),
        Bytes = row.GetInt64(6),
        FileName = row.TextOrNull(7),
        Result = row.TextOrNull(8),
        Reason = row.TextOrNull(9),
        CreatedAt = row.Time(10),
        EndedAt = row.TimeOrNull(11),
        ExpiresAt = row.TimeOrNull(12),
    };

    private sealed class Followed(Action onDispose) : IDisposable
    {
        public void Dispose() => onDispose();
    }
}
