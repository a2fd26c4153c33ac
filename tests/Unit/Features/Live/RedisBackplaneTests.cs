using System.Threading.Channels;
using ConvoWeb.Features.Live;
using ConvoWeb.Platform.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConvoWeb.Tests.Unit.Features.Live;

public sealed class RedisBackplaneTests
{
    [Fact]
    public async Task An_event_of_one_node_reaches_the_other_and_does_not_come_back()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var here = await Node.StartAsync(redis);
        await using var there = await Node.StartAsync(redis);
        var conversation = Guid.NewGuid();

        here.Backplane.Send(Event(conversation, version: 7) with { Message = "{}"u8.ToArray() });
        there.Backplane.Send(Event(conversation, version: 8));

        var received = await there.Events.Reader.ReadAsync(Cancel);
        Assert.Equal((conversation, 7L), (received.ConversationId, received.Version));
        Assert.Equal("{}"u8.ToArray(), received.Message.ToArray());
        Assert.Equal(8, (await here.Events.Reader.ReadAsync(Cancel)).Version);
        Assert.False(there.Events.Reader.TryRead(out _));
    }

    [Fact]
    public async Task After_Redis_was_killed_viewers_are_told_to_read_again_and_events_flow()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var here = await Node.StartAsync(redis);
        await using var there = await Node.StartAsync(redis);

        await redis.KillAsync();
        await redis.StartAgainAsync();
        await here.Subscribed.Reader.ReadAsync(Cancel);
        await there.Subscribed.Reader.ReadAsync(Cancel);
        await here.Missed.Reader.ReadAsync(Cancel);
        await there.Missed.Reader.ReadAsync(Cancel);
        here.Backplane.Send(Event(Guid.NewGuid(), version: 9));

        Assert.Equal(9, (await there.Events.Reader.ReadAsync(Cancel)).Version);
    }

    [Fact]
    public async Task While_Redis_is_away_it_says_so()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var node = await Node.StartAsync(redis);
        var paused = Channel.CreateUnbounded<bool>();
        node.Backplane.PausedChanged += (_, _) => paused.Writer.TryWrite(node.Backplane.IsPaused);
        Assert.False(node.Backplane.IsPaused);

        await redis.KillAsync();
        Assert.True(await paused.Reader.ReadAsync(Cancel));
        await redis.StartAgainAsync();
        Assert.False(await paused.Reader.ReadAsync(Cancel));
    }

    [Fact]
    public async Task What_is_no_event_of_ours_does_not_stop_the_subscription()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var here = await Node.StartAsync(redis);
        await using var there = await Node.StartAsync(redis);

        here.Redis.Send("not json"u8.ToArray());
        here.Backplane.Send(Event(Guid.NewGuid(), version: 3));

        Assert.Equal(3, (await there.Events.Reader.ReadAsync(Cancel)).Version);
    }

    private static LiveEvent Event(Guid conversation, long version) => new(LiveEventKind.MessageAdded, "alice", conversation, version);

    private sealed class Node : IAsyncDisposable
    {
        private readonly RedisConnection _connection;

        private Node(RedisServer server)
        {
            Assert.True(RedisUrl.TryParse(server.Address, out var url));
            Redis = new RedisPubSub("test", TimeProvider.System);
            _connection = new RedisConnection(url, [Redis], TimeProvider.System, NullLogger<RedisConnection>.Instance);
            Backplane = new RedisBackplane(Redis, _connection);
            Backplane.Received += received => Events.Writer.TryWrite(received);
            Backplane.Missed += () => Missed.Writer.TryWrite(true);
            Redis.Resumed += () => Subscribed.Writer.TryWrite(true);
        }

        public RedisPubSub Redis { get; }

        public RedisBackplane Backplane { get; }

        public Channel<LiveEvent> Events { get; } = Channel.CreateUnbounded<LiveEvent>();

        public Channel<bool> Missed { get; } = Channel.CreateUnbounded<bool>();

        /// <summary>Not the same: another node's subscription makes this one miss events, too.</summary>
        public Channel<bool> Subscribed { get; } = Channel.CreateUnbounded<bool>();

        /// <summary>Subscribed.</summary>
        public static async Task<Node> StartAsync(RedisServer server)
        {
            var node = new Node(server);
            await node._connection.StartAsync(Cancel);
            await node.Subscribed.Reader.ReadAsync(Cancel);
            await node.Missed.Reader.ReadAsync(Cancel);
            return node;
        }

        public async ValueTask DisposeAsync()
        {
            await _connection.StopAsync(CancellationToken.None);
            _connection.Dispose();
        }
    }
}
