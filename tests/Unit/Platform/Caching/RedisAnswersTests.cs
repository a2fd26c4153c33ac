using System.Diagnostics.Metrics;
using System.Text;
using ConvoWeb.Platform.Caching;
using ConvoWeb.Platform.Observability;
using ConvoWeb.Platform.Redis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace ConvoWeb.Tests.Unit.Platform.Caching;

public sealed class RedisAnswersTests
{
    [Fact]
    public async Task What_one_node_stores_another_finds_by_its_tag()
    {
        await using var server = await RedisServer.StartAsync();
        await using var here = await Node.StartAsync(server);
        await using var there = await Node.StartAsync(server);
        var conversation = Guid.NewGuid();

        await here.StoreAsync(conversation, 7, "seven");

        Assert.Equal("seven", await there.FindAsync(conversation, 7));
        Assert.Null(await there.FindAsync(conversation, 6));
        Assert.Null(await there.FindAsync(conversation, 8));
        Assert.Null(await there.FindAsync(Guid.NewGuid(), 7));
    }

    [Fact]
    public async Task Ten_of_each_owner_are_kept_and_all_of_them_expire()
    {
        await using var server = await RedisServer.StartAsync();
        await using var node = await Node.StartAsync(server);
        var ofBob = Guid.NewGuid();
        await node.StoreAsync(ofBob, 1, "Bob's", owner: "bob");
        var conversations = Enumerable.Range(0, RedisAnswers.PerOwner + 2).Select(_ => Guid.NewGuid()).ToList();
        foreach (var conversation in conversations)
        {
            node.Clock.Advance(TimeSpan.FromSeconds(1));
            await node.StoreAsync(conversation, 1, $"of {conversation}");
        }

        Assert.Null(await node.FindAsync(conversations[0], 1));
        Assert.Null(await node.FindAsync(conversations[1], 1));
        foreach (var conversation in conversations[2..])
        {
            Assert.Equal($"of {conversation}", await node.FindAsync(conversation, 1));
        }

        Assert.Equal("Bob's", await node.FindAsync(ofBob, 1));
        Assert.Equal(RedisAnswers.PerOwner, await node.Database.SortedSetLengthAsync("convoweb:v2:answers-of:alice"));
        var keys = node.Keys();
        Assert.Contains(KeyOf(ofBob), keys);
        foreach (var key in keys)
        {
            Assert.InRange((await node.Database.KeyTimeToLiveAsync(key))!.Value, TimeSpan.FromMinutes(9), AnswerCache.KeptFor);
        }
    }

    [Fact]
    public async Task After_a_drop_an_older_state_is_neither_found_nor_stored_again()
    {
        await using var server = await RedisServer.StartAsync();
        await using var node = await Node.StartAsync(server);
        var conversation = Guid.NewGuid();
        await node.StoreAsync(conversation, 7, "the old text");

        node.Answers.Drop("alice", conversation, 8);
        await node.GoneAsync(conversation);
        await node.StoreAsync(conversation, 7, "the old text");

        Assert.Null(await node.FindAsync(conversation, 7));
        Assert.Equal(["version"], (await node.Database.HashKeysAsync(KeyOf(conversation))).Select(field => (string)field!));
        await node.StoreAsync(conversation, 8, "the new text");
        Assert.Equal("the new text", await node.FindAsync(conversation, 8));
    }

    [Fact]
    public async Task Of_one_that_is_removed_nothing_comes_back_for_a_minute()
    {
        await using var server = await RedisServer.StartAsync();
        await using var node = await Node.StartAsync(server);
        var conversation = Guid.NewGuid();
        await node.StoreAsync(conversation, 7, "text");

        node.Answers.Drop("alice", conversation, ISharedAnswers.Removed);
        node.Answers.Drop("alice", conversation, 8); // told of too late
        await node.GoneAsync(conversation);
        await node.StoreAsync(conversation, 9, "text");

        Assert.InRange((await node.Database.KeyTimeToLiveAsync(KeyOf(conversation)))!.Value, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1));
        Assert.Equal(0, await node.Database.SortedSetLengthAsync("convoweb:v2:answers-of:alice"));
    }

    [Fact]
    public async Task What_took_longer_to_read_than_a_removal_is_remembered_is_not_stored()
    {
        await using var server = await RedisServer.StartAsync();
        await using var node = await Node.StartAsync(server);
        var conversation = Guid.NewGuid();
        var request = node.Begin(conversation);
        node.Clock.Advance(TimeSpan.FromMinutes(1));

        node.Answers.Store(request, Answer(7, "text"));
        await node.StoreAsync(Guid.NewGuid(), 1, "stored after it");

        Assert.Null(await node.FindAsync(conversation, 7));
    }

    [Fact]
    public async Task While_Redis_stands_still_nothing_is_found_and_a_drop_is_made_good_when_it_answers_again()
    {
        await using var server = await RedisServer.StartAsync();
        await using var node = await Node.StartAsync(server, callLimit: TimeSpan.FromSeconds(2));
        var conversation = Guid.NewGuid();
        await node.StoreAsync(conversation, 7, "the old text");
        await server.StopAnsweringAsync();

        Assert.Null(await node.FindAsync(conversation, 7));
        node.Answers.Drop("alice", conversation, 8);
        await UntilAsync(() => node.Clock.Waiting > 0); // tried, and waiting to try again
        await server.AnswerAgainAsync();
        await UntilAsync(() =>
        {
            node.Clock.Advance(RedisAnswers.RetryAfter); // it may have tried before Redis answered
            return !node.Holds(conversation);
        });

        Assert.Null(await node.FindAsync(conversation, 7));
    }

    private static string KeyOf(Guid conversation) => $"convoweb:v2:answer:{conversation}";

    private static Answer Answer(long version, string text) => new(new AnswerTag(version, $"\"{version}\""), Encoding.UTF8.GetBytes(text));

    private static async Task UntilAsync(Func<bool> isSo)
    {
        while (!isSo())
        {
            await Task.Delay(5, Cancel); // polls the state of another process
        }
    }

    /// <summary>Its clock is the test's; the connection's limits are in real time.</summary>
    private sealed class Node : IAsyncDisposable
    {
        private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        private readonly RedisConnection _connection;
        private readonly ConnectionMultiplexer _beside;
        private readonly AnswerCache _cache;

        private Node(RedisUrl url, TimeSpan callLimit)
        {
            var metrics = new ConvoWebMetrics(_services.GetRequiredService<IMeterFactory>());
            _connection = new RedisConnection(url, [], TimeProvider.System, NullLogger<RedisConnection>.Instance);
            _beside = ConnectionMultiplexer.Connect(url.ToOptions());
            Answers = new RedisAnswers(_connection, Clock, metrics) { CallLimit = callLimit };
            _cache = new AnswerCache(Answers, Clock, metrics);
        }

        public TestClock Clock { get; } = new();

        public RedisAnswers Answers { get; }

        /// <summary>To look at what is stored, from beside the program.</summary>
        public IDatabase Database => _beside.GetDatabase();

        /// <param name="callLimit">Long, unless a test is about it: a machine under load is no Redis that stands still.</param>
        public static async Task<Node> StartAsync(RedisServer server, TimeSpan? callLimit = null)
        {
            Assert.True(RedisUrl.TryParse(server.Address, out var url));
            var node = new Node(url, callLimit ?? TimeSpan.FromMinutes(1));
            await node._connection.StartAsync(Cancel);
            await node.Answers.StartAsync(Cancel);
            await UntilAsync(() => node._connection.IsUp);
            return node;
        }

        public IReadOnlyList<string> Keys() => [.. _beside.GetServer(_beside.GetEndPoints()[0]).Keys().Select(key => (string)key!)];

        public AnswerRequest Begin(Guid conversation, string owner = "alice") => _cache.Begin(owner, conversation);

        public bool Holds(Guid conversation) => Database.HashExists(KeyOf(conversation), "body");

        /// <summary>Returns when it had its turn.</summary>
        public async Task StoreAsync(Guid conversation, long version, string text, string owner = "alice")
        {
            var next = Guid.NewGuid();
            Answers.Store(Begin(conversation, owner), Answer(version, text));
            Answers.Store(Begin(next, "nobody"), Answer(1, ""));
            await UntilAsync(() => Holds(next));
        }

        public async Task<string?> FindAsync(Guid conversation, long version) =>
            await Answers.FindAsync(Begin(conversation), new AnswerTag(version, $"\"{version}\"")) is { } body ? Encoding.UTF8.GetString(body) : null;

        public Task GoneAsync(Guid conversation) => UntilAsync(() => !Holds(conversation));

        public async ValueTask DisposeAsync()
        {
            await Answers.StopAsync(CancellationToken.None);
            await _connection.StopAsync(CancellationToken.None);
            Answers.Dispose();
            _connection.Dispose();
            _cache.Dispose();
            await _beside.CloseAsync();
            _beside.Dispose();
            await _services.DisposeAsync();
        }
    }
}
