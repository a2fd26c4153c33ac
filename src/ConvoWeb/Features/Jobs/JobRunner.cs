using ConvoWeb.Data;
using ConvoWeb.Data.Jobs;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Platform.Hosting;

namespace ConvoWeb.Features.Jobs;

/// <summary>
/// Does jobs, a few at a time, so that a small one need not wait for a large one. A job is the worker's that took it as long as signs come; when the process was ended,
/// whoever comes first goes on with it.
/// </summary>
internal sealed partial class JobRunner(
    IServiceProvider services,
    JobService jobs,
    IDatabase database,
    DatabaseReadiness readiness,
    TimeProvider clock,
    ILogger<JobRunner> logger) : BackgroundService
{
    private const int AtOnce = 2;

    /// <summary>So often may a job be taken without getting further: one that ends the process would end it after every start.</summary>
    private const int MaxAttempts = 5;

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
                    while (!stoppingToken.IsCancellationRequested && await TakeAsync() is { } start)
                    {
                        await RunAsync(start, stoppingToken);
                    }

                    await jobs.SweepAsync(stoppingToken);
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
            async db => await JobWrites.TakeAsync(db, now, now + Lease) is { } job ? await ReadAsync(db, job) : null,
            CancellationToken.None);
    }

    private async Task RunAsync(JobStart start, CancellationToken stoppingToken)
    {
        using var running = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        using var followed = jobs.Follow(start.Held, running);
        var job = new RunningJob(database, start);
        var renewing = RenewAsync(job, running);
        try
        {
            if (start.Attempts > MaxAttempts)
            {
                throw new ConflictException($"It was begun {MaxAttempts} times, and broke off each time at the same place. The server's log may say why.");
            }

            var result = await services.GetServices<IJobWork>().First(work => work.Kind == start.Kind).RunAsync(job, running.Token);
            await job.EndAsync(EndOf(JobState.Done) with { Result = result.Summary, FileName = result.FileName, MediaType = result.MediaType }, result.Progress, result.Pieces);
            await (result.Afterwards?.Invoke() ?? Task.CompletedTask);
        }
        catch (Exception exception) when (exception is OperationCanceledException or JobTakenException)
        {
            LogLeft(job.Id); // cancelled, another's, or to be gone on with when the program runs again
            if (stoppingToken.IsCancellationRequested)
            {
                await UnlessTakenAsync(job.GiveBackAsync);
            }
        }
        catch (Exception exception) when (start.Attempts < MaxAttempts && database.Translate(exception) is { Kind: not (DatabaseFaultKind.DiskFull or DatabaseFaultKind.Corrupt) } fault)
        {
            LogFault(fault.Message); // its lease runs out, and it is gone on with
        }
        catch (Exception exception)
        {
            LogFailed(exception, job.Id);
            await UnlessTakenAsync(() => job.EndAsync(EndOf(JobState.Failed) with { Reason = ReasonOf(exception) }));
        }
        finally
        {
            await running.CancelAsync();
            await renewing;
        }
    }

    private string ReasonOf(Exception exception) => exception is InvalidInputException or ConflictException
        ? exception.Message
        : database.Translate(exception)?.Message ?? "It failed; the server's log says why.";

    /// <summary>The last word on a job. When it cannot be said, the lease runs out.</summary>
    private async Task UnlessTakenAsync(Func<Task> write)
    {
        try
        {
            await write();
        }
        catch (JobTakenException)
        {
            // It is for another to say.
        }
        catch (Exception exception) when (database.Translate(exception) is { } fault)
        {
            LogFault(fault.Message);
        }
    }

    /// <summary>Until the job ends; when another took it, this one's work on it ends.</summary>
    private async Task RenewAsync(RunningJob job, CancellationTokenSource running)
    {
        using var timer = new PeriodicTimer(Lease / 3, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(running.Token))
            {
                try
                {
                    await job.RenewAsync(clock.GetUtcNow() + Lease, running.Token);
                }
                catch (JobTakenException)
                {
                    await running.CancelAsync();
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

    private static async ValueTask<JobStart> ReadAsync(DatabaseScope db, HeldJob job)
    {
        await using var row = await db
            .Statement("SELECT kind, owner_id, request, created_at, total, done, skipped, bytes, attempts FROM jobs WHERE id = @id", ("@id", job.Id))
            .ExecuteReaderAsync();
        await row.ReadAsync();
        return new JobStart(
            job,
            row.Word<JobKind>(0),
            new CurrentUser(row.GetString(1)) { Origin = "job" },
            row.GetString(2),
            row.Time(3),
            new JobProgress { Total = row.NumberOrNull(4), Done = row.GetInt32(5), Skipped = row.GetInt32(6), Bytes = row.GetInt64(7) })
        {
            Attempts = row.GetInt32(8),
        };
    }

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
