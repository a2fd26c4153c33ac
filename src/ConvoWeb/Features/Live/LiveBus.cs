using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace ConvoWeb.Features.Live;

/// <summary>The live bus of one process.</summary>
public sealed partial class LiveBus(TimeProvider clock, ILogger<LiveBus> logger) : ILiveEvents
{
    private readonly ConcurrentDictionary<LiveTopic, ImmutableArray<Action<LiveEvent>>> _listeners = new();

    public void Publish(LiveEvent liveEvent)
    {
        Deliver(LiveTopic.Conversation(liveEvent.ConversationId), liveEvent);
        Deliver(LiveTopic.Owner(liveEvent.OwnerId), liveEvent);
    }

    public IDisposable Listen(LiveTopic topic, Action<LiveEvent> onEvent)
    {
        // Arrays are replaced, never changed: nobody is called under a lock, and nobody is missed.
        _listeners.AddOrUpdate(topic, static (_, added) => [added], static (_, all, added) => all.Add(added), onEvent);
        return new Subscription(() => Remove(topic, onEvent));
    }

    public IDisposable Subscribe(LiveTopic topic, Func<Task> onChanged)
    {
        var coalescer = new Coalescer(onChanged, clock, LogHandlerFailed);
        var listening = Listen(topic, _ => coalescer.Signal());
        return new Subscription(() =>
        {
            listening.Dispose();
            coalescer.Dispose();
        });
    }

    private void Deliver(LiveTopic topic, LiveEvent liveEvent)
    {
        if (_listeners.TryGetValue(topic, out var listeners))
        {
            foreach (var listener in listeners)
            {
                listener(liveEvent);
            }
        }
    }

    private void Remove(LiveTopic topic, Action<LiveEvent> onEvent)
    {
        while (_listeners.TryGetValue(topic, out var before))
        {
            var after = before.Remove(onEvent);
            var done = after.IsEmpty
                ? _listeners.TryRemove(KeyValuePair.Create(topic, before))
                : _listeners.TryUpdate(topic, after, before);
            if (done)
            {
                return;
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "A live update failed")]
    private partial void LogHandlerFailed(Exception exception);

    private sealed class Subscription(Action end) : IDisposable
    {
        private Action? _end = end;

        public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
    }
}
