using ConvoWeb.Bench.Databases;
using ConvoWeb.Bench.Measuring;
using ConvoWeb.Bench.Processes;

namespace ConvoWeb.Bench;

/// <summary>
/// A conversation from the cache, and the same bytes read from the database, which <c>limit=200</c> does; then all of
/// them while Redis is away, where the cache must not cost.
/// </summary>
internal sealed class CacheScenario(Sides sides, BenchOptions options) : IScenario
{
    private readonly Verdict _verdict = new(options);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await CompareWarmAsync(cancellationToken);

        Console.WriteLine();
        await using var redis = await RedisProcess.StartAsync(cancellationToken);
        if (redis is null)
        {
            Console.WriteLine("cache: redis-server is not installed, so what its absence costs is not measured");
            return;
        }

        await using var node = await sides.StartConvoWebAsync("cache.db", cancellationToken, ("REDIS_URL", redis.Address));
        var paths = sides.Corpus.ConversationsWith(1, 200).Select(id => $"/api/conversations/{id}").ToList();
        await CompareAsync(node, paths, "Redis stands still", redis.StopAnsweringAsync, cancellationToken);
        await CompareAsync(node, paths, "Redis is killed", redis.KillAsync, cancellationToken);
    }

    private async Task CompareWarmAsync(CancellationToken cancellationToken)
    {
        var id = sides.Corpus.ConversationsWith(CorpusSeeder.ReadMessages, CorpusSeeder.ReadMessages)[0];
        var path = $"/api/conversations/{id}";
        Console.WriteLine($"cache, a conversation with {CorpusSeeder.ReadMessages} messages: {await CheckAsync(path, cancellationToken):N0} bytes, from memory and from the database");
        var cached = new Contender("ConvoWeb, from the cache", sides.ConvoWeb, [Requests.Get(sides.ConvoWeb, path)]);
        var read = new Contender("ConvoWeb, from the database", sides.ConvoWeb, [Requests.Get(sides.ConvoWeb, Uncached(path))]);

        await new Comparison(options, cached, read).RunAsync(cancellationToken);
        _verdict.AtMost(1, cached.CpuOf(read), "CPU from the cache, of that from the database");
        _verdict.AtLeast(1, cached.RateOf(read), "requests/s from the cache, of those from the database");
    }

    /// <summary>More conversations than memory holds, so that many are looked for in Redis.</summary>
    private async Task CompareAsync(Server node, IReadOnlyList<string> paths, string what, Func<Task> takeAway, CancellationToken cancellationToken)
    {
        Console.WriteLine($"cache, {paths.Count:N0} conversations one after the other, {what}");
        var failuresBefore = await FailuresAsync(node, cancellationToken);
        var cached = new Contender("ConvoWeb, through the cache", node, [.. paths.Select(path => Requests.Get(node, path))]);
        var read = new Contender("ConvoWeb, without it", node, [.. paths.Select(path => Requests.Get(node, Uncached(path)))]);
        var comparison = new Comparison(options, cached, read);
        await comparison.WarmUpAsync(cancellationToken);

        await takeAway();
        await comparison.RunWarmAsync(cancellationToken);

        _verdict.AtMost(1.30, cached.P99Of(read), $"p99 through the cache while {what}, of that without it");
        if (await FailuresAsync(node, cancellationToken) == failuresBefore)
        {
            throw new BenchFailureException("Redis was away, and nobody asked for it.");
        }
    }

    private async Task<int> CheckAsync(string path, CancellationToken cancellationToken)
    {
        var client = sides.ConvoWeb.Client;
        var read = await client.GetByteArrayAsync(Uncached(path), cancellationToken);
        var first = await client.GetByteArrayAsync(path, cancellationToken);
        var cached = await client.GetByteArrayAsync(path, cancellationToken);
        return read.AsSpan().SequenceEqual(first) && read.AsSpan().SequenceEqual(cached)
            ? read.Length
            : throw new BenchFailureException($"{path} is not the same from the cache as from the database.");
    }

    private static async Task<string?> FailuresAsync(Server node, CancellationToken cancellationToken) =>
        (await node.Client.GetStringAsync("/metrics", cancellationToken))
            .Split('\n')
            .SingleOrDefault(line => line.StartsWith("convoweb_cache_failures_total ", StringComparison.Ordinal));

    private static string Uncached(string path) => path + "?limit=200";
}
