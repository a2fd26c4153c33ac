using ConvoWeb.Data.Providers;
using ConvoWeb.Platform.Hosting;

namespace ConvoWeb.Features.Messages.Files;

/// <summary>Removes what is left of interrupted uploads and removals, as long as the program runs.</summary>
internal sealed partial class FileSweeper(
    FileService files, IDatabase database, DatabaseReadiness readiness, TimeProvider clock, ILogger<FileSweeper> logger)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (readiness.Fault is not null)
            {
                continue;
            }

            try
            {
                await files.SweepAsync(stoppingToken);
            }
            catch (Exception exception) when (database.Translate(exception) is { } fault)
            {
                LogFault(fault.Message); // the next round tries again
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(exception); // nor is it a reason to end the program
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Interrupted uploads could not be removed: {Reason}")]
    private partial void LogFault(string reason);

    [LoggerMessage(LogLevel.Error, "Removing interrupted uploads failed")]
    private partial void LogFailed(Exception exception);
}
