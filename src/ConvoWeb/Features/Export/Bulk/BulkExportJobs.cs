using System.Text.Json;
using ConvoWeb.Data;
using ConvoWeb.Data.Idempotency;
using ConvoWeb.Data.Jobs;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Jobs;

namespace ConvoWeb.Features.Export.Bulk;

/// <summary>Begins exports that go on in the background.</summary>
public sealed class BulkExportJobs(BulkExportService exports, JobService jobs)
{
    /// <exception cref="InvalidInputException">A field has a value that it does not take.</exception>
    public async Task<JobView> BeginAsync(CurrentUser user, BulkExportRequest request, IdempotencyKey? key, CancellationToken cancellationToken)
    {
        var what = exports.Check(request);
        var job = new NewJob
        {
            Kind = JobKind.Export,
            Request = JsonSerializer.Serialize(request, BulkJson.Api.BulkExportRequest),
            FileName = ExportFileName.Of(what.FileTitle, what.Format.Extension),
            MediaType = what.Format.MediaType,
        };
        return await jobs.AddAsync(user, job, key, cancellationToken);
    }

    /// <summary>The newest that had all which is meant in it, because it was of everything or of the same; null when there is none.</summary>
    public async Task<LastExport?> LastAsync(CurrentUser user, BulkExportRequest request, CancellationToken cancellationToken)
    {
        var everything = WhichOf(new BulkExportRequest());
        var meant = WhichOf(request);
        await foreach (var job in jobs.DoneAsync(user, JobKind.Export, cancellationToken))
        {
            var before = JsonSerializer.Deserialize(job.Request, BulkJson.Api.BulkExportRequest)!;
            if (WhichOf(before) is var which && (which == everything || which == meant))
            {
                var summary = JsonSerializer.Deserialize(job.Result, BulkJson.Api.BulkExportSummary)!;
                if (summary.Skipped == 0)
                {
                    return new LastExport(exports.Check(before).Exporter.Format, summary.ExportedAt, which == everything);
                }
            }
        }

        return null;
    }

    /// <summary>What it asks for, leaving out how.</summary>
    private static string WhichOf(BulkExportRequest request) => JsonSerializer.Serialize(
        new BulkExportRequest { Ids = request.Ids, Filter = request.Filter, Except = request.Except is { Count: > 0 } except ? except : null },
        BulkJson.Api.BulkExportRequest);
}
