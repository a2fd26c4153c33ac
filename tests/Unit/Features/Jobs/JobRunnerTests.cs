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

    [Theory, DatabaseData]
    public async Task A_job_that_failed_keeps_its_reason_and_nothing_of_what_it_was_given(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        var id = await AddAsync(database, JobKind.Import);
        var work = new Work(
            async job =>
            {
                await PutAsync(job, "upload 0", 40);
                throw new InvalidInputException("file", "It is of no known format.");
            },
            JobKind.Import);

        var job = await EndOfAsync(database, work, id);

        Assert.Equal((JobState.Failed, "It is of no known format."), (job.State, job.Reason));
        Assert.Equal(0, await database.ScalarAsync<long>("SELECT count(*) FROM job_parts"));
    }

    [Theory, DatabaseData]
    public async Task When_an_export_was_made_is_known_for_longer_than_its_file_is_kept(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        var jobs = new JobService(database.Database, _clock);
        var work = new Work(async job =>
        {
            await PutAsync(job, "plan", 20);
            await PutAsync(job, JobFile.Name, 20);
            return ResultOf(job) with { Summary = "{}" };
        });
        var id = await AddAsync(database);
        await EndOfAsync(database, work, id);
        Assert.Equal("20 20", await database.ScalarAsync<string>($"SELECT (SELECT count(*) FROM job_parts) || ' ' || (SELECT count(*) FROM job_parts WHERE name = '{JobFile.Name}')"));

        _clock.Advance(TimeSpan.FromDays(8));
        await SweepAsync(database);
        Assert.Null(await jobs.FindAsync(Alice, id, Cancel));
        Assert.Null(await jobs.OpenFileAsync(Alice, id, Cancel));
        Assert.Empty((await jobs.ListAsync(Alice, null, null, Cancel)).Items);
        Assert.False(await jobs.RemoveAsync(Alice, id, Cancel));
        Assert.Equal(0, await database.ScalarAsync<long>("SELECT count(*) FROM job_parts"));
        Assert.Equal([new DoneJob("{}", "{}")], await jobs.DoneAsync(Alice, JobKind.Export, Cancel).ToListAsync(Cancel));

        _clock.Advance(TimeSpan.FromDays(358));
        await SweepAsync(database);
        Assert.Equal(0, await database.ScalarAsync<long>("SELECT count(*) FROM jobs"));
    }

    [Theory, DatabaseData]
    public async Task An_export_that_its_owner_removes_is_forgotten_and_so_is_an_import_after_a_week(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        var jobs = new JobService(database.Database, _clock);
        var export = await AddAsync(database);
        await EndOfAsync(database, new Work(job => Task.FromResult(ResultOf(job) with { Summary = "{}" })), export);
        var import = await AddAsync(database, JobKind.Import);
        await EndOfAsync(database, new Work(job => Task.FromResult(ResultOf(job) with { Summary = "{}" }), JobKind.Import), import);

        Assert.True(await jobs.RemoveAsync(Alice, export, Cancel));
        Assert.Empty(await jobs.DoneAsync(Alice, JobKind.Export, Cancel).ToListAsync(Cancel));
        await SweepAsync(database);
        Assert.Equal(import.ToString(), await database.ScalarAsync<string>("SELECT id FROM jobs"));

        _clock.Advance(TimeSpan.FromDays(8));
        await SweepAsync(database);
        Assert.Equal(0, await database.ScalarAsync<long>("SELECT count(*) FROM jobs"));
    }

    private async Task<Guid> AddAsync(TestDatabase database, JobKind kind = JobKind.Export) =>
        (await new JobService(database.Database, _clock).AddAsync(Alice, new NewJob { Kind = kind, Request = "{}" }, null, Cancel)).Id;

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

    /// <summary>When a runner has done with it, and looked at what of it goes.</summary>
    private async Task<JobView> EndOfAsync(TestDatabase database, Work work, Guid id)
    {
        using var runner = RunnerOf(database, work);
        await runner.StartAsync(Cancel);
        while (await database.ScalarAsync<long>("SELECT count(*) FROM jobs WHERE sweep_at IS NULL OR sweep_at <= @now", ("@now", _clock.GetUtcNow())) > 0)
        {
            await Task.Yield();
        }

        await runner.StopAsync(Cancel);
        return (await new JobService(database.Database, _clock).FindAsync(Alice, id, Cancel))!;
    }

    private Task SweepAsync(TestDatabase database) => EndOfAsync(database, new Work(_ => throw new InvalidOperationException("There is nothing to do.")), Guid.Empty);

    private static async Task PutAsync(RunningJob job, string name, int count)
    {
        for (var n = 0; n < count; n++)
        {
            await job.PutAsync(new JobPiece(name, n, [1]));
        }
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

    private sealed class Work(Func<RunningJob, CancellationToken, Task<JobResult>> run, JobKind kind = JobKind.Export) : IJobWork
    {
        public Work(Func<RunningJob, Task<JobResult>> run, JobKind kind = JobKind.Export)
            : this((job, _) => run(job), kind)
        {
        }

        public JobKind Kind => kind;

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
