using ConvoWeb.Features.Accounts;
using ConvoWeb.Platform.Hosting;
using ConvoWeb.Platform.Requests;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace ConvoWeb.Features.Messages.Files;

internal static class FileEndpoints
{
    /// <summary>What a multipart body may have around the file.</summary>
    private const int Wrapping = 64 * 1024;

    /// <summary>A file that is opened by itself runs nothing and loads nothing but itself.</summary>
    private const string ContentPolicy =
        "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'";

    public static void MapFiles(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/files").WithTags("Files").RequireAuthorization();

        group.MapPost("/", Store)
            .WithName("StoreFile")
            .DisableAntiforgery() // a foreign Origin is refused before
            .Accepts<Stream>("*/*")
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesValidationProblem();
        group.MapMethods("/{id:guid}", [HttpMethods.Get, HttpMethods.Head], Get).WithName("GetFile");
        group.MapDelete("/{id:guid}", Remove).WithName("RemoveFile");
    }

    private static async Task<Created<FileView>> Store(
        string? name, HttpRequest request, IdempotencyHeader idempotency, FileService files, Settings settings, CurrentUser user, CancellationToken cancellationToken)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } body)
        {
            body.MaxRequestBodySize = settings.FileLimit + Wrapping;
        }

        try
        {
            var upload = await UploadedFile.OpenAsync(request, name, cancellationToken);
            var file = await files.StoreAsync(
                user, upload, fingerprint => idempotency.For(fingerprint, MessagesJson.Api.FileFingerprint), cancellationToken);
            return TypedResults.Created(file.Url, file);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException and not BadHttpRequestException)
        {
            throw new BadHttpRequestException("The body ends in the middle, or is not the multipart/form-data that it says it is.", exception);
        }
    }

    private static async Task<Results<FileStreamHttpResult, NotFound>> Get(
        Guid id, HttpResponse response, FileService files, CurrentUser user, CancellationToken cancellationToken)
    {
        if (await files.OpenAsync(user, id, cancellationToken) is not var (file, content))
        {
            return TypedResults.NotFound();
        }

        var isSafe = MediaTypes.IsSafeInPlace(file.MediaType);
        var disposition = new ContentDispositionHeaderValue(isSafe ? "inline" : "attachment");
        disposition.SetHttpFileName(file.Name);
        response.Headers.ContentDisposition = disposition.ToString();
        response.Headers.ContentSecurityPolicy = ContentPolicy;
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        response.Headers.CacheControl = "private, no-cache"; // kept, but asked for each time: it may have been deleted

        // Whatever else it is, no page may take it for a script or a style sheet of ours.
        return TypedResults.Stream(
            content,
            isSafe ? file.MediaType : MediaTypes.Unknown,
            entityTag: new EntityTagHeaderValue($"\"{file.Sha256}\""),
            enableRangeProcessing: true);
    }

    private static async Task<Results<NoContent, NotFound>> Remove(
        Guid id, FileService files, CurrentUser user, CancellationToken cancellationToken) =>
        await files.RemoveAsync(user, id, cancellationToken) ? TypedResults.NoContent() : TypedResults.NotFound();
}
