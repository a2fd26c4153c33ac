namespace ConvoWeb.Features.Live;

public enum LiveEventKind
{
    MessageAdded,
    MessageChanged,
    MessageRemoved,
    ConversationAdded,
    ConversationChanged,
    ConversationRemoved,

    /// <summary>Events of other nodes may have been lost: read again.</summary>
    Missed,
}

/// <summary>That something changed, published after its transaction committed.</summary>
public sealed record LiveEvent(LiveEventKind Kind, string OwnerId, Guid ConversationId, long Version)
{
    public static LiveEvent Missed { get; } = new(LiveEventKind.Missed, "", Guid.Empty, 0);

    public Guid? MessageId { get; init; }

    /// <summary>The message as JSON when it is not stored (<c>PERSIST_TRANSCRIPTS=false</c>) and cannot be read again.</summary>
    public ReadOnlyMemory<byte> Relayed { get; init; }
}

/// <summary>What one listens to: one conversation, or everything of one owner.</summary>
public readonly record struct LiveTopic
{
    private LiveTopic(string key) => Key = key;

    public string Key { get; }

    public static LiveTopic Conversation(Guid id) => new("c:" + id.ToString("D"));

    public static LiveTopic Owner(string ownerId) => new("o:" + ownerId);
}

/// <summary>The live bus of this node.</summary>
public interface ILiveEvents
{
    void Publish(LiveEvent liveEvent);

    /// <summary>
    /// Runs <paramref name="onChanged"/> after every change, off the publisher's thread: never twice at once, at most
    /// 20 times a second, and always once after the last change.
    /// </summary>
    IDisposable Subscribe(LiveTopic topic, Func<Task> onChanged);

    /// <summary>Every single event, on the publisher's thread: <paramref name="onEvent"/> must be quick and must not throw.</summary>
    IDisposable Listen(LiveTopic topic, Action<LiveEvent> onEvent);
}
