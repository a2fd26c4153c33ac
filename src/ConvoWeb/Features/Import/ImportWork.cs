using System.Text.Json;
using ConvoWeb.Data;
using ConvoWeb.Data.Jobs;
using ConvoWeb.Features.Jobs;

namespace ConvoWeb.Features.Import;

/// <summary>
/// Imports what a job kept; its file is the report. Begun anew after the process was ended, it finds what is here already,
/// and goes on with the rest; the report is that of an import which was never broken off.
/// </summary>
internal sealed class ImportWork(ImportService import, TimeProvider clock) : IJobWork
{
    private static readonly TimeSpan SaveAfter = TimeSpan.FromSeconds(1);

    public JobKind Kind => JobKind.Import;

    public async Task<JobResult> RunAsync(RunningJob job, CancellationToken cancellationToken)
    {
        if (job.Request.Length == 0)
        {
            throw new InvalidInputException("file", "The upload ended in the middle. Send it again.");
        }

        var kept = JsonSerializer.Deserialize(job.Request, ImportJson.Api.KeptUploadArray)!;
        var savedAt = clock.GetTimestamp();
        var report = await import.ImportAsync(
            job.User,
            kept.Select(upload => new ImportUpload(upload.Name, job.Open(upload.Piece, upload.Length))).ToAsyncEnumerable(),
            new ImportOptions { BringsBack = kept.Any(upload => upload.BringsBack), AskedFor = job.CreatedAt },
            cancellationToken,
            async done =>
            {
                if (done > job.Progress.Done && clock.GetElapsedTime(savedAt) >= SaveAfter)
                {
                    savedAt = clock.GetTimestamp();
                    await job.SaveAsync(new JobProgress { Done = done }, []);
                }
            });
        if (report.Totals.All == 0 && report.Unknown.Count > 0)
        {
            throw new InvalidInputException("file", report.Fault!);
        }

        report = report with { Items = await WithoutPurgedAsync(job, report.Items) };
        var file = await JobFile.ContinueAsync(job, cancellationToken); // from its beginning
        await file.AppendAsync(JsonSerializer.SerializeToUtf8Bytes(report, ImportJson.Api.ImportReport));
        return new JobResult
        {
            Summary = JsonSerializer.Serialize(report.Totals, ImportJson.Api.ImportTotals),
            FileName = "import report.json",
            MediaType = "application/json; charset=utf-8",
            Progress = new JobProgress { Total = report.Totals.All, Done = report.Totals.All, Skipped = report.Totals.Failed + report.Totals.Skipped, Bytes = file.Length },
            Pieces = file.Take(),
        };
    }

    /// <summary>
    /// A report tells titles. What is purged from now on finds by the note that it is in this one; what was purged while it was imported is left out, and what was
    /// passed over because it had been purged before stands there without a name.
    /// </summary>
    private static async Task<IReadOnlyList<ImportItem>> WithoutPurgedAsync(RunningJob job, IReadOnlyList<ImportItem> items)
    {
        Guid[] ids = [.. items.Select(item => item.Id).OfType<Guid>()];
        await job.NoteContentsAsync(ids);
        var purged = await job.FindPurgedAsync(ids);
        return [.. items.Where(item => item.Id is not { } id || !purged.Contains(id)).Select(item => item.IsPurged ? item with { Title = null, ExternalId = null } : item)];
    }
}
