using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Messages;

namespace ConvoWeb.Features.History;

/// <summary>The messages that are shown, without their texts, and how each of them looks. Lives in one circuit.</summary>
internal sealed class MessageLooks(KnownLooks known)
{
    private Dictionary<Guid, ShownMessage> _shown = [];
    private Guid? _marked;

    public ShownMessage? Find(Guid messageId) => _shown.GetValueOrDefault(messageId);

    /// <summary>Goes by what is shown now. Of a message that was just read the look is made and the text is let go.</summary>
    public async Task<IReadOnlyList<MessageView>> TakeAsync(IReadOnlyList<MessageView> messages, Func<Guid, DraftText?> draft)
    {
        var taken = new List<ShownMessage>(messages.Count);
        foreach (var message in messages)
        {
            taken.Add(await TakeAsync(message, draft(message.Id)));
        }

        _shown = taken.ToDictionary(shown => shown.Message.Id);
        return [.. taken.Select(shown => shown.Message)];
    }

    /// <summary>Folds a message up or opens it. Its text was read for that.</summary>
    public async Task FoldAsync(MessageView read, bool isOpen)
    {
        if (Find(read.Id)?.Look is { } before)
        {
            var look = await known.OfAsync(read, before.Draft, isOpen);
            Change(read.Id, shown => look with { IsHit = shown.IsHit, Versions = shown.Versions });
        }
    }

    /// <summary>Somebody begins to change its text, or is done.</summary>
    public void Edit(Guid messageId, bool isEdited) => Change(messageId, look => look with { IsEdited = isEdited });

    public void SetVersions(IReadOnlyDictionary<Guid, MessageVersions> versions)
    {
        foreach (var (id, shown) in _shown.ToList())
        {
            if (versions.GetValueOrDefault(id) is var now && now != shown.Look.Versions)
            {
                Change(id, look => look with { Versions = now });
            }
        }
    }

    /// <summary>The reader was led to that one.</summary>
    public void Mark(Guid? messageId)
    {
        SetHit(_marked, isHit: false);
        SetHit(_marked = messageId, isHit: true);
    }

    private async Task<ShownMessage> TakeAsync(MessageView message, DraftText? draft)
    {
        var before = _shown.GetValueOrDefault(message.Id);
        if (before is not null && before.Look.Draft == draft && IsSame(before.Message, message))
        {
            return before;
        }

        // What somebody watched as it was written does not fold up under their eyes.
        var isOpen = before is not null && (before.Look.IsOpen || before.Look.Draft is not null);
        var look = await known.OfAsync(message, draft, isOpen);
        return new ShownMessage(
            message with { Content = "", Metadata = draft is null ? null : message.Metadata },
            message.Id == _marked || before?.Look.IsEdited is true ? look with { IsHit = message.Id == _marked, IsEdited = before?.Look.IsEdited is true } : look);
    }

    private static bool IsSame(MessageView before, MessageView message) =>
        (before.Version, before.State, before.Redaction) == (message.Version, message.State, message.Redaction);

    private void SetHit(Guid? messageId, bool isHit)
    {
        if (messageId is { } id)
        {
            Change(id, look => look.IsHit == isHit ? look : look with { IsHit = isHit });
        }
    }

    private void Change(Guid messageId, Func<MessageLook, MessageLook> change)
    {
        if (_shown.TryGetValue(messageId, out var shown))
        {
            _shown[messageId] = shown with { Look = change(shown.Look) };
        }
    }
}
