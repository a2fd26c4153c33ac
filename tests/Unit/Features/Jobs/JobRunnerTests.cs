using ConvoWeb.Data;
using ConvoWeb.Data.Jobs;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Jobs;
using ConvoWeb.Platform.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConvoWeb.Tests.Unit.Features.Jobs;

/// <summary>How jobs end, whatever their work is.</summary>
public sealed class JobRunnerTests
{
    private const int MaxAttempts = 5;

    private static readonly CurrentUser Alice = new("alice");

    private readonly TestClock _clock = new();

    [Theory, DatabaseData]
    public async Task A_job_that_ends_the_process_at_the_same_place_each_time_is_not_begun_for_ever(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        var id = await AddAsync(database);
        for (var n = 0; n < 2 * MaxAttempts; n++)
        {
            await TakeAsync(database, new JobProgress { Total = 50, Done = n + 1 }); // it got further before it ended the process
        }

        for (var n = 0; n < MaxAttempts; n++)
        {
            await TakeAsync(database, null);
        }

        var work = new Work(_ => throw new InvalidOperationException("It is not begun once more."));
        var job = await EndOfAsync(database, work, id);

        Assert.Equal((JobState.Failed, "It was begun 5 times, and broke off each time at the same place. The server's log may say why."), (job.State, job.Reason));
    }

    [Theory, DatabaseData]
    public async Task A_job_that_got_further_is_gone_on_with_however_often_it_broke_off(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        var id = await AddAsync(database);
        for (var n = 0; n < 2 * MaxAttempts; n++)
        {
            await TakeAsync(database, new JobProgress { Total = 50, Done = n + 1 });
        }

        var job = await EndOfAsync(database, new Work(job => Task.FromResult(ResultOf(job))), id);

        Assert.Equal((JobState.Done, 2 * MaxAttempts), (job.State, job.Done));
    }

    [Theory, DatabaseData]
    public async Task What_the_database_cannot_give_is_asked_for_again_but_not_for_ever(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        var id = await AddAsync(database);
        var work = new Work(_ => throw new DatabaseFaultException(DatabaseFaultKind.Unavailable, "A page cannot be read."));
        for (var n = 1; n < MaxAttempts; n++)
        {
            using var runner = RunnerOf(database, work);
            await runner.StartAsync(Cancel);
            await work.UntilBegunAsync(n);
            await runner.StopAsync(Cancel);
            Assert.Equal("running", await database.ScalarAsync<string>("SELECT state FROM jobs"));
            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        var job = await EndOfAsync(database, work, id);

        Assert.Equal((JobState.Failed, "A page cannot be read.", MaxAttempts), (job.State, job.Reason, work.Begun));
    }

    [Theory, DatabaseData]
    public async Task A_damaged_database_fails_a_job_at_once(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        var id = await AddAsync(database);
        var work = new Work(_ => throw new DatabaseFaultException(DatabaseFaultKind.Corrupt, "The file is damaged."));

        var job = await EndOfAsync(database, work, id);

        Assert.Equal((JobState.Failed, "The file is damaged.", 1), (job.State, job.Reason, work.Begun));
    }

    [Theory, DatabaseData]
    public async Task A_program_that_is_stopped_leaves_its_job_to_whoever_comes_next(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        var id = await AddAsync(database);
        for (var n = 0; n < 2 * MaxAttempts; n++)
        {
            var work = new Work(async (job, cancellationToken) =>
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
                return ResultOf(job);
            });
            using var runner = RunnerOf(database, work);
            await runner.StartAsync(Cancel);
            await work.UntilBegunAsync(1);
            await runner.StopAsync(Cancel);
            Assert.Equal(1, await database.ScalarAsync<long>("SELECT count(*) FROM jobs WHERE state = 'running' AND lease_until IS NULL"));
        }

        var job = await EndOfAsync(database, new Work(job => Task.FromResult(ResultOf(job))), id);

        Assert.Equal(JobState.Done, job.State);
    }

    private async Task<Guid> AddAsync(TestDatabase database) =>
        (await new JobService(database.Database, _clock).AddAsync(Alice, new NewJob { Kind = JobKind.Export, Request = "{}" }, null, Cancel)).Id;

    /// <summary>As a process does that is ended afterwards.</summary>
    private async Task TakeAsync(TestDatabase database, JobProgress? progress)
    {
        var now = _clock.GetUtcNow();
        var held = await database.Database.WriteAsync(db => JobWrites.TakeAsync(db, now, now.AddSeconds(15)), Cancel);
        var job = new RunningJob(database.Database, new JobStart(held!, JobKind.Export, Alice, "{}", now, new JobProgress()));
        if (progress is not null)
        {
            await job.SaveAsync(progress, []);
        }

        _clock.Advance(TimeSpan.FromMinutes(1));
    }

    /// <summary>When a runner has done with it.</summary>
    private async Task<JobView> EndOfAsync(TestDatabase database, Work work, Guid id)
    {
        var jobs = new JobService(database.Database, _clock);
        using var runner = RunnerOf(database, work);
        await runner.StartAsync(Cancel);
        JobView? job;
        while ((job = await jobs.FindAsync(Alice, id, Cancel)) is { IsOver: false })
        {
            await Task.Yield();
        }

        await runner.StopAsync(Cancel);
        return job!;
    }

    private JobRunner RunnerOf(TestDatabase database, Work work) => new(
        new ServiceCollection().AddSingleton<IJobWork>(work).BuildServiceProvider(),
        new JobService(database.Database, _clock),
        database.Database,
        new DatabaseReadiness { Fault = null },
        _clock,
        NullLogger<JobRunner>.Instance);

    private static JobResult ResultOf(RunningJob job) =>
        new() { FileName = "export.zip", MediaType = "application/zip", Progress = job.Progress, Pieces = [] };

    private sealed class Work(Func<RunningJob, CancellationToken, Task<JobResult>> run) : IJobWork
    {
        public Work(Func<RunningJob, Task<JobResult>> run)
            : this((job, _) => run(job))
        {
        }

        public JobKind Kind => JobKind.Export;

        public int Begun { get; private set; }

        public async Task UntilBegunAsync(int times)
        {
            while (Begun < times)
            {
                await Task.Yield();
            }
        }

        public Task<JobResult> RunAsync(RunningJob job, CancellationToken cancellationToken)
        {
            Begun++;
            return run(job, cancellationToken);
        }
    }
}
