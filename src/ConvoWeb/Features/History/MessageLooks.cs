using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Messages;

namespace ConvoWeb.Features.History;

/// <summary>The messages that are shown, without their texts, and how each of them looks. Lives in one circuit.</summary>
internal sealed class MessageLooks(MessageHtml html)
{
    private readonly Dictionary<Guid, (MessageView Message, MessageLook Look)> _shown = [];
    private Guid? _marked;

    public MessageLook? Find(Guid messageId) => _shown.TryGetValue(messageId, out var shown) ? shown.Look : null;

    /// <summary>Goes by what is shown now. Of a message that was just read the look is made and the text is let go.</summary>
    public IReadOnlyList<MessageView> Take(IReadOnlyList<MessageView> messages, Func<Guid, DraftText?> draft)
    {
        List<MessageView> taken = [.. messages.Select(message => Take(message, draft(message.Id)))];
        var ids = taken.Select(message => message.Id).ToHashSet();
        foreach (var gone in _shown.Keys.Where(id => !ids.Contains(id)).ToList())
        {
            _shown.Remove(gone);
        }

        return taken;
    }

    /// <summary>Opens a message that is here as a whole; false when it has to be read for that.</summary>
    public bool TryOpen(Guid messageId)
    {
        if (Find(messageId) is { IsCut: true })
        {
            return false;
        }

        Change(messageId, look => look with { IsOpen = true });
        return true;
    }

    /// <summary>Folds a message up or opens it. Its text was read for that.</summary>
    public void Fold(MessageView read, bool isOpen)
    {
        if (_shown.TryGetValue(read.Id, out var shown))
        {
            _shown[read.Id] = (shown.Message, MessageLook.Of(read, html, shown.Look.Draft, isOpen) with { IsHit = shown.Look.IsHit, Versions = shown.Look.Versions });
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

    private MessageView Take(MessageView message, DraftText? draft)
    {
        var isKnown = _shown.TryGetValue(message.Id, out var known);
        if (isKnown && known.Look.Draft == draft && known.Message.Version == message.Version && known.Message.State == message.State)
        {
            return known.Message;
        }

        // What somebody watched as it was written does not fold up under their eyes.
        var isOpen = isKnown && (known.Look.IsOpen || known.Look.Draft is not null);
        var look = MessageLook.Of(message, html, draft, isOpen) with { IsHit = message.Id == _marked, IsEdited = isKnown && known.Look.IsEdited };
        var shown = message with
        {
            Content = message.AudioUrl is null ? "" : message.Content, // what was spoken is drawn by its text
            Metadata = MessageNote.Of(message).HasAttachments ? message.Metadata : null,
        };
        _shown[message.Id] = (shown, look);
        return shown;
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
            _shown[messageId] = (shown.Message, change(shown.Look));
        }
    }
}
