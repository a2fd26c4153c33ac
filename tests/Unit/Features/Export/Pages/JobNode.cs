using ConvoWeb.Data.Jobs;
using ConvoWeb.Data.Providers;

namespace ConvoWeb.Tests.Unit.Features.Export.Pages;

/// <summary>Does jobs as a node does, but step by step.</summary>
internal sealed class JobNode(IDatabase database, TimeProvider clock)
{
    private const string Name = "test";

    /// <summary>The oldest that nobody does.</summary>
    public Task<Guid> TakeAsync() => database.WriteAsync(
        async db => (await JobWrites.TakeAsync(db, new JobLease(Name, clock.GetUtcNow().AddHours(1)), clock.GetUtcNow()))!.Value, Cancel);

    public Task<bool> SaveAsync(Guid id, int total, int done, int skipped = 0) => database.WriteAsync(
        db => JobWrites.SaveAsync(db, id, Name, new JobProgress { Total = total, Done = done, Skipped = skipped, Bytes = done * 1024L }, []), Cancel);

    /// <param name="result">As JSON.</param>
    public Task<Guid> EndAsync(Guid id, string result) =>
        EndAsync(id, new JobEnd(JobState.Done, clock.GetUtcNow(), clock.GetUtcNow().AddDays(7)) { Result = result, FileName = "ConvoWeb 2026-11-21 09-32-00.zip", MediaType = "application/zip" });

    public Task<Guid> FailAsync(Guid id, string reason) =>
        EndAsync(id, new JobEnd(JobState.Failed, clock.GetUtcNow(), clock.GetUtcNow().AddDays(7)) { Reason = reason });

    private Task<Guid> EndAsync(Guid id, JobEnd end) => database.WriteAsync(
        async db =>
        {
            await JobWrites.EndAsync(db, id, Name, end);
            return id;
        },
        Cancel);
}
