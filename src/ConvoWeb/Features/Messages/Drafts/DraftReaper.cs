using ConvoWeb.Data.Providers;
using ConvoWeb.Platform.Hosting;

namespace ConvoWeb.Features.Messages.Drafts;

/// <summary>Looks for drafts whose writers fell silent, as long as the program runs.</summary>
internal sealed partial class DraftReaper(
    DraftService drafts, IDatabase database, DatabaseReadiness readiness, Settings settings, TimeProvider clock, ILogger<DraftReaper> logger)
    : BackgroundService
{
    /// <summary>A twelfth of the lease: what is late by that is not noticed.</summary>
    public static TimeSpan Pause(TimeSpan lease) => lease / 12 < TimeSpan.FromMilliseconds(250) ? TimeSpan.FromMilliseconds(250) : lease / 12;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause(settings.DraftLease), clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (readiness.Fault is not null)
            {
                continue;
            }

            try
            {
                await drafts.InterruptSilentAsync(stoppingToken);
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

    [LoggerMessage(LogLevel.Warning, "Silent drafts could not be looked for: {Reason}")]
    private partial void LogFault(string reason);

    [LoggerMessage(LogLevel.Error, "Looking for silent drafts failed")]
    private partial void LogFailed(Exception exception);
}
