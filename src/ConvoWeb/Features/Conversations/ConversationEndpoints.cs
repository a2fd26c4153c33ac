using System.Text.Json;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations.Feed;
using ConvoWeb.Features.Conversations.Personalities;
using ConvoWeb.Features.Conversations.Tags;
using ConvoWeb.Features.Messages;
using ConvoWeb.Platform.Paging;
using ConvoWeb.Platform.Requests;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace ConvoWeb.Features.Conversations;

internal static class ConversationEndpoints
{
    /// <summary>A thousand first messages fit; more come by import.</summary>
    private const int MaxCreateBody = 32 * 1024 * 1024;

    private const int MaxEditBody = 1024 * 1024;

    public static void MapConversations(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/conversations").WithTags("Conversations").RequireAuthorization();

        group.MapGet("/", List).WithName("ListConversations").ProducesValidationProblem();
        group.MapPost("/", Create).WithName("CreateConversation").WithMetadata(new RequestSizeLimitAttribute(MaxCreateBody)).ProducesValidationProblem();
        group.MapGet("/{id:guid}", Get).WithName("GetConversation").Produces<ConversationWithMessages>().Produces(StatusCodes.Status304NotModified);
        group.MapPut("/{id:guid}", Replace)
            .WithName("ReplaceConversation")
            .WithMetadata(new RequestSizeLimitAttribute(MaxEditBody))
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status412PreconditionFailed);
        group.MapPatch("/{id:guid}", Patch)
            .WithName("PatchConversation")
            .WithMetadata(new RequestSizeLimitAttribute(MaxEditBody))
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status412PreconditionFailed);
        group.MapPost("/{id:guid}/restore", Restore).WithName("RestoreConversation");
        group.MapEvents();
        routes.MapPersonalities();
        routes.MapTags();
        routes.MapHub<TranscriptHub>(TranscriptHub.Path).RequireAuthorization().Add(endpoint =>
        {
            var next = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = context =>
            {
                TranscriptLine.Offer(context);
                return next(context);
            };
        });
    }

    private static async Task<Ok<Page<ConversationView>>> List(
        [AsParameters] ConversationListQuery query,
        ConversationService conversations,
        PersonalityService personalities,
        CurrentUser user,
        CancellationToken cancellationToken)
    {
        var order = ConversationOrder.Of(query.Sort);
        return TypedResults.Ok(await query.ToFilterAsync(user, personalities, ConversationScope.Active, TimeZoneInfo.Utc, cancellationToken) is { } filter
            ? order.Outward(await conversations.ListAsync(user, filter, order, query.Cursor, query.Limit, cancellationToken))
            : new Page<ConversationView>([], null));
    }

    private static async Task<Created<ConversationView>> Create(
        NewConversation? conversation,
        IdempotencyHeader idempotency,
        RecordHeader record,
        ConversationService conversations,
        CurrentUser user,
        HttpResponse response,
        CancellationToken cancellationToken)
    {
        conversation ??= new NewConversation();
        var key = idempotency.For(conversation, ConversationsJson.Api.NewConversation);
        var created = await conversations.CreateAsync(user, conversation, key, cancellationToken, storesMessages: !record.IsOff);
        response.SetETag(created.Version);
        return TypedResults.Created($"/api/conversations/{created.Id}", created);
    }

    private static Task Get(
        Guid id, int? after, int? before, int? limit, HttpContext context, TranscriptReader transcripts, CurrentUser user) =>
        transcripts.WriteAsync(
            user,
            id,
            (after ?? before ?? limit) is null ? null : MessageWindow.Of(after, before, limit, TranscriptReader.DefaultLimit, newestByDefault: true),
            context,
            context.RequestAborted);

    private static async Task<Results<Ok<ConversationView>, NotFound>> Replace(
        Guid id, ConversationEdit conversation, IfMatch ifMatch, ConversationService conversations, CurrentUser user, HttpResponse response, CancellationToken cancellationToken) =>
        Answer(await conversations.ReplaceAsync(user, id, conversation, ifMatch.Version, cancellationToken), response);

    private static async Task<Results<Ok<ConversationView>, NotFound>> Patch(
        Guid id, JsonElement patch, IfMatch ifMatch, ConversationService conversations, CurrentUser user, HttpResponse response, CancellationToken cancellationToken) =>
        Answer(await conversations.PatchAsync(user, id, patch, ifMatch.Version, cancellationToken), response);

    private static async Task<Results<Ok<ConversationView>, NotFound>> Restore(
        Guid id, IfMatch ifMatch, ConversationService conversations, CurrentUser user, HttpResponse response, CancellationToken cancellationToken) =>
        Answer(await conversations.RestoreAsync(user, id, ifMatch.Version, cancellationToken), response);

    private static Results<Ok<ConversationView>, NotFound> Answer(ConversationView? conversation, HttpResponse response)
    {
        if (conversation is null)
        {
            return TypedResults.NotFound();
        }

        response.SetETag(conversation.Version);
        return TypedResults.Ok(conversation);
    }
}
