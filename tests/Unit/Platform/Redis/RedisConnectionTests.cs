using System.Threading.Channels;
using ConvoWeb.Platform.Redis;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace ConvoWeb.Tests.Unit.Platform.Redis;

public sealed class RedisConnectionTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(100);

    private readonly TestClock _clock = new();

    [Fact]
    public async Task A_command_is_answered()
    {
        await using var server = await RedisServer.StartAsync();
        await using var node = await Node.StartAsync(server, _clock);

        Assert.True((await node.Redis.TryAsync(redis => redis.StringSetAsync("key", "value"), Limit)).IsDone);
        Assert.Equal("value", (await node.Redis.TryAsync(redis => redis.StringGetAsync("key"), Limit)).Result);
        Assert.True(node.Redis.IsUp);
    }

    [Fact]
    public async Task A_command_that_Redis_refuses_is_not_done_and_the_next_one_is()
    {
        await using var server = await RedisServer.StartAsync();
        await using var node = await Node.StartAsync(server, _clock);
        await node.Redis.TryAsync(redis => redis.StringSetAsync("key", "value"), Limit);

        Assert.False((await node.Redis.TryAsync(redis => redis.HashGetAsync("key", "field"), Limit)).IsDone);
        Assert.True((await node.Redis.TryAsync(redis => redis.StringGetAsync("key"), Limit)).IsDone);
    }

    [Fact]
    public async Task While_Redis_stands_still_the_first_call_waits_no_longer_than_its_limit_and_the_others_not_at_all()
    {
        await using var server = await RedisServer.StartAsync();
        await using var node = await Node.StartAsync(server, _clock);
        await server.StopAnsweringAsync();

        await node.UntilAsync(() => Task.FromResult(_clock.Waiting == 1)); // for the time to ping
        var first = node.Redis.TryAsync(redis => redis.StringGetAsync("key"), Limit).AsTask();
        var second = node.Redis.TryAsync(redis => redis.StringGetAsync("key"), Limit).AsTask();
        Assert.Equal(3, _clock.Waiting);
        _clock.Advance(Limit);

        Assert.False((await first).IsDone);
        Assert.False((await second).IsDone);
        for (var i = 0; i < 100; i++)
        {
            // Nothing was sent that could be waited for: the answer is there at once.
            var call = node.Redis.TryAsync<RedisValue>(_ => throw new InvalidOperationException("It was tried."), Limit);
            Assert.True(call.IsCompleted);
            Assert.False((await call).IsDone);
        }
    }

    [Fact]
    public async Task When_it_answers_a_ping_again_commands_are_tried_again()
    {
        await using var server = await RedisServer.StartAsync();
        await using var node = await Node.StartAsync(server, _clock);
        await server.StopAnsweringAsync();
        var late = node.Redis.TryAsync(redis => redis.StringGetAsync("key"), Limit).AsTask();
        _clock.Advance(Limit);
        Assert.False((await late).IsDone);

        await server.AnswerAgainAsync();
        await node.PassAsync(_clock, RedisConnection.PingEvery);

        await node.UntilAsync(async () => (await node.Redis.TryAsync(redis => redis.StringGetAsync("key"), Limit)).IsDone);
    }

    [Fact]
    public async Task One_that_answers_no_ping_is_thrown_away_and_listened_to_anew_when_it_answers_again()
    {
        await using var server = await RedisServer.StartAsync();
        var channel = new RedisPubSub("test", TimeProvider.System);
        var resumed = Channel.CreateUnbounded<bool>();
        channel.Resumed += () => resumed.Writer.TryWrite(true);
        await using var node = await Node.StartAsync(server, _clock, channel);
        await resumed.Reader.ReadAsync(Cancel);
        await server.StopAnsweringAsync();

        foreach (var time in (TimeSpan[])[RedisConnection.PingEvery, RedisCalls.Limit, RedisConnection.PingEvery, RedisCalls.Limit])
        {
            await node.PassAsync(_clock, time);
        }

        Assert.False(await node.Changes.Reader.ReadAsync(Cancel));
        await server.AnswerAgainAsync();
        await node.ConnectedAsync(_clock);

        await resumed.Reader.ReadAsync(Cancel);
        Assert.True(await node.Changes.Reader.ReadAsync(Cancel));
    }

    [Fact]
    public async Task After_Redis_was_killed_nothing_is_tried_and_whoever_wants_to_know_is_told_both_times()
    {
        await using var server = await RedisServer.StartAsync();
        await using var node = await Node.StartAsync(server, TimeProvider.System);

        await server.KillAsync();
        Assert.False(await node.Changes.Reader.ReadAsync(Cancel));
        Assert.False((await node.Redis.TryAsync<RedisValue>(_ => throw new InvalidOperationException("It was tried."), Limit)).IsDone);

        await server.StartAgainAsync();
        Assert.True(await node.Changes.Reader.ReadAsync(Cancel));
        await node.UntilAsync(async () => (await node.Redis.TryAsync(redis => redis.StringSetAsync("key", "value"), Limit)).IsDone);
    }

    [Fact]
    public async Task Who_asked_goes_on_off_the_thread_that_reads_the_answers_of_all()
    {
        await using var server = await RedisServer.StartAsync();
        await using var node = await Node.StartAsync(server, TimeProvider.System);
        using var mayEnd = new SemaphoreSlim(0);
        var limit = TimeSpan.FromMinutes(1);

        // It blocks where it goes on: on the client's thread that would keep all other answers away. One is enough to show it,
        // and takes no more than one thread from the tests beside it.
        var blocked = Task.Run(
            async () =>
            {
                await node.Redis.TryAsync(redis => redis.StringGetAsync("key"), limit).ConfigureAwait(false);
                mayEnd.Wait(Cancel);
            },
            Cancel);
        for (var i = 0; i < 100; i++)
        {
            Assert.True((await node.Redis.TryAsync(redis => redis.StringGetAsync("key"), limit)).IsDone);
        }

        mayEnd.Release();
        await blocked;
    }

    private sealed class Node : IAsyncDisposable
    {
        private Node(RedisServer server, TimeProvider clock, IRedisSession[] sessions)
        {
            Assert.True(RedisUrl.TryParse(server.Address, out var url));
            Redis = new RedisConnection(url, sessions, clock, NullLogger<RedisConnection>.Instance);
            Redis.Changed += () => Changes.Writer.TryWrite(Redis.IsUp);
        }

        public RedisConnection Redis { get; }

        public Channel<bool> Changes { get; } = Channel.CreateUnbounded<bool>();

        /// <summary>Connected.</summary>
        public static async Task<Node> StartAsync(RedisServer server, TimeProvider clock, params IRedisSession[] sessions)
        {
            var node = new Node(server, clock, sessions);
            await node.Redis.StartAsync(Cancel);
            await node.ConnectedAsync(clock);
            Assert.True(await node.Changes.Reader.ReadAsync(Cancel));
            return node;
        }

        /// <summary>Time passes, so that another try follows one that failed, but not so quickly that each of them is over its limit.</summary>
        public Task ConnectedAsync(TimeProvider clock) => UntilAsync(() =>
        {
            (clock as TestClock)?.Advance(TimeSpan.FromMicroseconds(10));
            return Task.FromResult(Redis.IsUp);
        });

        /// <summary>Lets time pass as soon as somebody waits for it.</summary>
        public async Task PassAsync(TestClock clock, TimeSpan time)
        {
            await UntilAsync(() => Task.FromResult(clock.Waiting > 0));
            clock.Advance(time);
        }

        public async Task UntilAsync(Func<Task<bool>> isSo)
        {
            while (!await isSo())
            {
                Cancel.ThrowIfCancellationRequested();
                await Task.Yield();
            }
        }

        public async ValueTask DisposeAsync()
        {
            await Redis.StopAsync(CancellationToken.None);
            Redis.Dispose();
        }
    }
}
