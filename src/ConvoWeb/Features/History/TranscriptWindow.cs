using System.Collections.Concurrent;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Live;
using ConvoWeb.Features.Messages;

namespace ConvoWeb.Features.History;

internal enum TranscriptPart
{
    Earlier,
    Later,
}

/// <summary>
/// What of a conversation is shown, its end or a stretch anywhere, kept up with what happens. One thing is done after the
/// other, so that nothing is added to what another one has replaced meanwhile. Lives in one circuit.
/// </summary>
internal sealed class TranscriptWindow(
    TranscriptReader transcripts, MessageService messages, TimeProvider clock, CurrentUser user, Guid id, CancellationToken closed)
{
    /// <summary>How much is read on either side of a message.</summary>
    public const int Around = 60;

    private readonly ConcurrentQueue<LiveEvent> _events = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly OpenDrafts _drafts = new();
    private readonly RelayedMessages _relayed = new(clock);

    /// <summary>Null until it is read.</summary>
    public Transcript? Transcript { get; private set; }

    /// <summary>What is stored nowhere belongs after the end.</summary>
    public IReadOnlyList<MessageView> Relayed => Transcript is { IsAtEnd: true } ? _relayed.Messages : [];

    /// <summary>There is no such conversation, or not any more.</summary>
    public bool IsGone { get; private set; }

    /// <summary>The number of the message that was gone to.</summary>
    public int? Mark { get; private set; }

    /// <summary>The reader is at the end, and sees what comes.</summary>
    public bool IsFollowing { get; private set; } = true;

    /// <summary>Messages that came while the reader was elsewhere.</summary>
    public int Unseen { get; private set; }

    /// <summary>Text came while the reader was elsewhere.</summary>
    public bool HasGrown { get; private set; }

    /// <summary>The part that is on its way.</summary>
    public TranscriptPart? Reading { get; private set; }

    /// <summary>Whose messages are being written, of those that are shown.</summary>
    public IEnumerable<MessageView> Growing =>
        (Transcript?.Messages ?? []).Concat(Relayed).Where(message => message.State is MessageState.Draft);

    public DraftText? Draft(Guid messageId) => _drafts.Find(messageId) ?? _relayed.Draft(messageId);

    /// <summary>On any thread.</summary>
    public void Note(LiveEvent change) => _events.Enqueue(change);

    /// <summary>Opens the end.</summary>
    public Task OpenAsync() => InTurnAsync(() => ReadEndAsync(TranscriptReader.DefaultLimit));

    /// <summary>Stands at the message with that number, or the nearest there is, and marks it.</summary>
    public Task GoToAsync(int seq) => InTurnAsync(async () =>
    {
        IsFollowing = false;
        Mark = Transcript is { } shown && shown.Messages.Any(message => message.Seq == seq)
            ? seq
            : await ReadAroundAsync(seq, Around, Around);
    });

    public Task GoToEndAsync() => InTurnAsync(async () =>
    {
        if (Transcript is not { IsAtEnd: true })
        {
            await ReadEndAsync(TranscriptReader.DefaultLimit);
        }

        Mark = null;
        Follow(true);
    });

    /// <returns>Whether there is something to render.</returns>
    public bool Follow(bool following)
    {
        IsFollowing = following;
        if (!following || (Unseen == 0 && !HasGrown))
        {
            return false;
        }

        (Unseen, HasGrown) = (0, false);
        return true;
    }

    public Task ReadEarlierAsync() => ReadPartAsync(TranscriptPart.Earlier, async shown =>
        shown.Earlier is { } last && await transcripts.ReadAsync(user, id, last, TranscriptReader.DefaultLimit, closed) is { } earlier
            ? shown.After(earlier)
            : shown);

    public Task ReadLaterAsync() => ReadPartAsync(TranscriptPart.Later, async shown =>
        shown.HasLater && await transcripts.ReadOnwardsAsync(user, id, shown.Messages[^1].Id, TranscriptReader.DefaultLimit, closed) is { } later
            ? shown.Before(later)
            : shown);

    /// <summary>Takes what was noted. Only the messages that grew render themselves; false when that was all.</summary>
    public async Task<bool> FollowAsync()
    {
        var isToRender = false;
        await InTurnAsync(async () => isToRender = Transcript is { } shown && await TakeAsync(shown));
        return isToRender;
    }

    private async Task ReadPartAsync(TranscriptPart part, Func<Transcript, Task<Transcript>> read)
    {
        if (Reading is not null)
        {
            return;
        }

        Reading = part;
        try
        {
            await InTurnAsync(async () =>
            {
                if (Transcript is { } shown)
                {
                    Show(await read(shown));
                }
            });
        }
        finally
        {
            Reading = null;
        }
    }

    private async Task<bool> TakeAsync(Transcript shown)
    {
        var (isStoredChange, isRelayedChange, missed) = (false, false, false);
        var deltas = new List<LiveEvent>();
        var grown = new HashSet<DraftText>();
        while (_events.TryDequeue(out var change))
        {
            if (!change.IsStored)
            {
                isRelayedChange |= !Relay(change, grown);
            }
            else if (change.Kind is LiveEventKind.DeltaAppended)
            {
                deltas.Add(change);
                isStoredChange |= change.Version > shown.Conversation.Version; // that its draft was opened was lost on its way
            }
            else
            {
                isStoredChange = true;
                missed |= change.Kind is LiveEventKind.Missed;
            }
        }

        if (missed)
        {
            await ReadAgainAsync(shown);
        }
        else if (isStoredChange)
        {
            await ReadChangesAsync(shown);
        }

        await GrowAsync(deltas, grown);
        foreach (var draft in grown)
        {
            draft.Show();
        }

        var tellsOfGrowth = grown.Count > 0 && !IsFollowing && !HasGrown;
        HasGrown |= tellsOfGrowth;
        return isStoredChange || isRelayedChange || tellsOfGrowth;
    }

    private bool Relay(LiveEvent change, HashSet<DraftText> grown)
    {
        var before = _relayed.Messages.Count;
        if (_relayed.Take(change) is { } draft)
        {
            grown.Add(draft);
            return true;
        }

        Unseen += IsFollowing || _relayed.Messages.Count == before ? 0 : 1;
        return false;
    }

    private async Task GrowAsync(List<LiveEvent> deltas, HashSet<DraftText> grown)
    {
        foreach (var change in deltas)
        {
            if (change is not { MessageId: { } messageId, Delta: { } delta } || !_drafts.TryFind(messageId, out var draft))
            {
                continue; // of a part or a branch that is not shown, or of a message that has ended since
            }

            grown.Add(draft);
            if (!draft.TryAdd(delta) && await messages.FindAsync(user, id, messageId, closed) is { } message)
            {
                // One before it was lost on its way, or comes later.
                draft.Take(message.Content, message.NextN ?? 0);
            }
        }
    }

    /// <summary>Reads only what changed, unless another branch is active now, or very much is new.</summary>
    private async Task ReadChangesAsync(Transcript shown)
    {
        if (await transcripts.ReadChangesAsync(user, id, shown.Conversation.Version, TranscriptReader.DefaultLimit, closed) is not { } changes)
        {
            IsGone = true;
        }
        else if (shown.With(changes) is { } changed)
        {
            Show(changed);
        }
        else
        {
            await ReadAgainAsync(shown);
        }
    }

    /// <summary>As much of it as was shown.</summary>
    private async Task ReadAgainAsync(Transcript shown)
    {
        var count = shown.Messages.Count;
        if (shown.IsAtEnd)
        {
            await ReadEndAsync(Math.Max(TranscriptReader.DefaultLimit, count));
        }
        else
        {
            await ReadAroundAsync(shown.Messages[count / 2].Seq, Math.Max(count / 2, Around), Math.Max(count / 2, Around));
        }
    }

    /// <summary>Earlier messages that were asked for stay.</summary>
    private async Task ReadEndAsync(int limit)
    {
        if (await transcripts.ReadAsync(user, id, null, limit, closed) is { } read)
        {
            Show(Transcript?.EndingWith(read) ?? read);
        }
        else
        {
            IsGone = true;
        }
    }

    /// <returns>The number of the message that it is around.</returns>
    private async Task<int?> ReadAroundAsync(int seq, int before, int after)
    {
        if (await transcripts.ReadAroundAsync(user, id, seq, before, after, closed) is { } place)
        {
            Show(place.Transcript);
            return place.Seq;
        }

        IsGone = true;
        return null;
    }

    private void Show(Transcript transcript)
    {
        if (Transcript is { } before && !IsFollowing)
        {
            Unseen += transcript.IsAtEnd
                ? transcript.Messages.Count(message => message.Seq >= before.Conversation.NextSeq && before.Messages.All(known => known.Id != message.Id))
                : transcript.Conversation.NextSeq - before.Conversation.NextSeq;
        }

        Transcript = transcript;
        _drafts.Follow(transcript.Messages);
    }

    private async Task InTurnAsync(Func<Task> work)
    {
        await _turn.WaitAsync(closed);
        try
        {
            await work();
        }
        finally
        {
            _turn.Release();
        }
    }
}
