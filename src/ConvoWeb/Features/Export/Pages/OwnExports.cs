using System.Text.Json;
using ConvoWeb.Data.Jobs;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Export.Bulk;
using ConvoWeb.Features.Jobs;

namespace ConvoWeb.Features.Export.Pages;

/// <summary>The exports of the person at this page, as they were looked at last: one circuit has one, so that all that shows them agrees.</summary>
public sealed class OwnExports(BulkExportJobs exports, JobService jobs)
{
    /// <summary>More than anybody looks at; older ones are still in the API.</summary>
    private const int MaxShown = 20;

    private readonly HashSet<Guid> _begunHere = [];

    public event EventHandler? Changed;

    /// <summary>The newest first.</summary>
    public IReadOnlyList<JobView> All { get; private set; } = [];

    public bool AreRunning => All.Any(job => !job.IsOver);

    /// <summary>When the newest that came to its end began to read: what changed since then is not in it.</summary>
    public DateTimeOffset? LastExportedAt => All.Select(SummaryOf).FirstOrDefault(summary => summary is not null)?.ExportedAt;

    /// <summary>What came of it; null until its end.</summary>
    public static BulkExportSummary? SummaryOf(JobView job) =>
        job is { State: JobState.Done, Result: { } result } ? JsonSerializer.Deserialize(result, BulkJson.Api.BulkExportSummary) : null;

    public bool IsBegunHere(JobView job) => _begunHere.Contains(job.Id);

    public async Task ReadAsync(CurrentUser user, CancellationToken cancellationToken)
    {
        var page = await jobs.ListAsync(user, null, MaxShown, cancellationToken);
        Show([.. page.Items.Where(job => job.Kind is JobKind.Export)]);
    }

    /// <exception cref="Data.InvalidInputException">A field has a value that it does not take.</exception>
    public async Task BeginAsync(CurrentUser user, BulkExportRequest request, CancellationToken cancellationToken)
    {
        var job = await exports.BeginAsync(user, request, null, cancellationToken);
        _begunHere.Add(job.Id);
        Show([job, .. All]);
    }

    /// <summary>Cancels one that goes on; of one that is over, its file goes.</summary>
    public async Task RemoveAsync(CurrentUser user, Guid id)
    {
        await jobs.RemoveAsync(user, id, CancellationToken.None);
        Show([.. All.Where(job => job.Id != id)]);
    }

    private void Show(IReadOnlyList<JobView> all)
    {
        All = all;
        Changed?.Invoke(this, EventArgs.Empty);
    }
}
