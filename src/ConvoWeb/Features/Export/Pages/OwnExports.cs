using System.Text.Json;
using ConvoWeb.Data.Jobs;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Export.Bulk;
using ConvoWeb.Features.Jobs;

namespace ConvoWeb.Features.Export.Pages;

/// <summary>The exports of the person at this page, as they were looked at last: one circuit has one, so that all that shows them agrees.</summary>
public sealed partial class OwnExports(BulkExportJobs exports, JobService jobs, IDatabase database, ILogger<OwnExports> logger)
{
    /// <summary>More than anybody looks at; older ones are still in the API.</summary>
    private const int MaxShown = 20;

    private readonly HashSet<Guid> _begunHere = [];

    public event EventHandler? Changed;

    /// <summary>The newest first; those that are over only while they are listed, because every page that is open keeps these.</summary>
    public IReadOnlyList<JobView> All { get; private set; } = [];

    /// <summary>Whether the page shows those that are over.</summary>
    public bool AreListed { get; set; }

    public bool AreRunning => All.Any(job => !job.IsOver);

    /// <summary>What came of it; null until its end.</summary>
    public static BulkExportSummary? SummaryOf(JobView job) =>
        job is { State: JobState.Done, Result: { } result } ? JsonSerializer.Deserialize(result, BulkJson.Api.BulkExportSummary) : null;

    public bool IsBegunHere(JobView job) => _begunHere.Contains(job.Id);

    /// <returns>All, those that are over too; none when they could not be read.</returns>
    public async Task<IReadOnlyList<JobView>> ReadAsync(CurrentUser user, CancellationToken cancellationToken)
    {
        try
        {
            var all = await jobs.NewestAsync(user, JobKind.Export, MaxShown, cancellationToken);
            Show(all);
            return all;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The page is gone.
        }
        catch (Exception exception)
        {
            // How far an export is, is not worth a page: it is looked at again.
            LogNotRead(database.Translate(exception) ?? exception);
        }

        return [];
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
        All = AreListed ? all : [.. all.Where(job => !job.IsOver)];
        Changed?.Invoke(this, EventArgs.Empty);
    }

    [LoggerMessage(LogLevel.Warning, "How far the exports are could not be read")]
    private partial void LogNotRead(Exception exception);
}
