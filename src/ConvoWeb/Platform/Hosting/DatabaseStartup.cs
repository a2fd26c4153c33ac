using ConvoWeb.Data;
using ConvoWeb.Data.Providers;
using ConvoWeb.Data.Providers.Sqlite;

namespace ConvoWeb.Platform.Hosting;

/// <summary>Whether requests can be served, and if not, why.</summary>
public sealed class DatabaseReadiness
{
    /// <summary>Null once the schema is in place.</summary>
    public DatabaseFaultException? Fault { get; internal set; } =
        new(DatabaseFaultKind.Unavailable, "The database is being prepared.");
}

/// <summary>
/// Brings the schema up to date when the program starts. A database that is away, damaged or not writable is reported and
/// tried again, so that the program serves as soon as the cause is gone; only a second process on one file gives up.
/// </summary>
public sealed partial class DatabaseStartup(
    IDatabase database, DatabaseReadiness readiness, TimeProvider clock, ILogger<DatabaseStartup> logger)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>The first try is over before anything else starts, so that a healthy database serves the first request.</summary>
    /// <exception cref="DatabaseInUseException">Another process has the file.</exception>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await TryPrepareAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (readiness.Fault is not null)
        {
            await Task.Delay(Pause, clock, stoppingToken);
            await TryPrepareAsync(stoppingToken);
        }
    }

    private async Task TryPrepareAsync(CancellationToken cancellationToken)
    {
        try
        {
            await database.PrepareAsync(cancellationToken);
            readiness.Fault = null;
            LogReady(database.Url);
        }
        catch (Exception exception) when (database.Translate(exception) is { } fault)
        {
            if (readiness.Fault?.Message != fault.Message)
            {
                LogNotReady(fault.Message);
            }

            readiness.Fault = fault;
        }
    }

    [LoggerMessage(LogLevel.Information, "Database {Database} is ready")]
    private partial void LogReady(DatabaseUrl database);

    [LoggerMessage(LogLevel.Error, "{Reason} Trying again every second")]
    private partial void LogNotReady(string reason);
}
