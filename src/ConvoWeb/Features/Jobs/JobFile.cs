using ConvoWeb.Data.Jobs;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Messages.Files;

namespace ConvoWeb.Features.Jobs;

/// <summary>
/// The file that a job writes, in pieces of <see cref="JobPart.Size"/>. What is written counts from the next
/// <see cref="Take"/> on; a process that goes on after another begins where that one's last was saved.
/// </summary>
public sealed class JobFile
{
    public const string Name = JobPart.File;

    private readonly RunningJob _job;
    private readonly byte[] _piece = new byte[JobPart.Size];
    private int _n;
    private int _count;

    private JobFile(RunningJob job, long position)
    {
        _job = job;
        (var n, var count) = Math.DivRem(position, JobPart.Size);
        (_n, _count) = ((int)n, (int)count);
    }

    public long Length => ((long)_n * JobPart.Size) + _count;

    public static async Task<JobFile> ContinueAsync(RunningJob job, CancellationToken cancellationToken)
    {
        var file = new JobFile(job, job.Progress.Bytes);
        if (file._count > 0)
        {
            var last = await job.PieceAsync(Name, file._n, cancellationToken) ?? throw new InvalidDataException("A piece of the job's file is missing.");
            last.AsSpan(0, file._count).CopyTo(file._piece);
        }

        return file;
    }

    public async ValueTask AppendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var taken = Math.Min(bytes.Length, JobPart.Size - _count);
            bytes[..taken].CopyTo(_piece.AsMemory(_count));
            _count += taken;
            bytes = bytes[taken..];
            if (_count == JobPart.Size)
            {
                await _job.PutAsync(new JobPiece(Name, _n++, _piece));
                _count = 0;
            }
        }
    }

    /// <summary>The piece that is not full yet, to be saved with the progress; nothing when all are.</summary>
    public IReadOnlyList<JobPiece> Take() => _count == 0 ? [] : [new JobPiece(Name, _n, _piece[.._count])];

    /// <param name="name">One of ours: it stands in the statement.</param>
    internal static Stream Open(IDatabase database, Guid id, string name, long length) =>
        new ChunkStream(database, $"SELECT substr(data, @from, @count) FROM job_parts WHERE job_id = @id AND name = '{name}' AND n = @n", id, length);
}
