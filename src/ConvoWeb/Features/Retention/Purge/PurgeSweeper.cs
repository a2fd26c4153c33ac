using ConvoWeb.Data.Providers;
using ConvoWeb.Platform.Hosting;

namespace ConvoWeb.Features.Retention.Purge;

/// <summary>Finishes purges that were interrupted.</summary>
internal sealed class PurgeSweeper(
    PurgeService purge, IDatabase database, DatabaseReadiness readiness, TimeProvider clock, ILogger<PurgeSweeper> logger)
    : RecurringWork(TimeSpan.FromMinutes(1), database, readiness, clock, logger)
{
    protected override Task RunAsync(CancellationToken cancellationToken) => purge.RemoveLeftAsync(cancellationToken);
}
