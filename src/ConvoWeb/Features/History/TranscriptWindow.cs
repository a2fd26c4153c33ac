using ConvoWeb.Data.Conversations;
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
internal sealed partial class TranscriptWindow(TranscriptSource source, KnownLooks looks, TimeProvider clock)
{
    /// <summary>How much is read at once, and on either side of a message.</summary>
    public const int Part = 24, Around = Part / 2;

    /// <summary>More is never shown, however far one reads: what is farthest away goes, and is read again when one comes back.</summary>
    public const int Max = 5 * Part;

    private readonly NotedEvents _events = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly OpenDrafts _drafts = new();
    private readonly MessageLooks _looks = new(looks);
    private Guid? _edited;
    private readonly RelayedMessages _relayed = new(clock, looks);

    /// <summary>Null until it is read. Its messages are without their texts, which are in their looks.</summary>
    public Transcript? Transcript { get; private set; }

    /// <summary>All that is shown, and how it looks.</summary>
    public IReadOnlyList<ShownMessage> Shown => [.. (Transcript?.Messages ?? []).Select(message => _looks.Find(message.Id)).Concat(Relayed.Select(message => _relayed.Find(message.Id))).OfType<ShownMessage>()];

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

    public MessageLook Look(Guid messageId) => (_looks.Find(messageId) ?? _relayed.Find(messageId)!).Look;

    /// <summary>On any thread.</summary>
    public void Note(LiveEvent change) => _events.Note(change);

    /// <summary>Opens the end.</summary>
    public Task OpenAsync() => InTurnAsync(() => ReadEndAsync(Part));

    /// <summary>Stands at the message with that number, or the nearest there is, and marks it.</summary>
    public Task GoToAsync(int seq) => InTurnAsync(async () =>
    {
        Mark = await StandAtAsync(seq);
        if (Transcript?.Messages.FirstOrDefault(message => message.Seq == Mark) is { Id: var marked })
        {
            _looks.Mark(marked);
            await FoldStoredAsync(new MessageFold(marked, IsOpen: true));
        }
    });

    /// <summary>Stands where one read before, and marks nothing.</summary>
    public Task ReturnToAsync(int seq) => InTurnAsync(() => StandAtAsync(seq));

    /// <summary>Opens what is folded, or folds it up again.</summary>
    public Task FoldAsync(MessageFold fold) => InTurnAsync(async () =>
    {
        await _relayed.FoldAsync(fold);
        await FoldStoredAsync(fold);
    });

    /// <summary>Somebody begins to change the text of a message, or is done: then it is null.</summary>
    public void Edit(Guid? messageId)
    {
        (_edited, var before) = (messageId, _edited);
        foreach (var id in new[] { before, messageId }.OfType<Guid>())
        {
            _looks.Edit(id, isEdited: id == messageId);
        }
    }

    public Task GoToEndAsync() => InTurnAsync(async () =>
    {
        Follow(true);
        if (Transcript is not { IsAtEnd: true })
        {
            await ReadEndAsync(Part);
        }

        Mark = null;
        _looks.Mark(null);
    });

    /// <returns>Whether there is something to render.</returns>
    public bool Follow(bool following)
    {
        var isChange = IsFollowing != following;
        IsFollowing = following;
        if (following)
        {
            isChange |= Unseen > 0 || HasGrown;
            (Unseen, HasGrown) = (0, false);
        }

        return isChange;
    }

    public Task ReadEarlierAsync() => ReadPartAsync(TranscriptPart.Earlier, async shown =>
        shown.Earlier is { } last && await source.UpToAsync(last, Part) is { } earlier
            ? shown.After(earlier).First(Max)
            : shown);

    public Task ReadLaterAsync() => ReadPartAsync(TranscriptPart.Later, async shown =>
        shown.HasLater && await source.OnwardsAsync(shown.Messages[^1].Id, Part) is { } later
            ? shown.Before(later).Last(Max)
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
                    await ShowAsync(await read(shown));
                }
            });
        }
        finally
        {
            Reading = null;
        }
    }

    /// <summary>As much of it as was shown.</summary>
    private async Task ReadAgainAsync(Transcript shown)
    {
        var count = shown.Messages.Count;
        if (shown.IsAtEnd)
        {
            await ReadEndAsync(Math.Max(Part, count));
        }
        else
        {
            await ReadAroundAsync(shown.Messages[count / 2].Seq, Math.Max(count / 2, Around), Math.Max(count / 2, Around));
        }
    }

    /// <summary>Earlier messages that were asked for stay.</summary>
    private async Task ReadEndAsync(int limit)
    {
        if (await source.EndAsync(limit) is { } read)
        {
            await ShowAsync(Transcript?.EndingWith(read) ?? read);
        }
        else
        {
            IsGone = true;
        }
    }

    /// <returns>The number of the message that it is around.</returns>
    private async Task<int?> ReadAroundAsync(int seq, int before, int after)
    {
        if (await source.AroundAsync(seq, before, after) is { } place)
        {
            await ShowAsync(place.Transcript);
            return place.Seq;
        }

        IsGone = true;
        return null;
    }

    private async Task<int?> StandAtAsync(int seq)
    {
        IsFollowing = false;
        return Transcript is { } shown && shown.Messages.Any(message => message.Seq == seq) ? seq : await ReadAroundAsync(seq, Around, Around);
    }

    private async Task FoldStoredAsync(MessageFold fold)
    {
        if (_looks.Find(fold.MessageId)?.Look is { IsFoldable: true } look && look.IsOpen != fold.IsOpen && await source.MessageAsync(fold.MessageId) is { } read)
        {
            await _looks.FoldAsync(read, fold.IsOpen);
        }
    }

    private async Task ShowAsync(Transcript read)
    {
        // At its end it goes on; elsewhere nothing that is being read may move away.
        var transcript = IsFollowing ? read.Last(Max) : read.First(Max);
        if (Transcript is { } before && !IsFollowing)
        {
            Unseen += transcript.IsAtEnd
                ? transcript.Messages.Count(message => message.Seq >= before.Conversation.NextSeq && before.Messages.All(known => known.Id != message.Id))
                : transcript.Conversation.NextSeq - before.Conversation.NextSeq;
        }

        _drafts.Follow(transcript.Messages);
        Transcript = transcript with { Messages = await _looks.TakeAsync(transcript.Messages, _drafts.Find) };
        _looks.SetVersions(await source.VersionsAsync(transcript.Messages));
    }

    private async Task InTurnAsync(Func<Task> work)
    {
        await _turn.WaitAsync(source.Closed);
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
