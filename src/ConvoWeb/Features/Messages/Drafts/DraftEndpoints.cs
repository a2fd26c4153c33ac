using System.Text.Json;
using ConvoWeb.Features.Accounts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ConvoWeb.Features.Messages.Drafts;

internal static class DraftEndpoints
{
    public static async Task<Results<Ok<NextView>, Accepted<NotStoredView>, NotFound>> AppendDeltas(
        Guid id, Guid messageId, JsonElement deltas, DraftService drafts, CurrentUser user, CancellationToken cancellationToken) =>
        await drafts.AppendAsync(user, id, messageId, NewDelta.Read(deltas), cancellationToken) switch
        {
            null => TypedResults.NotFound(),
            { Stored: false } relayed => TypedResults.Accepted((string?)null, new NotStoredView(Next: relayed.Next)),
            var appended => TypedResults.Ok(new NextView(appended.Next)),
        };

    public static async Task<Results<Ok<MessageView>, Accepted<NotStoredView>, NotFound>> Finalize(
        Guid id, Guid messageId, DraftEnd? end, DraftService drafts, CurrentUser user, CancellationToken cancellationToken) =>
        await drafts.FinalizeAsync(user, id, messageId, end ?? new DraftEnd(), cancellationToken) switch
        {
            null => TypedResults.NotFound(),
            { Stored: false } => TypedResults.Accepted((string?)null, new NotStoredView(Id: messageId)),
            var ended => TypedResults.Ok(ended.Message),
        };
}
