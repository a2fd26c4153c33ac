using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace ConvoWeb.Features.Live;

/// <summary>The live bus of one process, joined to those of other nodes by the backplane.</summary>
public sealed partial class LiveBus : ILiveEvents
{
    private readonly ConcurrentDictionary<LiveTopic, ImmutableArray<Action<LiveEvent>>> _listeners = new();
    private readonly ILiveBackplane _backplane;
    private readonly TimeProvider _clock;
    private readonly ILogger<LiveBus> _logger;

    public LiveBus(ILiveBackplane backplane, TimeProvider clock, ILogger<LiveBus> logger)
    {
        (_backplane, _clock, _logger) = (backplane, clock, logger);
        backplane.Received += Deliver;
        backplane.Missed += DeliverMissed;
    }

    public event EventHandler? PausedChanged
    {
        add => _backplane.PausedChanged += value;
        remove => _backplane.PausedChanged -= value;
    }

    public bool IsPaused => _backplane.IsPaused;

    public void Publish(LiveEvent liveEvent)
    {
        Deliver(liveEvent);
        _backplane.Send(liveEvent);
    }

    public IDisposable Listen(LiveTopic topic, Action<LiveEvent> onEvent)
    {
        // Arrays are replaced, never changed: nobody is called under a lock, and nobody is missed.
        _listeners.AddOrUpdate(topic, static (_, added) => [added], static (_, all, added) => all.Add(added), onEvent);
        return new Subscription(() => Remove(topic, onEvent));
    }

    public IDisposable Subscribe(LiveTopic topic, Predicate<LiveEvent> note, Func<Task> onChanged)
    {
        var coalescer = new Coalescer(onChanged, _clock, LogHandlerFailed);
        var listening = Listen(topic, liveEvent =>
        {
            if (note(liveEvent))
            {
                coalescer.Signal();
            }
        });
        return new Subscription(() =>
        {
            listening.Dispose();
            coalescer.Dispose();
        });
    }

    private void Deliver(LiveEvent liveEvent)
    {
        Deliver(LiveTopic.All, liveEvent);
        Deliver(LiveTopic.Conversation(liveEvent.ConversationId), liveEvent);
        if (liveEvent.Kind is not LiveEventKind.DeltaAppended)
        {
            Deliver(LiveTopic.Owner(liveEvent.OwnerId), liveEvent);
        }
    }

    private void DeliverMissed()
    {
        foreach (var topic in _listeners.Keys)
        {
            Deliver(topic, LiveEvent.Missed);
        }
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
