using ConvoWeb.Features.Live;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConvoWeb.Tests.Unit.Features.Live;

public sealed class LiveBusTests
{
    private readonly TestClock _clock = new();
    private readonly LiveBus _bus;

    public LiveBusTests() => _bus = new LiveBus(new NoBackplane(), _clock, NullLogger<LiveBus>.Instance);

    [Fact]
    public void A_listener_gets_every_event_of_its_topic_and_no_other()
    {
        var (mine, other) = (Guid.NewGuid(), Guid.NewGuid());
        var versions = new List<long>();
        using var listening = _bus.Listen(LiveTopic.Conversation(mine), live => versions.Add(live.Version));

        _bus.Publish(Event(mine, 1));
        _bus.Publish(Event(other, 2));
        _bus.Publish(Event(mine, 3));

        Assert.Equal([1, 3], versions);
    }

    [Fact]
    public void A_listener_to_all_gets_every_event_once_and_first()
    {
        var (one, other) = (Guid.NewGuid(), Guid.NewGuid());
        var heard = new List<string>();
        using var onOne = _bus.Listen(LiveTopic.Conversation(one), live => heard.Add($"one {live.Version}"));
        using var onAll = _bus.Listen(LiveTopic.All, live => heard.Add($"all {live.Version}"));

        _bus.Publish(Event(one, 1));
        _bus.Publish(Event(other, 2));

        Assert.Equal(["all 1", "one 1", "all 2"], heard);
    }

    [Fact]
    public void After_it_ended_a_subscription_hears_nothing()
    {
        var heard = 0;
        var id = Guid.NewGuid();
        var listening = _bus.Listen(LiveTopic.Conversation(id), _ => heard++);
        using var neighbour = _bus.Listen(LiveTopic.Conversation(id), _ => { });

        listening.Dispose();
        listening.Dispose();
        _bus.Publish(Event(id, 1));

        Assert.Equal(0, heard);
    }

    [Fact]
    public async Task A_burst_of_events_becomes_one_run_and_one_after_it()
    {
        var id = Guid.NewGuid();
        var runs = 0;
        var began = new SemaphoreSlim(0);
        var mayEnd = new TaskCompletionSource();
        using var subscription = _bus.Subscribe(LiveTopic.Conversation(id), _ => true, async () =>
        {
            Interlocked.Increment(ref runs);
            began.Release();
            await mayEnd.Task;
        });

        _bus.Publish(Event(id, 1));
        await began.WaitAsync(Cancel);
        for (var version = 2; version < 1000; version++)
        {
            _bus.Publish(Event(id, version));
        }

        mayEnd.SetResult();
        while (!began.Wait(0, Cancel))
        {
            await Task.Yield();
            _clock.Advance(Coalescer.Interval);
        }

        Assert.Equal(2, runs);
    }

    [Fact]
    public async Task A_subscriber_that_throws_is_called_again_for_the_next_event()
    {
        var id = Guid.NewGuid();
        var runs = new SemaphoreSlim(0);
        using var subscription = _bus.Subscribe(LiveTopic.Conversation(id), _ => true, () =>
        {
            runs.Release();
            throw new InvalidOperationException("broken page");
        });

        _bus.Publish(Event(id, 1));
        await runs.WaitAsync(Cancel);
        while (!runs.Wait(0, Cancel))
        {
            await Task.Yield();
            _bus.Publish(Event(id, 2));
            _clock.Advance(Coalescer.Interval);
        }
    }

    private static LiveEvent Event(Guid conversation, long version) => new(LiveEventKind.MessageAdded, "alice", conversation, version);
}
