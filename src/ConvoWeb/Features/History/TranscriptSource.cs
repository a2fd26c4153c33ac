using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Messages;

namespace ConvoWeb.Features.History;

/// <summary>One conversation as one user reads it, as long as the page is open. Null is: there is no such conversation any more.</summary>
internal sealed class TranscriptSource(TranscriptReader transcripts, MessageService messages, CurrentUser user, Guid id, CancellationToken closed)
{
    public CancellationToken Closed => closed;

    public Task<Transcript?> EndAsync(int limit) => transcripts.ReadAsync(user, id, null, limit, closed);

    public Task<TranscriptPlace?> AroundAsync(int seq, int before, int after) => transcripts.ReadAroundAsync(user, id, seq, before, after, closed);

    public Task<Transcript?> UpToAsync(Guid last, int limit) => transcripts.ReadAsync(user, id, last, limit, closed);

    public Task<Transcript?> OnwardsAsync(Guid from, int limit) => transcripts.ReadOnwardsAsync(user, id, from, limit, closed);

    public Task<TranscriptChanges?> ChangesAsync(long after, int limit) => transcripts.ReadChangesAsync(user, id, after, limit, closed);

    public Task<IReadOnlyDictionary<Guid, MessageVersions>> VersionsAsync(IReadOnlyList<MessageView> branch) =>
        transcripts.FindVersionsAsync(user, id, branch, closed);

    public Task<MessageView?> MessageAsync(Guid messageId) => messages.FindAsync(user, id, messageId, closed);
}
