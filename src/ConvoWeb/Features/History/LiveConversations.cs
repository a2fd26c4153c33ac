using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Live;
using ConvoWeb.Features.Messages;

namespace ConvoWeb.Features.History;

/// <summary>The conversations that somebody writes in now, and those where somebody did a short while ago.</summary>
internal sealed class LiveConversations(TimeProvider clock)
{
    public static readonly TimeSpan Recent = TimeSpan.FromMinutes(5);

    private readonly Dictionary<Guid, ConversationView> _conversations = [];

    /// <summary>When the page itself saw somebody write there last: an answer carries the time of its first word.</summary>
    private readonly Dictionary<Guid, DateTimeOffset> _seen = [];

    /// <summary>Drafts that are not stored, and when they began: nothing else knows of them.</summary>
    private readonly Dictionary<Guid, (Guid ConversationId, DateTimeOffset At)> _relayed = [];

    public IEnumerable<ConversationView> Running => Listed.Where(conversation => conversation.OpenDrafts > 0);

    public IEnumerable<ConversationView> JustNow => Listed.Where(conversation => conversation.OpenDrafts == 0);

    public IEnumerable<Guid> Ids => _conversations.Keys;

    private IEnumerable<ConversationView> Listed => _conversations.Values
        .Select(AsSeen)
        .OrderByDescending(conversation => conversation.LastMessageAt)
        .ThenByDescending(conversation => conversation.Id);

    public void Put(ConversationView conversation)
    {
        var wasRunning = _conversations.TryGetValue(conversation.Id, out var before) && before.OpenDrafts > 0;
        if (wasRunning && conversation.OpenDrafts == 0)
        {
            _seen[conversation.Id] = clock.GetUtcNow();
        }

        _conversations[conversation.Id] = conversation;
        if (conversation.Status is ConversationStatus.Deleted)
        {
            Remove(conversation.Id);
        }
    }

    public void Remove(Guid id)
    {
        _conversations.Remove(id);
        _seen.Remove(id);
    }

    /// <summary>Notes what is not stored; the conversation itself is read as ever.</summary>
    public void Note(LiveEvent relayed)
    {
        var now = clock.GetUtcNow();
        _seen[relayed.ConversationId] = now;
        if (relayed is { Kind: LiveEventKind.MessageFinalized, MessageId: { } ended })
        {
            _relayed.Remove(ended);
        }
        else if (MessageEvents.Read(relayed) is { State: MessageState.Draft } begun)
        {
            _relayed[begun.Id] = (relayed.ConversationId, now);
        }
    }

    /// <summary>Lets go of those whose time is over.</summary>
    /// <returns>When the next one's is; null when none waits.</returns>
    public DateTimeOffset? LetGo()
    {
        var now = clock.GetUtcNow();
        foreach (var (id, _) in _relayed.Where(draft => draft.Value.At + Recent <= now).ToList())
        {
            _relayed.Remove(id);
        }

        DateTimeOffset? next = _relayed.Count == 0 ? null : _relayed.Values.Min(draft => draft.At) + Recent;
        foreach (var conversation in JustNow.Select(listed => _conversations[listed.Id]).ToList())
        {
            if (LastSeen(conversation, now) + Recent is var until && until <= now)
            {
                Remove(conversation.Id);
            }
            else
            {
                next = next < until ? next : until;
            }
        }

        return next;
    }

    private DateTimeOffset LastSeen(ConversationView conversation, DateTimeOffset now)
    {
        // A time in the future is a mistake of who sent it.
        var isWritten = conversation.MessageCount > 0 && conversation.LastMessageAt <= now + Recent;
        var seen = _seen.GetValueOrDefault(conversation.Id, DateTimeOffset.UnixEpoch);
        return isWritten && conversation.LastMessageAt > seen ? conversation.LastMessageAt : seen;
    }

    private ConversationView AsSeen(ConversationView conversation)
    {
        var drafts = _relayed.Values.Count(draft => draft.ConversationId == conversation.Id);
        var seen = _seen.GetValueOrDefault(conversation.Id);
        return drafts == 0 && seen <= conversation.LastMessageAt
            ? conversation
            : conversation with
            {
                OpenDrafts = conversation.OpenDrafts + drafts,
                LastMessageAt = seen > conversation.LastMessageAt ? seen : conversation.LastMessageAt,
            };
    }
}
