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
}
