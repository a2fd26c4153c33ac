using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Jobs;
using ConvoWeb.Platform.Requests;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace ConvoWeb.Features.Export.Bulk;

internal static class BulkExportEndpoints
{
    /// <summary>The ids of 100,000 conversations.</summary>
    private const int MaxBody = 8 * 1024 * 1024;

    public static void MapBulkExport(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/conversations/export/bulk", Export)
            .WithTags("Export")
            .WithName("ExportConversations")
            .WithMetadata(new RequestSizeLimitAttribute(MaxBody))
            .RequireAuthorization()
            .Produces<string>(StatusCodes.Status200OK, "application/zip")
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .ProducesValidationProblem();
        routes.MapPost(JobEndpoints.Address, Begin)
            .WithTags("Jobs")
            .WithName("BeginExport")
            .WithMetadata(new RequestSizeLimitAttribute(MaxBody))
            .RequireAuthorization()
            .ProducesValidationProblem();
    }

    /// <summary>The same, in the background.</summary>
    private static async Task<Accepted<JobView>> Begin(
        NewExportJob request, IdempotencyHeader idempotency, BulkExportJobs jobs, CurrentUser user, CancellationToken cancellationToken)
    {
        var job = await jobs.BeginAsync(user, request.Export ?? new BulkExportRequest(), idempotency.For(request, BulkJson.Api.NewExportJob), cancellationToken);
        return TypedResults.Accepted($"{JobEndpoints.Address}/{job.Id}", job);
    }

    private static async Task Export(BulkExportRequest? request, HttpContext context, BulkExportService exports, CurrentUser user)
    {
        request ??= new BulkExportRequest();
        var what = exports.Check(request);
        var plan = await exports.ResolveAsync(user, request, context.RequestAborted);
        var response = context.Response;
        response.ContentType = what.Format.MediaType;
        response.Headers.ContentDisposition = ExportFileName.Disposition(what.FileTitle, what.Format.Extension);
        await ExportAnswer.SendAsync(context, WriteAsync, () => exports.NoteBrokenOffAsync(user, what, plan)); // a failure is of none of them

        async Task WriteAsync()
        {
            var whole = await exports.WriteAsync(
                user, what, plan, async (bytes, cancellationToken) => await response.BodyWriter.WriteAsync(bytes, cancellationToken), context.RequestAborted);

            // Marking a hundred thousand takes its time, and who has the whole file need not wait for it.
            response.OnCompleted(() => exports.MarkAsync(user, what, whole));
        }
    }
}
