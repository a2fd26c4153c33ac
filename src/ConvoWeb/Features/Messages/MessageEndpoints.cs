using System.Globalization;
using System.Text.Json;
using ConvoWeb.Data;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Messages.Drafts;
using ConvoWeb.Features.Messages.Files;
using ConvoWeb.Platform.Paging;
using ConvoWeb.Platform.Requests;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace ConvoWeb.Features.Messages;

internal static class MessageEndpoints
{
    private const int MaxBody = 2 * 1024 * 1024;

    /// <summary>All message routes exist under <c>/v1</c> and <c>/api</c> alike.</summary>
    public static void MapMessages(this IEndpointRouteBuilder routes)
    {
        routes.MapFiles();
        foreach (var root in (string[])["v1", "api"])
        {
            var group = routes.MapGroup($"/{root}/conversations/{{id:guid}}/messages").WithTags("Messages").RequireAuthorization();

            group.MapGet("/", List).WithName($"ListMessages-{root}").Produces<Page<MessageView>>();
            group.MapPost("/", Append)
                .WithName($"AppendMessage-{root}")
                .WithMetadata(new RequestSizeLimitAttribute(MaxBody))
                .ProducesProblem(StatusCodes.Status409Conflict)
                .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
                .ProducesValidationProblem();
            group.MapGet("/{messageId:guid}", Get).WithName($"GetMessage-{root}");
            group.MapPatch("/{messageId:guid}", Patch)
                .WithName($"PatchMessage-{root}")
                .WithMetadata(new RequestSizeLimitAttribute(MaxBody))
                .ProducesProblem(StatusCodes.Status412PreconditionFailed)
                .ProducesValidationProblem();
            group.MapDelete("/{messageId:guid}", Remove).WithName($"RemoveMessage-{root}");
            group.MapPost("/{messageId:guid}/deltas", DraftEndpoints.AppendDeltas)
                .WithName($"AppendDeltas-{root}")
                .WithMetadata(new RequestSizeLimitAttribute(MaxBody))
                .Accepts<IReadOnlyList<NewDelta>>("application/json")
                .ProducesProblem(StatusCodes.Status409Conflict)
                .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
                .ProducesValidationProblem();
            group.MapPost("/{messageId:guid}/finalize", DraftEndpoints.Finalize)
                .WithName($"FinalizeMessage-{root}")
                .WithMetadata(new RequestSizeLimitAttribute(MaxBody))
                .ProducesProblem(StatusCodes.Status409Conflict)
                .ProducesValidationProblem();
        }
    }

    private static async Task List(
        Guid id, int? after, int? before, int? limit, string? cursor, HttpContext context, MessageService messages, CurrentUser user)
    {
        if (cursor is not null)
        {
            after = Cursor.Parse(cursor, "seq") is not { } place ? after
                : int.TryParse(place.Key, NumberStyles.None, CultureInfo.InvariantCulture, out var seq) ? seq
                : throw new InvalidInputException("cursor", "cursor is not one that this list gave out.");
        }

        var window = MessageWindow.Of(after, before, limit, PageLimits.Default, newestByDefault: false);
        await messages.WritePageAsync(user, id, window, context.Response, context.RequestAborted);
    }

    private static async Task<Results<Created<MessageView>, Accepted<NotStoredView>, NotFound>> Append(
        Guid id, NewMessage message, IdempotencyHeader idempotency, RecordHeader record, HttpContext context, AppendService appends, CurrentUser user)
    {
        var key = idempotency.For(message, MessagesJson.Api.NewMessage);
        return await appends.AppendAsync(user, id, message, key, context.RequestAborted, isStored: !record.IsOff) switch
        {
            null => TypedResults.NotFound(),
            { Stored: false } relayed => TypedResults.Accepted(
                (string?)null, relayed.Message.State is MessageState.Draft ? new NotStoredView(Id: relayed.Message.Id, Next: 0) : new NotStoredView()),
            var appended => TypedResults.Created($"/api/conversations/{id}/messages/{appended.Message.Id}", appended.Message),
        };
    }

    private static async Task<Results<Ok<MessageView>, NotFound>> Get(
        Guid id, Guid messageId, MessageService messages, CurrentUser user, CancellationToken cancellationToken) =>
        await messages.FindAsync(user, id, messageId, cancellationToken) is { } message
            ? TypedResults.Ok(message)
            : TypedResults.NotFound();

    private static async Task<Results<Ok<MessageView>, NotFound>> Patch(
        Guid id, Guid messageId, JsonElement patch, IfMatch ifMatch, MessageService messages, CurrentUser user, CancellationToken cancellationToken) =>
        await messages.PatchAsync(user, id, messageId, patch, ifMatch.Version, cancellationToken) is { } message
            ? TypedResults.Ok(message)
            : TypedResults.NotFound();

    private static async Task<Results<NoContent, NotFound>> Remove(
        Guid id, Guid messageId, IfMatch ifMatch, MessageService messages, CurrentUser user, CancellationToken cancellationToken) =>
        await messages.RemoveAsync(user, id, messageId, ifMatch.Version, cancellationToken)
            ? TypedResults.NoContent()
            : TypedResults.NotFound();
}
