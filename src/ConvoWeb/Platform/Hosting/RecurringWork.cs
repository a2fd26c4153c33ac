using ConvoWeb.Data.Providers;

namespace ConvoWeb.Platform.Hosting;

/// <summary>
/// Is done again and again while the program runs and its database is there. What fails is logged and tried again with the
/// next round: it is no reason to end the program.
/// </summary>
/// <param name="interval">From one round to the next.</param>
internal abstract partial class RecurringWork(
    TimeSpan interval, IDatabase database, DatabaseReadiness readiness, TimeProvider clock, ILogger logger) : BackgroundService
{
    protected abstract Task RunAsync(CancellationToken cancellationToken);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (readiness.Fault is not null)
            {
                continue;
            }

            try
            {
                await RunAsync(stoppingToken);
            }
            catch (Exception exception) when (database.Translate(exception) is { } fault)
            {
                LogFault(fault.Message);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(exception);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "This round had to be left out: {Reason}")]
    private partial void LogFault(string reason);

    [LoggerMessage(LogLevel.Error, "This round failed")]
    private partial void LogFailed(Exception exception);
}
