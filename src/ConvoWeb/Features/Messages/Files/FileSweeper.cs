using ConvoWeb.Data.Providers;
using ConvoWeb.Platform.Hosting;

namespace ConvoWeb.Features.Messages.Files;

/// <summary>Removes what is left of interrupted uploads and removals.</summary>
internal sealed class FileSweeper(
    FileService files, IDatabase database, DatabaseReadiness readiness, TimeProvider clock, ILogger<FileSweeper> logger)
    : RecurringWork(TimeSpan.FromMinutes(10), database, readiness, clock, logger)
{
    protected override Task RunAsync(CancellationToken cancellationToken) => files.SweepAsync(cancellationToken);
}
