using ConvoWeb.Data;
using ConvoWeb.Data.Jobs;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Jobs;

namespace ConvoWeb.Tests.Unit.Features.Jobs;

/// <summary>A job has one holder: what another writes to it is refused, whole.</summary>
public sealed class HeldJobTests
{
    private static readonly CurrentUser Alice = new("alice");

    private readonly TestClock _clock = new();

    [Theory, DatabaseData]
    public async Task Whoever_lost_a_job_to_another_of_the_same_process_writes_nothing_to_it(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        await new JobService(database.Database, _clock).AddAsync(Alice, new NewJob { Kind = JobKind.Export, Request = "{}" }, null, Cancel);
        var older = await TakeAsync(database);
        await older.SaveAsync(new JobProgress { Total = 3, Done = 1, Bytes = 2 }, [new JobPiece(JobFile.Name, 0, [1, 2])]);

        _clock.Advance(TimeSpan.FromMinutes(1)); // it slept
        var newer = await TakeAsync(database);

        await RefusedAsync(older);
        Assert.Equal([[1, 2]], await newer.PiecesAsync(JobFile.Name, Cancel));
        Assert.Equal("running 1", await StoredAsync(database));

        await newer.EndAsync(EndOf(JobState.Done), new JobProgress { Total = 3, Done = 3, Bytes = 3 }, [new JobPiece(JobFile.Name, 0, [1, 2, 3])]);
        await RefusedAsync(older);
        await RefusedAsync(newer); // nor does anybody after the end
        Assert.Equal([[1, 2, 3]], await newer.PiecesAsync(JobFile.Name, Cancel));
        Assert.Equal("done 3", await StoredAsync(database));
    }

    [Theory, DatabaseData]
    public async Task An_upload_into_a_job_that_was_removed_or_taken_meanwhile_is_a_conflict(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        var jobs = new JobService(database.Database, _clock);
        var removed = await jobs.ReserveAsync(Alice, new NewJob { Kind = JobKind.Import, Request = "" }, Cancel);
        var late = await jobs.ReserveAsync(Alice, new NewJob { Kind = JobKind.Import, Request = "" }, Cancel);
        await jobs.PutAsync(removed, new JobPiece("upload 0", 0, [1]), Cancel);

        await jobs.RemoveAsync(Alice, removed.Id, Cancel);
        _clock.Advance(TimeSpan.FromDays(2)); // it is taken to be given up, and failed
        await TakeAsync(database);

        foreach (var job in (HeldJob[])[removed, late, HeldJob.New(Guid.CreateVersion7())])
        {
            await Assert.ThrowsAsync<ConflictException>(() => jobs.PutAsync(job, new JobPiece("upload 0", 1, [2]), Cancel));
            await Assert.ThrowsAsync<ConflictException>(() => jobs.ReleaseAsync(Alice, job, "[]", null, Cancel));
        }

        Assert.Equal(1, await database.ScalarAsync<long>("SELECT count(*) FROM job_parts"));
        Assert.Equal("", await database.ScalarAsync<string>("SELECT request FROM jobs WHERE state = 'running'"));
    }

    private async Task RefusedAsync(RunningJob job)
    {
        var piece = new JobPiece(JobFile.Name, 0, [9]);
        var progress = new JobProgress { Total = 9, Done = 9, Bytes = 9 };
        await Assert.ThrowsAsync<JobTakenException>(() => job.PutAsync(piece));
        await Assert.ThrowsAsync<JobTakenException>(() => job.SaveAsync(progress, [piece]));
        await Assert.ThrowsAsync<JobTakenException>(() => job.RenewAsync(_clock.GetUtcNow().AddDays(9), Cancel));
        await Assert.ThrowsAsync<JobTakenException>(() => job.EndAsync(EndOf(JobState.Done), progress, [piece]));
        await Assert.ThrowsAsync<JobTakenException>(() => job.EndAsync(EndOf(JobState.Failed)));
    }

    /// <summary>As a worker does.</summary>
    private async Task<RunningJob> TakeAsync(TestDatabase database)
    {
        var now = _clock.GetUtcNow();
        var held = await database.Database.WriteAsync(db => JobWrites.TakeAsync(db, now, now.AddSeconds(15)), Cancel);
        return new RunningJob(database.Database, new JobStart(held!, JobKind.Export, Alice, "{}", now, new JobProgress()));
    }

    private JobEnd EndOf(JobState state) => new(state, _clock.GetUtcNow(), _clock.GetUtcNow().AddDays(7));

    private static Task<string?> StoredAsync(TestDatabase database) => database.ScalarAsync<string>("SELECT state || ' ' || done FROM jobs");
}
