using ConvoWeb.Features.Live;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConvoWeb.Tests.Unit.Features.Conversations.Feed;

/// <summary>Loses the events that a test wants lost.</summary>
internal sealed class LossyBus : ILiveEvents
{
    private readonly LiveBus _inner = new(new NoBackplane(), TimeProvider.System, NullLogger<LiveBus>.Instance);

    public event EventHandler? PausedChanged
    {
        add => _inner.PausedChanged += value;
        remove => _inner.PausedChanged -= value;
    }

    public bool IsPaused => _inner.IsPaused;

    public Predicate<LiveEvent> Loses { get; set; } = _ => false;

    public int Lost { get; private set; }

    public ConvoWebApp NewApp() => new() { Replace = services => services.AddSingleton<ILiveEvents>(this) };

    public void Publish(LiveEvent liveEvent)
    {
        if (Loses(liveEvent))
        {
            Lost++;
            return;
        }

        _inner.Publish(liveEvent);
    }

    public IDisposable Subscribe(LiveTopic topic, Predicate<LiveEvent> note, Func<Task> onChanged) => _inner.Subscribe(topic, note, onChanged);

    public IDisposable Listen(LiveTopic topic, Action<LiveEvent> onEvent) => _inner.Listen(topic, onEvent);
}
