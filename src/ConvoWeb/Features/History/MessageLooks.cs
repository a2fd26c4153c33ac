using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Messages;

namespace ConvoWeb.Features.History;

/// <summary>The messages that are shown, without their texts, and how each of them looks. Lives in one circuit.</summary>
internal sealed class MessageLooks(MessageHtml html)
{
    private Dictionary<Guid, ShownMessage> _shown = [];
    private Guid? _marked;

    public MessageLook? Find(Guid messageId) => _shown.GetValueOrDefault(messageId)?.Look;

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

    /// <summary>Opens a message that is here as a whole; false when it has to be read for that.</summary>
    public bool TryOpen(Guid messageId)
    {
        if (Find(messageId) is { IsCut: true } or { Form: MessageForm.Aside, IsOpen: false })
        {
            return false;
        }

        Change(messageId, look => look with { IsOpen = true });
        return true;
    }

    /// <summary>Folds a message up or opens it. Its text was read for that.</summary>
    public async Task FoldAsync(MessageView read, bool isOpen)
    {
        if (Find(read.Id) is { } before)
        {
            var look = await MessageLook.OfAsync(read, html, before.Draft, isOpen);
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
        var known = _shown.GetValueOrDefault(message.Id);
        if (known is not null && known.Look.Draft == draft && known.Message.Version == message.Version && known.Message.State == message.State)
        {
            return known;
        }

        // What somebody watched as it was written does not fold up under their eyes.
        var isOpen = known is not null && (known.Look.IsOpen || known.Look.Draft is not null);
        var look = await MessageLook.OfAsync(message, html, draft, isOpen);
        return new ShownMessage(message with { Content = "", Metadata = null }, look with { IsHit = message.Id == _marked, IsEdited = known?.Look.IsEdited is true });
    }

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
