using System.Text.Json;
using ConvoWeb.Bench.Databases;
using ConvoWeb.Bench.Floors;
using ConvoWeb.Bench.Measuring;
using ConvoWeb.Bench.Processes;
using ConvoWeb.Bench.Streams;

namespace ConvoWeb.Bench;

/// <summary>An answer that passes: what it takes longer than without us, and how many pass beside a forwarder that does nothing else.</summary>
internal sealed class ProxyScenario(BenchOptions options, string folder) : IScenario
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Verdict _verdict = new(options);
    private int _stored;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var started = new Started();
        var upstream = await started.AddAsync(StartAsync([StreamUpstream.Command], [], cancellationToken));
        var address = $"http://{upstream.EndPoint}";
        var forwarder = await started.AddAsync(StartAsync([ForwardServer.Command], [(ForwardServer.Upstream, address)], cancellationToken));
        var passing = await started.AddAsync(ConvoWebNode.StartAsync(folder, $"file:{Path.Combine(folder, "passing.db")}", cancellationToken, ("UPSTREAM_URL", address)));
        var database = Path.Combine(folder, "recorded.db");
        var recording = await started.AddAsync(ConvoWebNode.StartAsync(folder, $"file:{database}", cancellationToken, ("UPSTREAM_URL", address)));
        var settings = await recording.Client.GetFromJsonAsync<JsonElement>("/api/settings/privacy", cancellationToken);
        var version = settings.GetProperty("recording").GetProperty("note_version").GetInt32();
        using var agreed = await recording.Client.PatchAsJsonAsync("/api/settings/privacy", new { recording = new { agreed_version = version } }, cancellationToken);
        agreed.EnsureSuccessStatusCode();
        var fleet = await started.AddAsync(Task.FromResult(StreamFleet.Start()));

        await CompareTimesAsync(options.IsSmoke ? new(1, 2, 5, 2, 0) : new(1, 20, 20, 5, 0));
        await CompareTimesAsync(options.IsSmoke ? new(20, 1, 5, 10, 1) : new(200, 2, 40, 50, 10));
        await CompareThroughputAsync(options.IsSmoke ? new(5, 2, 20, 0, 0) : new(50, 100, 200, 0, 0));

        async Task CompareTimesAsync(StreamLoad load)
        {
            Console.WriteLine($"proxy, {load.Connections} {(load.Connections == 1 ? "stream" : "streams")} at a time, of {load.Chunks} chunks each, {load.Pace} ms apart; upstream, server and those who ask share {Environment.ProcessorCount} processors");
            var (alone, bare) = (Contender("upstream alone", upstream, load), Contender("bare forwarder", forwarder, load));
            var (passed, recorded) = (Contender("ConvoWeb", passing, load), Recorded(load));
            await new StreamComparison(options, alone, bare, passed, recorded) { TellsTime = true }.RunAsync(cancellationToken);
            foreach (var (contender, name) in ((StreamContender, string)[])[(passed, ""), (recorded, ", recorded")])
            {
                _verdict.AtMost(1.5, contender.AddedTo(alone, report => report.FirstP50), $"ms added to the first chunk{name}, p50");
                _verdict.Only(contender.AddedTo(alone, report => report.FirstP99), $"ms added to the first chunk{name}, p99");
                _verdict.AtMost(1.5, contender.AddedTo(alone, report => report.ChunkP50), $"ms added to each chunk{name}, p50");
                _verdict.Only(contender.AddedTo(alone, report => report.ChunkP99), $"ms added to each chunk{name}, p99");
            }

            Console.WriteLine();
        }

        async Task CompareThroughputAsync(StreamLoad load)
        {
            Console.WriteLine($"proxy, {load.Connections} streams at a time as fast as they go, of {load.Chunks} chunks each");
            var (bare, passed) = (Contender("floor: bare forwarder", forwarder, load), Contender("ConvoWeb", passing, load));
            var recorded = Recorded(options.IsSmoke ? load : load with { Each = 10 }); // what passes in a second is stored in many
            await new StreamComparison(options, bare, passed, recorded) { TellsTime = false }.RunAsync(cancellationToken);
            _verdict.AtLeast(0.70, passed.RateOf(bare), "chunks/s, of the bare forwarder's");
            _verdict.Only(recorded.RateOf(bare), "the same, recorded");
            _verdict.Only(passed.CpuOf(bare), "CPU of a chunk, of the bare forwarder's");
            _verdict.Only(recorded.CpuOf(bare), "the same, recorded and stored");
        }

        StreamContender Contender(string name, Server server, StreamLoad load) => new(name, server, fleet, load);

        StreamContender Recorded(StreamLoad load) => new("ConvoWeb, recorded", recording, fleet, load)
        {
            SettleAsync = (streams, token) => StoredAsync(database, streams, token),
        };
    }

    private static Task<Server> StartAsync(string[] arguments, (string Name, string Value)[] settings, CancellationToken cancellationToken) =>
        Server.StartAsync("dotnet", _ => [typeof(ProxyScenario).Assembly.Location, .. arguments], settings, cancellationToken);

    /// <summary>Every answer that was given is there, whole and once.</summary>
    private async Task StoredAsync(string database, int streams, CancellationToken cancellationToken)
    {
        _stored += streams;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        for (var stored = 0; stored != _stored; stored = CorpusDatabase.CountAnswers(database))
        {
            if (limit.IsCancellationRequested || stored > _stored)
            {
                throw new BenchFailureException($"{stored:N0} of {_stored:N0} answers are stored.");
            }

            await Task.Delay(50, cancellationToken);
        }
    }
}
