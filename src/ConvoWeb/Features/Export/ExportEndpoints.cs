using ConvoWeb.Features.Accounts;

namespace ConvoWeb.Features.Export;

internal static class ExportEndpoints
{
    public static void MapConversationExport(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/conversations/{id:guid}/export", Export)
            .WithTags("Export")
            .WithName("ExportConversation")
            .RequireAuthorization()
            .Produces<string>(StatusCodes.Status200OK, "application/octet-stream")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status500InternalServerError)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .ProducesValidationProblem();

    private static async Task Export(Guid id, [AsParameters] ExportQuery query, HttpContext context, ExportService exports, ExportMark mark, CurrentUser user)
    {
        var exporter = exports.Exporter(query.Format);
        if (await exports.OpenAsync(user, id, query.ToOptions(exporter.Format), context.RequestAborted) is not { } document)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var response = context.Response;
        response.ContentType = exporter.Format.MediaType;
        response.Headers.ContentDisposition = ExportFileName.Disposition(document.Conversation.Title, exporter.Format.Extension);
        var isWhole = await ExportAnswer.SendAsync(
            context,
            () => exporter.WriteAsync(document, response.BodyWriter, context.RequestAborted),
            () => mark.NoteBrokenOffAsync(user, [id], exporter.Format));
        if (isWhole)
        {
            // The end of the answer waits, so that who has it all also finds the mark.
            await mark.SetAsync(user, [id], exporter.Format, document.ReadAt);
        }
    }
}
