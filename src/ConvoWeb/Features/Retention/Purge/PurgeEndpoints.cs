using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Platform.Requests;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ConvoWeb.Features.Retention.Purge;

internal static class PurgeEndpoints
{
    public static void MapDeletion(this IEndpointRouteBuilder routes) =>
        routes.MapDelete("/api/conversations/{id:guid}", Delete)
            .WithTags("Conversations")
            .WithName("DeleteConversation")
            .RequireAuthorization()
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed);

    /// <param name="permanent">Not to the trash, but for good, from wherever it is.</param>
    /// <param name="confirm">For good also when it was not exported since it changed.</param>
    private static async Task<Results<NoContent, Ok<ReceiptView>, Accepted<ReceiptView>, NotFound>> Delete(
        Guid id,
        string? permanent,
        string? confirm,
        IfMatch ifMatch,
        ConversationService conversations,
        PurgeService purge,
        CurrentUser user,
        CancellationToken cancellationToken)
    {
        if (QueryFlag.Parse(permanent, "permanent") is not true)
        {
            return await conversations.TrashAsync(user, id, ifMatch.Version, cancellationToken) is null ? TypedResults.NotFound() : TypedResults.NoContent();
        }

        return await purge.PurgeAsync(user, id, QueryFlag.Parse(confirm, "confirm") is true, ifMatch.Version, cancellationToken) switch
        {
            null => TypedResults.NotFound(),
            { IsErased: true } receipt => TypedResults.Ok(receipt),
            var receipt => TypedResults.Accepted((string?)null, receipt),
        };
    }
}
