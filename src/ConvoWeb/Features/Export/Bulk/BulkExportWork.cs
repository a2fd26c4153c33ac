using System.Runtime.InteropServices;
using System.Text.Json;
using ConvoWeb.Data;
using ConvoWeb.Data.Jobs;
using ConvoWeb.Features.Jobs;

namespace ConvoWeb.Features.Export.Bulk;

/// <summary>
/// Writes an export into the file of a job. Now and then, between two conversations, it saves how far it is and what the end
/// of the file will repeat: whoever goes on with it writes the same bytes.
/// </summary>
internal sealed class BulkExportWork(BulkExportService exports, TimeProvider clock) : IJobWork
{
    private const string Plan = "plan", Directory = "directory", Index = "index", Skipped = "skipped";

    private const int SaveAfterBytes = 4 * 1024 * 1024;

    private static readonly TimeSpan SaveAfter = TimeSpan.FromSeconds(1);

    public JobKind Kind => JobKind.Export;

    public async Task<JobResult> RunAsync(RunningJob job, CancellationToken cancellationToken)
    {
        var request = JsonSerializer.Deserialize(job.Request, BulkJson.Api.BulkExportRequest)!;
        var what = exports.Check(request, job.CreatedAt);
        var plan = await PlanAsync(job, request, cancellationToken);
        var file = await JobFile.ContinueAsync(job, cancellationToken);
        var sink = new ExportSink((bytes, _) => file.AppendAsync(bytes), file.Length);
        var writer = exports.Writer(job.User, what, plan, sink);
        writer.Continue(await MemoryAsync(job, cancellationToken), job.Progress.Done, job.Progress.Skipped);

        var saved = writer.MemoryLength;
        var savedAt = clock.GetTimestamp();
        try
        {
            await writer.WriteAsync(SaveNowAndThenAsync, cancellationToken);
        }
        catch (ExportFailedException failure)
        {
            throw new ConflictException(failure.Message); // what its owner is told, as who asks for one conversation is
        }

        var summary = new BulkExportSummary(plan.Count - writer.Skipped, writer.Skipped, what.At) { SkippedItems = [.. writer.SkippedItems.Take(BulkExportSummary.MaxSkippedItems)] };
        return new JobResult
        {
            Summary = JsonSerializer.Serialize(summary, BulkJson.Api.BulkExportSummary),
            FileName = ExportFileName.Of(what.FileTitle, what.Format.Extension),
            MediaType = what.Format.MediaType,
            Progress = ProgressOf(job, writer, file),
            Pieces = file.Take(),
            Afterwards = () => exports.MarkAsync(job.User, what, writer.Whole), // a mark is a change, and must not be in what is gone on with
        };

        async ValueTask SaveNowAndThenAsync()
        {
            if (sink.Position - job.Progress.Bytes >= SaveAfterBytes || clock.GetElapsedTime(savedAt) >= SaveAfter)
            {
                await sink.SendAsync(cancellationToken);
                await SaveAsync(job, writer, file, saved);
                (saved, savedAt) = (writer.MemoryLength, clock.GetTimestamp());
            }
        }
    }

    /// <summary>As it was found first: what comes and goes meanwhile moves nothing.</summary>
    private async Task<IReadOnlyList<Guid>> PlanAsync(RunningJob job, BulkExportRequest request, CancellationToken cancellationToken)
    {
        if (job.Progress.Total is not null)
        {
            return [.. (await job.PiecesAsync(Plan, cancellationToken)).SelectMany(piece => MemoryMarshal.Cast<byte, Guid>(piece).ToArray())];
        }

        var plan = await exports.ResolveAsync(job.User, request, cancellationToken);
        var pieces = plan.Chunk(JobPart.Size / 16).Select((ids, n) => new JobPiece(Plan, n, MemoryMarshal.AsBytes<Guid>(ids).ToArray()));
        await job.NoteContentsAsync(plan);
        await job.SaveAsync(new JobProgress { Total = plan.Count }, [.. pieces]);
        return plan;
    }

    private static async Task SaveAsync(RunningJob job, BulkWriter writer, JobFile file, (int Directory, int Index, int Skipped) saved)
    {
        var progress = ProgressOf(job, writer, file);
        var memory = writer.MemorySince(saved);
        await job.SaveAsync(
            progress,
            [
                .. file.Take(),
                .. Piece(Directory, memory.Directory),
                .. Piece(Index, memory.Index),
                .. Piece(Skipped, memory.Skipped),
            ]);

        // As many conversations are done as never before, so the number is new.
        JobPiece[] Piece(string name, byte[] bytes) => bytes.Length > 0 ? [new JobPiece(name, progress.Done, bytes)] : [];
    }

    private static JobProgress ProgressOf(RunningJob job, BulkWriter writer, JobFile file) =>
        new() { Total = job.Progress.Total, Done = writer.Done, Skipped = writer.Skipped, Bytes = file.Length };

    private static async Task<BulkMemory> MemoryAsync(RunningJob job, CancellationToken cancellationToken)
    {
        return new BulkMemory(await ReadAsync(Directory), await ReadAsync(Index), await ReadAsync(Skipped));

        async Task<byte[]> ReadAsync(string name) => (await job.PiecesAsync(name, cancellationToken)).SelectMany(piece => piece).ToArray();
    }
}
