using ConvoWeb.Data;
using ConvoWeb.Data.Jobs;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Messages.Drafts;
using ConvoWeb.Platform.Hosting;

namespace ConvoWeb.Features.Jobs;

/// <summary>
/// Does jobs, a few at a time, so that a small one need not wait for a large one. A job is the node's as long as it gives signs; when the process was ended, whichever
/// node comes first goes on with it.
/// </summary>
internal sealed partial class JobRunner(
    IServiceProvider services,
    JobService jobs,
    DraftLeases nodes,
    IDatabase database,
    DatabaseReadiness readiness,
    TimeProvider clock,
    ILogger<JobRunner> logger) : BackgroundService
{
    private const int AtOnce = 2;

    /// <summary>How long a job of a process that was ended waits for another.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(7);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => RunAllAsync(stoppingToken)));

    private async Task RunAllAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (readiness.Fault is null)
                {
                    await RemoveExpiredAsync(stoppingToken);
                    while (await TakeAsync() is { } start)
                    {
                        await RunAsync(start, stoppingToken);
                    }
                }

                await WaitAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // No reason to end the program: it is tried again.
                if (database.Translate(exception) is { } fault)
                {
                    LogFault(fault.Message);
                }
                else
                {
                    LogNotTaken(exception);
                }

                await Task.Delay(Pause, clock, stoppingToken);
            }
        }
    }

    /// <summary>For something new in this process, or for the time to look again.</summary>
    private async Task WaitAsync(CancellationToken stoppingToken)
    {
        using var pause = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        await Task.WhenAny(jobs.News.WaitToReadAsync(pause.Token).AsTask(), Task.Delay(Pause, clock, pause.Token));
        await pause.CancelAsync();
        jobs.News.TryRead(out _);
        stoppingToken.ThrowIfCancellationRequested();
    }

    private async Task<JobStart?> TakeAsync()
    {
        var now = clock.GetUtcNow();
        await using (var db = await database.ReadAsync(CancellationToken.None))
        {
            if (!await JobWrites.IsAnyFreeAsync(db, now))
            {
                return null;
            }
        }

        return await database.WriteAsync(
            async db => await JobWrites.TakeAsync(db, LeaseFrom(now), now) is { } id ? await ReadAsync(db, id) : null,
            CancellationToken.None);
    }

    private async Task RunAsync(JobStart start, CancellationToken stoppingToken)
    {
        using var running = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        using var followed = jobs.Follow(start.Id, running);
        var renewing = RenewAsync(start.Id, running);
        try
        {
            var job = new RunningJob(database, start, nodes.Node);
            var result = await services.GetServices<IJobWork>().First(work => work.Kind == start.Kind).RunAsync(job, running.Token);
            await job.EndAsync(EndOf(JobState.Done) with { Result = result.Summary, FileName = result.FileName, MediaType = result.MediaType }, result.Progress, result.Pieces);
            await (result.Afterwards?.Invoke() ?? Task.CompletedTask);
        }
        catch (Exception exception) when (exception is OperationCanceledException or JobTakenException)
        {
            LogLeft(start.Id); // cancelled, another's, or to be gone on with when the program runs again
        }
        catch (Exception exception) when (database.Translate(exception) is { Kind: not DatabaseFaultKind.DiskFull } fault)
        {
            LogFault(fault.Message); // its lease runs out, and it is gone on with
        }
        catch (Exception exception)
        {
            LogFailed(exception, start.Id);
            await FailAsync(start, exception);
        }
        finally
        {
            await running.CancelAsync();
            await renewing;
        }
    }

    private async Task FailAsync(JobStart start, Exception exception)
    {
        var reason = exception is InvalidInputException or ConflictException
            ? exception.Message
            : database.Translate(exception)?.Message ?? "It failed; the server's log says why.";
        await database.WriteAsync(
            async db =>
            {
                await JobWrites.EndAsync(db, start.Id, nodes.Node, EndOf(JobState.Failed) with { Reason = reason });
                return start.Id;
            },
            CancellationToken.None);
    }

    /// <summary>Until the job ends; when it is not the node's any more, it ends.</summary>
    private async Task RenewAsync(Guid id, CancellationTokenSource running)
    {
        using var timer = new PeriodicTimer(Lease / 3, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(running.Token))
            {
                try
                {
                    if (!await database.WriteAsync(db => JobWrites.RenewAsync(db, id, LeaseFrom(clock.GetUtcNow())), running.Token))
                    {
                        await running.CancelAsync();
                    }
                }
                catch (Exception exception) when (database.Translate(exception) is { } fault)
                {
                    LogFault(fault.Message);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // It has ended.
        }
    }

    private async Task RemoveExpiredAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        IReadOnlyList<Guid> expired;
        await using (var db = await database.ReadAsync(cancellationToken))
        {
            expired = await JobWrites.ExpiredAsync(db, now);
        }

        foreach (var id in expired)
        {
            while (await database.WriteAsync(db => JobWrites.RemoveSomeAsync(db, id), cancellationToken))
            {
                // Others write in between.
            }
        }
    }

    private static async ValueTask<JobStart> ReadAsync(DatabaseScope db, Guid id)
    {
        await using var row = await db
            .Statement("SELECT kind, owner_id, request, created_at, total, done, skipped, bytes FROM jobs WHERE id = @id", ("@id", id))
            .ExecuteReaderAsync();
        await row.ReadAsync();
        return new JobStart(
            id,
            row.Word<JobKind>(0),
            new CurrentUser(row.GetString(1)),
            row.GetString(2),
            row.Time(3),
            new JobProgress { Total = row.NumberOrNull(4), Done = row.GetInt32(5), Skipped = row.GetInt32(6), Bytes = row.GetInt64(7) });
    }

    private JobLease LeaseFrom(DateTimeOffset now) => new(nodes.Node, now + Lease);

    private JobEnd EndOf(JobState state)
    {
        var now = clock.GetUtcNow();
        return new JobEnd(state, now, now + KeptFor);
    }

    [LoggerMessage(LogLevel.Information, "Job {JobId} is left in the middle")]
    private partial void LogLeft(Guid jobId);

    [LoggerMessage(LogLevel.Warning, "Jobs wait for the database: {Reason}")]
    private partial void LogFault(string reason);

    [LoggerMessage(LogLevel.Error, "Looking for jobs failed")]
    private partial void LogNotTaken(Exception exception);

    [LoggerMessage(LogLevel.Error, "Job {JobId} failed")]
    private partial void LogFailed(Exception exception, Guid jobId);
}
