using System.Text.Json;
using ConvoWeb.Data;
using ConvoWeb.Data.Conventions;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations.Feed;
using ConvoWeb.Features.Conversations.Personalities;
using ConvoWeb.Features.Messages;
using ConvoWeb.Platform.Json;
using ConvoWeb.Platform.Paging;
using ConvoWeb.Platform.Requests;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace ConvoWeb.Features.Conversations;

/// <summary>The query of the list.</summary>
public sealed record ConversationListQuery
{
    /// <summary><c>active</c> (default), <c>archived</c>, <c>deleted</c> or <c>all</c> (active and archived).</summary>
    [FromQuery(Name = "status")]
    public string? Status { get; init; }

    /// <summary>Id or name.</summary>
    [FromQuery(Name = "personality")]
    public string? Personality { get; init; }

    [FromQuery(Name = "tag")]
    public string? Tag { get; init; }

    [FromQuery(Name = "model")]
    public string? Model { get; init; }

    /// <summary>Last message at this time or later; a time or a day (UTC).</summary>
    [FromQuery(Name = "from")]
    public string? From { get; init; }

    /// <summary>Last message before this time.</summary>
    [FromQuery(Name = "to")]
    public string? To { get; init; }

    [FromQuery(Name = "starred")]
    public string? Starred { get; init; }

    /// <summary><c>-last_message_at</c> (default), <c>created_at</c>, <c>title</c>, <c>message_count</c>, <c>audio_duration</c>; a minus before all but the title turns them round.</summary>
    [FromQuery(Name = "sort")]
    public string? Sort { get; init; }

    [FromQuery(Name = "cursor")]
    public string? Cursor { get; init; }

    [FromQuery(Name = "limit")]
    public int? Limit { get; init; }
}

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
        group.MapDelete("/{id:guid}", Trash).WithName("TrashConversation");
        group.MapPost("/{id:guid}/restore", Restore).WithName("RestoreConversation");
        group.MapEvents();
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
        var filter = new ConversationFilter
        {
            Status = Status(query.Status),
            Tag = Clean(query.Tag),
            Model = Clean(query.Model),
            From = Time(query.From, "from"),
            To = Time(query.To, "to"),
            Starred = Flag(query.Starred, "starred"),
        };

        if (Clean(query.Personality) is { Length: > 0 } personality)
        {
            if (await personalities.FindIdAsync(user, personality, cancellationToken) is not { } id)
            {
                return TypedResults.Ok(new Page<ConversationView>([], null));
            }

            filter = filter with { PersonalityId = id };
        }

        return TypedResults.Ok(await conversations.ListAsync(user, filter, order, query.Cursor, query.Limit, cancellationToken));
    }

    private static async Task<Created<ConversationView>> Create(
        NewConversation? conversation,
        IdempotencyHeader idempotency,
        ConversationService conversations,
        CurrentUser user,
        HttpResponse response,
        CancellationToken cancellationToken)
    {
        conversation ??= new NewConversation();
        var key = idempotency.For(conversation, ConversationsJson.Api.NewConversation);
        var created = await conversations.CreateAsync(user, conversation, key, cancellationToken);
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

    private static async Task<Results<NoContent, NotFound>> Trash(
        Guid id, bool? permanent, IfMatch ifMatch, ConversationService conversations, CurrentUser user, CancellationToken cancellationToken)
    {
        if (permanent is true)
        {
            throw new InvalidInputException("permanent", "Nothing is deleted for good in this version; without permanent it goes to the trash.");
        }

        return await conversations.TrashAsync(user, id, ifMatch.Version, cancellationToken) is null
            ? TypedResults.NotFound()
            : TypedResults.NoContent();
    }

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

    private static ConversationScope Status(string? word)
    {
        try
        {
            return word is null ? ConversationScope.Active : Words<ConversationScope>.Parse(word);
        }
        catch (FormatException exception)
        {
            throw new InvalidInputException("status", exception.Message);
        }
    }

    /// <summary>As it would have been stored: what no row can hold is not even asked for.</summary>
    private static string? Clean(string? text) => text is null ? null : CleanText.Of(text);

    private static DateTimeOffset? Time(string? text, string field) =>
        text is null ? null
        : DateTimeOffset.TryParse(
            text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var time) ? time
        : throw new InvalidInputException(field, $"{field} must be a time or a day, as in 2026-11-21T09:32:00Z or 2026-11-21.");

    private static bool? Flag(string? text, string field) => text switch
    {
        null => null,
        "true" or "1" => true,
        "false" or "0" => false,
        _ => throw new InvalidInputException(field, $"{field} must be true or false."),
    };
}
