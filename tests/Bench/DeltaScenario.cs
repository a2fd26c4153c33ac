using System.Text.Json;
using ConvoWeb.Bench.Databases;
using ConvoWeb.Bench.Measuring;
using ConvoWeb.Bench.Processes;
using ConvoWeb.Bench.Viewers;

namespace ConvoWeb.Bench;

/// <summary>A message that is streamed, delta by delta: what one costs at its beginning and far down.</summary>
internal sealed class DeltaScenario(BenchOptions options, string folder) : IScenario
{
    /// <summary>Most that one request may bring.</summary>
    private const int MostTogether = 1_000;

    private readonly int _window = options.IsSmoke ? 10 : 200;

    private readonly int _near = options.IsSmoke ? 5 : 100;

    private readonly int _far = options.IsSmoke ? 1_005 : 10_000;

    private readonly Verdict _verdict = new(options);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await CompareAsync("SQLite", $"file:{Path.Combine(folder, "delta.db")}", cancellationToken);
        Console.WriteLine();
        await using var postgres = await PostgresDatabase.CreateAsync();
        if (postgres is not null)
        {
            await CompareAsync("PostgreSQL", postgres.Address, cancellationToken);
        }
    }

    private async Task CompareAsync(string engine, string databaseUrl, CancellationToken cancellationToken)
    {
        // The far drafts wait longer for their turn than a writer may be silent.
        await using var node = await ConvoWebNode.StartAsync(folder, databaseUrl, cancellationToken, ("DRAFT_LEASE", "86400"));
        await WarmUpAsync(node, cancellationToken);
        await CompareAsync($"delta, on {engine}, without a viewer", node, 0, cancellationToken);
        Console.WriteLine();
        await CompareAsync($"delta, on {engine}, with a viewer on the hub", node, 1, cancellationToken);
    }

    private async Task CompareAsync(string title, Server node, int viewers, CancellationToken cancellationToken)
    {
        Console.WriteLine($"{title}: one after the other, {_window} around number {_near:N0} and around number {_far:N0} of {options.Rounds} drafts each");
        var conversation = await node.CreateConversationAsync(cancellationToken);
        var (young, old) = (new List<byte[]>(), new List<byte[]>());
        var stamp = 0;
        for (var round = 0; round < options.Rounds; round++)
        {
            young.AddRange(await DraftAsync(_near));
            old.AddRange(await DraftAsync(_far));
        }

        await using var fleet = viewers == 0 ? null
            : await ViewerFleet.StartAsync(ViewerProtocol.ConvoWeb, node, viewers, cancellationToken, conversation);
        await (fleet?.ExpectAsync(stamp, cancellationToken) ?? Task.CompletedTask);

        var beginning = Appending($"around {_near:N0}", young);
        var farDown = Appending($"around {_far:N0}", old);
        await new Comparison(options, beginning, farDown) { Window = TimeSpan.FromMinutes(1) }.RunWarmAsync(cancellationToken);

        await (fleet?.CollectAsync(stamp, cancellationToken) ?? Task.CompletedTask);
        _verdict.AtMost(1.20, farDown.CpuOf(beginning), $"CPU of delta {_far:N0}, of that of {_near:N0}");
        _verdict.AtMost(1.20, beginning.RateOf(farDown), $"time of delta {_far:N0}, of that of {_near:N0}");

        async Task<IEnumerable<byte[]>> DraftAsync(int number)
        {
            var path = await BeginAsync(node, conversation, cancellationToken);
            var first = number - (_window / 2);
            for (var n = 0; n < first; n += MostTogether)
            {
                var some = Enumerable.Range(n, Math.Min(MostTogether, first - n)).Select(i => new { n = i, text = $"{i,30} " });
                await node.PostAsync(path, some.ToArray(), cancellationToken);
            }

            return Enumerable.Range(first, _window)
                .Select(n => Requests.Post(node, path, JsonSerializer.SerializeToElement(new { n, text = $"{Stamp.Of(++stamp)} " })))
                .ToArray();
        }

        Contender Appending(string name, List<byte[]> requests) =>
            new(name, node, requests) { Connections = 1, RequestsPerWindow = _window };
    }

    private async Task WarmUpAsync(Server node, CancellationToken cancellationToken)
    {
        var path = await BeginAsync(node, await node.CreateConversationAsync(cancellationToken), cancellationToken);
        var requests = Enumerable.Range(0, options.IsSmoke ? _window : 20_000)
            .Select(n => Requests.Post(node, path, JsonSerializer.SerializeToElement(new { n, text = $"{n,30} " })));
        await new Contender("warm-up", node, [.. requests]) { Connections = 1 }.WarmUpAsync(options.WarmUp, cancellationToken);
    }

    /// <summary>Where its deltas are sent to.</summary>
    private static async Task<string> BeginAsync(Server node, string conversation, CancellationToken cancellationToken)
    {
        var messages = $"/v1/conversations/{conversation}/messages";
        var draft = await node.PostAsync(messages, new { type = "ai", state = "draft", content = "" }, cancellationToken);
        return $"{messages}/{draft.GetProperty("id").GetString()}/deltas";
    }
}
