using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Retention.Backups;
using ConvoWeb.Platform.Hosting;

namespace ConvoWeb.Features.Retention;

/// <summary>Sweeps once a minute.</summary>
internal sealed class RetentionSweeper(
    RetentionSweep sweep, BackupService backups, IDatabase database, DatabaseReadiness readiness, TimeProvider clock, ILogger<RetentionSweeper> logger)
    : RecurringWork(TimeSpan.FromMinutes(1), database, readiness, clock, logger)
{
    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        await backups.RemoveOldAsync(cancellationToken);
        await sweep.RunAsync(cancellationToken);
    }
}
