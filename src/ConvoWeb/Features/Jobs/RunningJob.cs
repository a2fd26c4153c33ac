using ConvoWeb.Data.Jobs;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;

namespace ConvoWeb.Features.Jobs;

/// <summary>A job while it is done: where it keeps what it must find again after the process was ended.</summary>
public sealed class RunningJob(IDatabase database, JobStart start, string node)
{
    public Guid Id => start.Id;

    public CurrentUser User => start.User;

    /// <summary>As JSON.</summary>
    public string Request => start.Request;

    /// <summary>The same whenever it is gone on with.</summary>
    public DateTimeOffset CreatedAt => start.CreatedAt;

    /// <summary>As it was saved last, by whichever process.</summary>
    public JobProgress Progress { get; private set; } = start.Progress;

    /// <summary>Progress and what belongs to it, or nothing of it.</summary>
    /// <exception cref="JobTakenException">It is not this process's any more.</exception>
    public async Task SaveAsync(JobProgress progress, IReadOnlyList<JobPiece> pieces)
    {
        if (!await database.WriteAsync(db => JobWrites.SaveAsync(db, Id, node, progress, pieces), CancellationToken.None))
        {
            throw new JobTakenException();
        }

        Progress = progress;
    }

    /// <summary>The end, with the last of what belongs to it.</summary>
    /// <exception cref="JobTakenException">It is not this process's any more.</exception>
    internal async Task EndAsync(JobEnd end, JobProgress progress, IReadOnlyList<JobPiece> pieces)
    {
        var isHeld = await database.WriteAsync(
            async db =>
            {
                if (!await JobWrites.SaveAsync(db, Id, node, progress, pieces))
                {
                    return false;
                }

                await JobWrites.EndAsync(db, Id, node, end);
                return true;
            },
            CancellationToken.None);
        if (!isHeld)
        {
            throw new JobTakenException();
        }
    }

    /// <summary>A piece that nobody looks at before the progress that tells of it is saved.</summary>
    public Task PutAsync(JobPiece piece) => database.WriteAsync(
        async db =>
        {
            await JobWrites.PutAsync(db, Id, piece);
            return piece.N;
        },
        CancellationToken.None);

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

    /// <summary>Removes what the job does not need any more.</summary>
    public async Task RemoveAsync(string name)
    {
        while (await database.WriteAsync(db => JobWrites.RemoveSomeAsync(db, Id, name), CancellationToken.None))
        {
            // Others write in between.
        }
    }
}
