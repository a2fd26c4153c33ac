using System.Runtime.CompilerServices;
using ConvoWeb.Data;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Jobs;
using ConvoWeb.Platform.Requests;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace ConvoWeb.Features.Import;

internal static class ImportEndpoints
{
    private const string FilePart = "file";

    /// <summary>RFC 2046 allows 70 characters.</summary>
    private const int MaxBoundary = 200;

    public static void MapImport(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/import", Import)
            .WithTags("Import")
            .WithName("Import")
            .RequireAuthorization()
            .DisableAntiforgery() // a foreign Origin is refused before
            .WithMetadata(new DisableRequestSizeLimitAttribute())
            .Accepts<IFormFileCollection>("multipart/form-data")
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);

    /// <param name="bringBack">Also what was deleted for good here.</param>
    private static async Task<Results<Ok<ImportReport>, Accepted<JobView>, ProblemHttpResult>> Import(
        bool? preview,
        bool? background,
        [FromQuery(Name = "bring_back")] bool? bringBack,
        HttpRequest request,
        IdempotencyHeader idempotency,
        ImportService import,
        ImportJobs jobs,
        CurrentUser user,
        CancellationToken cancellationToken)
    {
        if (background is true && preview is true)
        {
            throw new InvalidInputException("preview", "A preview is not made in the background.");
        }

        try
        {
            if (background is true)
            {
                var job = await jobs.BeginAsync(
                    user, ReadParts(request, cancellationToken), bringBack is true, kept => idempotency.For(kept, ImportJson.Api.KeptUploadArray), cancellationToken);
                return TypedResults.Accepted($"{JobEndpoints.Address}/{job.Id}", job);
            }

            var report = await import.ImportAsync(user, ReadParts(request, cancellationToken), new ImportOptions { Preview = preview is true, BringsBack = bringBack is true }, cancellationToken);
            return report.Unknown.Count == 0 ? TypedResults.Ok(report) : Unprocessable(report);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException and not BadHttpRequestException)
        {
            throw new BadHttpRequestException("The body is not the multipart/form-data that it says it is, or ends in the middle.", exception);
        }
    }

    /// <summary>Names the files that are of no known format; what came in from others beside them is told as well.</summary>
    private static ProblemHttpResult Unprocessable(ImportReport report) => TypedResults.Problem(
        statusCode: StatusCodes.Status422UnprocessableEntity,
        title: "Not a chat export that is known here.",
        detail: report.Fault,
        extensions: new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["errors"] = new Dictionary<string, string[]>(StringComparer.Ordinal)
            {
                [FilePart] = [.. report.Unknown.Select(file => $"{file.Name}: {file.Reason}")],
            },
            ["items"] = report.Items,
            ["totals"] = report.Totals,
        });

    /// <summary>The parts named <c>file</c>, while they arrive: neither memory nor a temporary file holds them.</summary>
    private static async IAsyncEnumerable<ImportUpload> ReadParts(HttpRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and <= MaxBoundary } boundary)
        {
            throw new BadHttpRequestException("Send multipart/form-data with one or more parts named file.", StatusCodes.Status415UnsupportedMediaType);
        }

        var parts = new MultipartReader(boundary.ToString(), request.Body);
        var count = 0;
        while (await parts.ReadNextSectionAsync(cancellationToken) is { } part)
        {
            if (ContentDispositionHeaderValue.TryParse(part.ContentDisposition, out var disposition)
                && HeaderUtilities.RemoveQuotes(disposition.Name).Equals(FilePart, StringComparison.Ordinal))
            {
                var name = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName);
                count++;
                yield return new ImportUpload(name.Length > 0 ? name.ToString() : $"file {count}", part.Body);
            }
        }

        if (count == 0)
        {
            throw new InvalidInputException(FilePart, "There is no part named file.");
        }
    }
}
