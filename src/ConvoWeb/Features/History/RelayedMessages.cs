using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Live;
using ConvoWeb.Features.Messages;

namespace ConvoWeb.Features.History;

/// <summary>
/// What passed by since the page was opened and is stored nowhere (<c>PERSIST_TRANSCRIPTS=false</c>): nothing of it can be
/// read again, so whatever comes is shown.
/// </summary>
internal sealed class RelayedMessages(TimeProvider clock, KnownLooks looks)
{
    /// <summary>A page that stays open must not collect them.</summary>
    private const int Max = 200;

    private readonly List<MessageView> _messages = [];
    private readonly OpenDrafts _drafts = new();
    private readonly MessageLooks _looks = new(looks);

    /// <summary>Without their texts, which are in their looks.</summary>
    public IReadOnlyList<MessageView> Messages { get; private set; } = [];

    public ShownMessage? Find(Guid messageId) => _looks.Find(messageId);

    public Task FoldAsync(MessageFold fold) =>
        _messages.Find(message => message.Id == fold.MessageId) is { } message ? _looks.FoldAsync(message, fold.IsOpen) : Task.CompletedTask;

    /// <returns>The text that grew, when that is all that happened.</returns>
    public async Task<DraftText?> TakeAsync(LiveEvent change)
    {
        var grown = Follow(change);
        Messages = await _looks.TakeAsync(_messages, _drafts.Find);
        return grown;
    }

    private DraftText? Follow(LiveEvent change)
    {
        if (change is { Delta: { } delta, MessageId: { } id })
        {
            return Grow(change.ConversationId, id, delta);
        }

        if (MessageEvents.Read(change) is not { } message)
        {
            return null;
        }

        var at = _messages.FindIndex(known => known.Id == message.Id);
        if (change.Kind is LiveEventKind.MessageFinalized)
        {
            // It brings no text: who followed it has it.
            if (at >= 0)
            {
                var begun = _messages[at];
                _messages[at] = message with { Type = begun.Type, Timestamp = begun.Timestamp, Content = _drafts.Find(message.Id)?.Text.ToString() ?? begun.Content };
                _drafts.Remove(message.Id);
            }
        }
        else if (at < 0)
        {
            Add(message);
        }

        return null;
    }

    private DraftText? Grow(Guid conversationId, Guid id, LiveDelta delta)
    {
        if (_drafts.TryFind(id, out var draft))
        {
            if (!draft.TryAdd(delta))
            {
                draft.AddPastGap(delta);
            }

            return draft;
        }

        if (_messages.TrueForAll(known => known.Id != id))
        {
            // The page was opened in the middle of it.
            var row = new NewMessage { Type = MessageType.Ai, State = MessageState.Draft }.ToRow(clock.GetUtcNow()) with { Id = id };
            Add(MessageView.From(row, conversationId, seq: 0, parentId: null, version: 0));
            _drafts.Find(id)!.AddPastGap(delta);
        }

        return null;
    }

    private void Add(MessageView message)
    {
        _messages.Add(message);
        if (message.State is MessageState.Draft)
        {
            _drafts.Take(message);
        }

        if (_messages.Count > Max)
        {
            _drafts.Remove(_messages[0].Id);
            _messages.RemoveAt(0);
        }
    }
}
