namespace ConvoWeb.Features.Live;

public enum LiveEventKind
{
    MessageAdded,
    MessageChanged,

    /// <summary>A draft ended, as final or as interrupted.</summary>
    MessageFinalized,
    MessageRemoved,

    /// <summary>A draft grew. Only the conversation's own topic hears of it.</summary>
    DeltaAppended,
    ConversationAdded,
    ConversationChanged,
    ConversationRemoved,

    /// <summary>Events of other nodes may have been lost: read again.</summary>
    Missed,

    /// <summary>The owner's rules are others now.</summary>
    RetentionChanged,

    /// <summary>Conversations of the owner go to the trash soon that are not exported as they are.</summary>
    RetentionWarning,

    /// <summary>The owner wants other things removed from texts: what is shown is to be read again.</summary>
    RedactionChanged,
}

/// <summary>That something changed, published after its transaction committed.</summary>
/// <param name="Version">Of the conversation after the change; of a delta: when its draft was opened.</param>
public sealed record LiveEvent(LiveEventKind Kind, string OwnerId, Guid ConversationId, long Version)
{
    /// <summary>Above this an event names its message and does not carry it.</summary>
    public const int MessageMaxBytes = 64 * 1024;

    public static LiveEvent Missed { get; } = new(LiveEventKind.Missed, "", Guid.Empty, 0);

    public Guid? MessageId { get; init; }

    /// <summary>The message, or what else there is to tell, as JSON that is serialised once for everybody. Empty: read it.</summary>
    public ReadOnlyMemory<byte> Message { get; init; }

    /// <summary>Of a message that is a draft now: the number of the next delta.</summary>
    public int? NextN { get; init; }

    public LiveDelta? Delta { get; init; }

    /// <summary>False with <c>PERSIST_TRANSCRIPTS=false</c>: it is shown now or never.</summary>
    public bool IsStored { get; init; } = true;
}

/// <summary>The text that a draft got: the deltas from <paramref name="N"/> on, all before <paramref name="Next"/>.</summary>
public sealed record LiveDelta(int N, int Next, string Text);

/// <summary>What one listens to: one conversation, everything of one owner, or everything.</summary>
public readonly record struct LiveTopic
{
    private LiveTopic(string key) => Key = key;

    /// <summary>For this program's own use: nobody may see it all. Told before any other topic.</summary>
    public static LiveTopic All { get; } = new("*");

    public string Key { get; }

    public static LiveTopic Conversation(Guid id) => new("c:" + id.ToString("D"));

    public static LiveTopic Owner(string ownerId) => new("o:" + ownerId);
}

/// <summary>The live bus of this node.</summary>
public interface ILiveEvents
{
    /// <summary>Told when <see cref="IsPaused"/> changes, on any thread.</summary>
    event EventHandler? PausedChanged;

    /// <summary>What other nodes publish does not arrive at the moment.</summary>
    bool IsPaused { get; }

    void Publish(LiveEvent liveEvent);

    /// <summary>
    /// Runs <paramref name="onChanged"/> after every change that <paramref name="note"/> takes, off the publisher's thread:
    /// never twice at once, at most 20 times a second, and always once after the last change.
    /// </summary>
    /// <param name="note">Sees every single event, on the publisher's thread: it must be quick and must not throw.</param>
    IDisposable Subscribe(LiveTopic topic, Predicate<LiveEvent> note, Func<Task> onChanged);

    /// <summary>Every single event, on the publisher's thread: <paramref name="onEvent"/> must be quick and must not throw.</summary>
    IDisposable Listen(LiveTopic topic, Action<LiveEvent> onEvent);
}
