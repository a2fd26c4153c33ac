using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Live;

namespace ConvoWeb.Features.History;

/// <summary>How it is kept up with what happens.</summary>
internal sealed partial class TranscriptWindow
{
    private async Task<bool> TakeAsync(Transcript shown)
    {
        var noted = _events.Take(shown.Conversation.Version);
        var grown = new HashSet<DraftText>();
        var isRelayedChange = false;
        foreach (var change in noted.Relayed)
        {
            isRelayedChange |= !await RelayAsync(change, grown);
        }

        if (noted.IsMissed)
        {
            await ReadAgainAsync(shown);
        }
        else if (noted.IsStoredChange)
        {
            await ReadChangesAsync(shown);
        }

        await GrowAsync(noted.Deltas, grown);
        foreach (var draft in grown)
        {
            draft.Show();
        }

        var tellsOfGrowth = grown.Count > 0 && !IsFollowing && !HasGrown;
        HasGrown |= tellsOfGrowth;
        return noted.IsStoredChange || isRelayedChange || tellsOfGrowth;
    }

    private async Task<bool> RelayAsync(LiveEvent change, HashSet<DraftText> grown)
    {
        var before = _relayed.Messages.Count;
        if (await _relayed.TakeAsync(change) is { } draft)
        {
            grown.Add(draft);
            return true;
        }

        Unseen += IsFollowing || _relayed.Messages.Count == before ? 0 : 1;
        return false;
    }

    private async Task GrowAsync(IReadOnlyList<LiveEvent> deltas, HashSet<DraftText> grown)
    {
        foreach (var change in deltas)
        {
            if (change is not { MessageId: { } messageId, Delta: { } delta } || !_drafts.TryFind(messageId, out var draft))
            {
                continue; // of a part or a branch that is not shown, or of a message that has ended since
            }

            grown.Add(draft);
            if (!draft.TryAdd(delta) && await source.MessageAsync(messageId) is { } message)
            {
                // One before it was lost on its way, or comes later.
                draft.Take(message.Content, message.NextN ?? 0);
            }
        }
    }

    /// <summary>Reads only what changed, unless another branch is active now, or very much is new.</summary>
    private async Task ReadChangesAsync(Transcript shown)
    {
        if (await source.ChangesAsync(shown.Conversation.Version, Max) is not { } changes)
        {
            IsGone = true;
        }
        else if (shown.With(changes) is { } changed)
        {
            await ShowAsync(changed);
        }
        else
        {
            await ReadAgainAsync(shown);
        }
    }
}
