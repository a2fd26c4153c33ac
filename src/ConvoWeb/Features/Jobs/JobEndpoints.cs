using ConvoWeb.Features.Accounts;
using ConvoWeb.Platform.Paging;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace ConvoWeb.Features.Jobs;

internal static class JobEndpoints
{
    public const string Address = "/api/jobs";

    public static void MapJobs(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup(Address).WithTags("Jobs").RequireAuthorization();

        group.MapGet("/", List).WithName("ListJobs").ProducesValidationProblem();
        group.MapGet("/{id:guid}", Get).WithName("GetJob");
        group.MapMethods("/{id:guid}/file", [HttpMethods.Get, HttpMethods.Head], GetFile).WithName("GetJobFile");
        group.MapDelete("/{id:guid}", Remove).WithName("RemoveJob");
    }

    private static async Task<Ok<Page<JobView>>> List(
        string? cursor, int? limit, JobService jobs, CurrentUser user, CancellationToken cancellationToken) =>
        TypedResults.Ok(await jobs.ListAsync(user, cursor, limit, cancellationToken));

    private static async Task<Results<Ok<JobView>, NotFound>> Get(Guid id, JobService jobs, CurrentUser user, CancellationToken cancellationToken) =>
        await jobs.FindAsync(user, id, cancellationToken) is { } job ? TypedResults.Ok(job) : TypedResults.NotFound();

    /// <summary>What was begun and broke off can be gone on with: ranges, for as long as it is the same file.</summary>
    private static async Task<Results<FileStreamHttpResult, NotFound>> GetFile(
        Guid id, HttpResponse response, JobService jobs, CurrentUser user, CancellationToken cancellationToken)
    {
        if (await jobs.OpenFileAsync(user, id, cancellationToken) is not var (job, mediaType, content))
        {
            return TypedResults.NotFound();
        }

        response.Headers.CacheControl = "private, no-cache";
        return TypedResults.Stream(
            content, mediaType, job.FileName, lastModified: job.EndedAt, entityTag: new EntityTagHeaderValue($"\"{job.Id}\""), enableRangeProcessing: true);
    }

    private static async Task<Results<NoContent, NotFound>> Remove(Guid id, JobService jobs, CurrentUser user, CancellationToken cancellationToken) =>
        await jobs.RemoveAsync(user, id, cancellationToken) ? TypedResults.NoContent() : TypedResults.NotFound();
}
