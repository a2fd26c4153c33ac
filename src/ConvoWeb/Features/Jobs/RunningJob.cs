using ConvoWeb.Data.Jobs;
using ConvoWeb.Data.Privacy;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;

namespace ConvoWeb.Features.Jobs;

/// <summary>A job while it is done: where it keeps what it must find again after the process was ended.</summary>
public sealed class RunningJob(IDatabase database, JobStart start)
{
    public Guid Id => start.Held.Id;

    public CurrentUser User => start.User;

    /// <summary>As JSON.</summary>
    public string Request => start.Request;

    /// <summary>The same whenever it is gone on with.</summary>
    public DateTimeOffset CreatedAt => start.CreatedAt;

    /// <summary>As it was saved last, by whichever process.</summary>
    public JobProgress Progress { get; private set; } = start.Progress;

    /// <summary>Progress and what belongs to it, or nothing of it. Only what is further than ever is saved: a job that does not get further ends.</summary>
    /// <exception cref="JobTakenException">Another took it, or it was cancelled.</exception>
    public async Task SaveAsync(JobProgress progress, IReadOnlyList<JobPiece> pieces)
    {
        await WriteAsync(db => JobWrites.SaveAsync(db, start.Held, progress, pieces));
        Progress = progress;
    }

    /// <summary>The end, with the last of what belongs to it.</summary>
    /// <exception cref="JobTakenException">Another took it, or it was cancelled.</exception>
    internal Task EndAsync(JobEnd end, JobProgress progress, IReadOnlyList<JobPiece> pieces) => WriteAsync(
        async db =>
        {
            await JobWrites.SaveAsync(db, start.Held, progress, pieces);
            await JobWrites.EndAsync(db, start.Held, end);
        });

    /// <summary>The end without anything that came of it.</summary>
    /// <exception cref="JobTakenException">Another took it, or it was cancelled.</exception>
    internal Task EndAsync(JobEnd end) => WriteAsync(db => JobWrites.EndAsync(db, start.Held, end));

    /// <summary>Another may go on with it.</summary>
    /// <exception cref="JobTakenException">Another took it, or it was cancelled.</exception>
    internal Task GiveBackAsync() => WriteAsync(db => JobWrites.GiveBackAsync(db, start.Held));

    /// <summary>It goes on.</summary>
    /// <exception cref="JobTakenException">Another took it, or it was cancelled.</exception>
    internal Task RenewAsync(DateTimeOffset until, CancellationToken cancellationToken) =>
        WriteAsync(db => JobWrites.RenewAsync(db, start.Held, until), cancellationToken);

    /// <summary>A piece that nobody looks at before the progress that tells of it is saved.</summary>
    /// <exception cref="JobTakenException">Another took it, or it was cancelled.</exception>
    public Task PutAsync(JobPiece piece) => WriteAsync(db => JobWrites.PutAsync(db, start.Held, piece));

    /// <summary>That its file will hold them, or something of them; said before they are read, so that a purge finds it (<see cref="JobContents"/>).</summary>
    public async Task NoteContentsAsync(IReadOnlyList<Guid> conversationIds)
    {
        const int AtOnce = 1000;
        foreach (var ids in conversationIds.Chunk(AtOnce))
        {
            await WriteAsync(db => JobContents.NoteAsync(db, Id, ids));
        }
    }

    /// <summary>Those of them that were purged.</summary>
    public async Task<IReadOnlySet<Guid>> FindPurgedAsync(IReadOnlyList<Guid> conversationIds)
    {
        const int AtOnce = 500;
        var purged = new HashSet<Guid>();
        await using var db = await database.ReadAsync(CancellationToken.None);
        foreach (var ids in conversationIds.Chunk(AtOnce))
        {
            purged.UnionWith(await PurgeReceipts.AmongAsync(db, ids));
        }

        return purged;
    }

    /// <summary>The pieces of that name, in order.</summary>
    public async Task<IReadOnlyList<byte[]>> PiecesAsync(string name, CancellationToken cancellationToken)
    {
        var pieces = new List<byte[]>();
        await using var db = await database.ReadAsync(cancellationToken);
        await using var row = await db
            .Statement("SELECT data FROM job_parts WHERE job_id = @id AND name = @name ORDER BY n", ("@id", Id), ("@name", name))
            .ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            pieces.Add((byte[])row.GetValue(0));
        }

        return pieces;
    }

    /// <summary>Null when there is none.</summary>
    public async Task<byte[]?> PieceAsync(string name, int n, CancellationToken cancellationToken)
    {
        await using var db = await database.ReadAsync(cancellationToken);
        return await db
            .Statement("SELECT data FROM job_parts WHERE job_id = @id AND name = @name AND n = @n", ("@id", Id), ("@name", name), ("@n", n))
            .ExecuteScalarAsync(cancellationToken) as byte[];
    }

    /// <summary>The pieces of that name, as one stream.</summary>
    public Stream Open(string name, long length) => JobFile.Open(database, Id, name, length);

    private Task WriteAsync(Func<DatabaseScope, ValueTask> write, CancellationToken cancellationToken = default) => database.WriteAsync(
        async db =>
        {
            await write(db);
            return true;
        },
        cancellationToken);
}
