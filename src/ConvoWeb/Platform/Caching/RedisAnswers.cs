using System.Collections.Concurrent;
using System.Threading.Channels;
using ConvoWeb.Platform.Observability;
using ConvoWeb.Platform.Redis;
using StackExchange.Redis;

namespace ConvoWeb.Platform.Caching;

/// <summary>
/// The answers of each owner's ten conversations that were read last, in Redis for a while. One key for each conversation holds the
/// version, the tag and the body; after a drop it holds the version alone, for a minute, so that a read that was under
/// way does not store again what it found before.
/// </summary>
internal sealed class RedisAnswers(RedisConnection redis, TimeProvider clock, ConvoWebMetrics metrics) : BackgroundService, ISharedAnswers
{
    public const int PerOwner = 10;

    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private const int MaxWaitingStores = 32;

    private const int MaxOwedDrops = 100_000;

    private static readonly TimeSpan MarkedFor = TimeSpan.FromMinutes(1);

    /// <summary>While any drop of its conversation since is still marked.</summary>
    private static readonly TimeSpan StoredWithin = MarkedFor / 2;

    private static readonly RedisValue[] TagAndBody = ["tag", "body"];

    /// <summary>Another build may write other JSON under the same version.</summary>
    private static readonly string Build = typeof(RedisAnswers).Module.ModuleVersionId.ToString("N");

    private const string StoreScript =
        """
        local known = tonumber(redis.call('HGET', KEYS[1], 'version') or '0')
        if known > tonumber(ARGV[1]) then return 0 end
        redis.call('HMSET', KEYS[1], 'version', ARGV[1], 'tag', ARGV[2], 'body', ARGV[3])
        redis.call('PEXPIRE', KEYS[1], ARGV[4])
        redis.call('ZADD', KEYS[2], ARGV[5], KEYS[1])
        redis.call('PEXPIRE', KEYS[2], ARGV[4])
        for _, oldest in ipairs(redis.call('ZREVRANGE', KEYS[2], ARGV[6], -1)) do
            redis.call('DEL', oldest)
            redis.call('ZREM', KEYS[2], oldest)
        end
        return 1
        """;

    private const string DropScript =
        """
        local known = tonumber(redis.call('HGET', KEYS[1], 'version') or '0')
        if known >= tonumber(ARGV[1]) then return 0 end
        redis.call('DEL', KEYS[1])
        redis.call('ZREM', KEYS[2], KEYS[1])
        redis.call('HSET', KEYS[1], 'version', ARGV[1])
        redis.call('PEXPIRE', KEYS[1], ARGV[2])
        return 1
        """;

    /// <summary>One that takes longer opens the breaker.</summary>
    public TimeSpan CallLimit { get; init; } = TimeSpan.FromMilliseconds(100);

    private readonly Channel<(AnswerRequest Request, Answer Answer)> _stores = Channel.CreateBounded<(AnswerRequest, Answer)>(
        new BoundedChannelOptions(MaxWaitingStores) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Drops are not lost while Redis is away: what they are for is still there when it comes back.</summary>
    private readonly ConcurrentDictionary<Guid, OwedDrop> _owed = new();

    private readonly Channel<bool> _work = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    public async ValueTask<byte[]?> FindAsync(AnswerRequest request, AnswerTag tag)
    {
        var key = KeyOf(request.ConversationId);
        var found = await redis.TryAsync(commands => commands.HashGetAsync(key, TagAndBody), CallLimit);
        if (!found.IsDone)
        {
            metrics.CacheFailure();
        }

        return found.Result is [var stored, { IsNull: false } body] && stored == TagOf(tag) ? (byte[]?)body : null;
    }

    public void Store(AnswerRequest request, Answer answer)
    {
        if (redis.IsAnswering && _stores.Writer.TryWrite((request, answer)))
        {
            _work.Writer.TryWrite(true);
        }
    }

    public void Drop(string ownerId, Guid conversationId, long version)
    {
        if (_owed.Count < MaxOwedDrops)
        {
            var drop = new OwedDrop(ownerId, version, clock.GetTimestamp());
            _owed.AddOrUpdate(conversationId, drop, (_, owed) => owed.Version > version ? owed : drop);
            _work.Writer.TryWrite(true);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var _ in _work.Reader.ReadAllAsync(stoppingToken))
        {
            var isDone = await DropOwedAsync();
            await StoreWaitingAsync();
            if (!isDone)
            {
                await Task.Delay(RetryAfter, clock, stoppingToken);
                _work.Writer.TryWrite(true);
            }
        }
    }

    private async Task<bool> DropOwedAsync()
    {
        var areDone = true;
        foreach (var (conversationId, drop) in _owed)
        {
            // What was stored before has expired by then.
            var isDone = clock.GetElapsedTime(drop.Since) > AnswerCache.KeptFor || await TryAsync(
                DropScript, drop.OwnerId, conversationId, drop.Version, (long)MarkedFor.TotalMilliseconds);
            areDone &= isDone;
            if (isDone)
            {
                _owed.TryRemove(KeyValuePair.Create(conversationId, drop));
            }
        }

        return areDone;
    }

    private async Task StoreWaitingAsync()
    {
        while (_stores.Reader.TryRead(out var store))
        {
            var (request, answer) = store;
            if (clock.GetElapsedTime(request.BegunAt) < StoredWithin)
            {
                await TryAsync(
                    StoreScript,
                    request.OwnerId,
                    request.ConversationId,
                    answer.Tag.Version,
                    TagOf(answer.Tag),
                    answer.Body,
                    (long)AnswerCache.KeptFor.TotalMilliseconds,
                    clock.GetUtcNow().ToUnixTimeMilliseconds(),
                    PerOwner);
            }
        }
    }

    private async Task<bool> TryAsync(string script, string ownerId, Guid conversationId, params RedisValue[] arguments)
    {
        RedisKey[] keys = [KeyOf(conversationId), $"convoweb:v2:answers-of:{ownerId}"];
        var (isDone, _) = await redis.TryAsync(commands => commands.ScriptEvaluateAsync(script, keys, arguments), CallLimit);
        if (!isDone)
        {
            metrics.CacheFailure();
        }

        return isDone;
    }

    /// <summary>The version is that of the format: two releases may share one Redis.</summary>
    private static string KeyOf(Guid conversationId) => $"convoweb:v2:answer:{conversationId:D}";

    private static string TagOf(AnswerTag tag) => $"{Build} {tag.ETag}";

    private sealed record OwedDrop(string OwnerId, long Version, long Since);
}
