using System.Diagnostics.CodeAnalysis;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Messages;

namespace ConvoWeb.Features.History;

/// <summary>The messages of a transcript that are being written, each with its text so far.</summary>
internal sealed class OpenDrafts
{
    private readonly Dictionary<Guid, DraftText> _drafts = [];

    public DraftText? Find(Guid messageId) => _drafts.GetValueOrDefault(messageId);

    public bool TryFind(Guid messageId, [NotNullWhen(true)] out DraftText? draft) => _drafts.TryGetValue(messageId, out draft);

    /// <summary>Goes by the messages as they were just read.</summary>
    public void Follow(IEnumerable<MessageView> shown)
    {
        var open = shown.Where(message => message.State is MessageState.Draft).ToDictionary(message => message.Id);
        foreach (var ended in _drafts.Keys.Where(id => !open.ContainsKey(id)).ToList())
        {
            _drafts.Remove(ended);
        }

        foreach (var message in open.Values)
        {
            Take(message);
        }
    }

    public DraftText Take(MessageView message)
    {
        if (!_drafts.TryGetValue(message.Id, out var draft))
        {
            return _drafts[message.Id] = new DraftText(message.Content, message.NextN ?? 0);
        }

        draft.Take(message.Content, message.NextN ?? 0);
        return draft;
    }

    public void Remove(Guid messageId) => _drafts.Remove(messageId);
}
