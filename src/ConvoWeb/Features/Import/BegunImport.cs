using System.Collections.Concurrent;
using ConvoWeb.Features.Accounts;

namespace ConvoWeb.Features.Import;

/// <summary>
/// An import that may have been begun before, and have ended in the middle. What came here since it was asked for is told as
/// imported by it, once, as if nothing had happened.
/// </summary>
internal sealed class BegunImport(ImportWriter writer, DateTimeOffset askedFor)
{
    private readonly ConcurrentDictionary<Guid, bool> _told = [];

    public async Task<ImportResult> WriteAsync(CurrentUser user, ImportedConversation conversation, CancellationToken cancellationToken)
    {
        var result = await writer.WriteAsync(user, conversation, cancellationToken);
        return result.Id is { } id && _told.TryAdd(id, true) && result.Outcome is ImportOutcome.Unchanged && result.StoredAt >= askedFor
            ? result with { Outcome = ImportOutcome.Imported, Messages = conversation.Messages.Count }
            : result;
    }
}
