using ConvoWeb.Data.Providers;
using ConvoWeb.Platform.Hosting;

namespace ConvoWeb.Features.Retention;

/// <summary>Sweeps once a minute.</summary>
internal sealed class RetentionSweeper(
    RetentionSweep sweep, IDatabase database, DatabaseReadiness readiness, TimeProvider clock, ILogger<RetentionSweeper> logger)
    : RecurringWork(TimeSpan.FromMinutes(1), database, readiness, clock, logger)
{
    protected override Task RunAsync(CancellationToken cancellationToken) => sweep.RunAsync(cancellationToken);
}
