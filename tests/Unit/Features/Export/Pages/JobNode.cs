using ConvoWeb.Data.Jobs;
using ConvoWeb.Data.Providers;

namespace ConvoWeb.Tests.Unit.Features.Export.Pages;

/// <summary>Does jobs as a node does, but step by step.</summary>
internal sealed class JobNode(IDatabase database, TimeProvider clock)
{
    /// <summary>The oldest that nobody does.</summary>
    public Task<HeldJob> TakeAsync() => database.WriteAsync(
        async db => (await JobWrites.TakeAsync(db, clock.GetUtcNow(), clock.GetUtcNow().AddHours(1)))!, Cancel);

    public Task<HeldJob> SaveAsync(HeldJob job, int total, int done, int skipped = 0) => WriteAsync(
        job, db => JobWrites.SaveAsync(db, job, new JobProgress { Total = total, Done = done, Skipped = skipped, Bytes = done * 1024L }, []));

    /// <param name="result">As JSON.</param>
    public Task<HeldJob> EndAsync(HeldJob job, string result) =>
        EndAsync(job, new JobEnd(JobState.Done, clock.GetUtcNow(), clock.GetUtcNow().AddDays(7)) { Result = result, FileName = "ConvoWeb 2026-11-21 09-32-00.zip", MediaType = "application/zip" });

    public Task<HeldJob> FailAsync(HeldJob job, string reason) =>
        EndAsync(job, new JobEnd(JobState.Failed, clock.GetUtcNow(), clock.GetUtcNow().AddDays(7)) { Reason = reason });

    private Task<HeldJob> EndAsync(HeldJob job, JobEnd end) => WriteAsync(job, db => JobWrites.EndAsync(db, job, end));

    private Task<HeldJob> WriteAsync(HeldJob job, Func<DatabaseScope, ValueTask> write) => database.WriteAsync(
        async db =>
        {
            await write(db);
            return job;
        },
        Cancel);
}
