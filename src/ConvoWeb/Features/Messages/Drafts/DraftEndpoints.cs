using System.Text.Json;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Platform.Requests;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ConvoWeb.Features.Messages.Drafts;

internal static class DraftEndpoints
{
    public static async Task<Results<Ok<NextView>, Accepted<NotStoredView>, NotFound>> AppendDeltas(
        Guid id, Guid messageId, JsonElement deltas, RecordHeader record, DraftService drafts, CurrentUser user, CancellationToken cancellationToken) =>
        await drafts.AppendAsync(user, id, messageId, NewDelta.Read(deltas), cancellationToken, isStored: !record.IsOff) switch
        {
            null => TypedResults.NotFound(),
            { Stored: false } relayed => TypedResults.Accepted((string?)null, new NotStoredView(Next: relayed.Next)),
            var appended => TypedResults.Ok(new NextView(appended.Next)),
        };

    public static async Task<Results<Ok<MessageView>, Accepted<NotStoredView>, NotFound>> Finalize(
        Guid id, Guid messageId, DraftEnd? end, RecordHeader record, DraftService drafts, CurrentUser user, CancellationToken cancellationToken) =>
        await drafts.FinalizeAsync(user, id, messageId, end ?? new DraftEnd(), cancellationToken, isStored: !record.IsOff) switch
        {
            null => TypedResults.NotFound(),
            { Stored: false } => TypedResults.Accepted((string?)null, new NotStoredView(Id: messageId)),
            var ended => TypedResults.Ok(ended.Message),
        };
}
