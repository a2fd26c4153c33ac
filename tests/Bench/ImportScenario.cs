using System.Text.Json;
using ConvoWeb.Bench.Databases;
using ConvoWeb.Bench.Measuring;
using ConvoWeb.Bench.Processes;

namespace ConvoWeb.Bench;

/// <summary>The corpus as our own lines, into a database that holds nothing.</summary>
internal sealed class ImportScenario(Sides sides, BenchOptions options) : IScenario
{
    private const int MostRounds = 3; // each of them writes everything twice

    private readonly Verdict _verdict = new(options);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(sides.ConvoWeb.DatabasePath)!, "import")).FullName;
        var lines = Path.Combine(folder, "corpus.jsonl");
        await WriteLinesAsync(lines, cancellationToken);
        var empty = Path.Combine(folder, "empty.db");
        await (await Server.StartAsync(Sides.ConvoWebAssembly, [], empty, cancellationToken)).DisposeAsync();

        List<Transfer> mine = [], floor = [];
        var peak = 0.0;
        for (var round = 0; round < Math.Min(options.Rounds, MostRounds); round++)
        {
            await using (var server = await StartAsync(Sides.ConvoWebAssembly, [], empty, $"mine{round}", cancellationToken))
            {
                MemoryPeak.Forget(server.ProcessId);
                var before = MemoryPeak.MiBOf(server.ProcessId);
                mine.Add(await Transfer.MeasureAsync(server, client => ImportAsync(client, lines, cancellationToken)));
                peak = Math.Max(peak, MemoryPeak.MiBOf(server.ProcessId) - before);
                Check(server);
            }

            await using (var server = await StartAsync(typeof(Sides).Assembly.Location, ["floor"], empty, $"floor{round}", cancellationToken))
            {
                floor.Add(await Transfer.MeasureAsync(server, client => FloorAsync(client, lines, cancellationToken)));
                Check(server);
            }
        }

        Console.WriteLine($"import, {options.Conversations:N0} conversations, {mine[0].Bytes / 1e6:N1} MB of lines: at most {peak:N0} MiB of memory more than before");
        Tell("ConvoWeb", mine);
        Tell("floor: parsed, inserted by a thousand", floor);
        _verdict.AtLeast(0.7, Median.Of(mine.Zip(floor, (one, other) => one.MiBPerSecond / other.MiBPerSecond)), "bytes per second, of plain batched inserts'");
        _verdict.AtLeast(0.7, Median.Of(mine.Zip(floor, (one, other) => one.MiBPerCpuSecond / other.MiBPerCpuSecond)), "bytes per CPU second, of plain batched inserts'");
    }

    private async Task WriteLinesAsync(string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/conversations/export/bulk") { Content = JsonContent.Create(new { format = "jsonl", archive = false }) };
        using var response = await sides.ConvoWeb.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await using var file = File.Create(path);
        await response.EnsureSuccessStatusCode().Content.CopyToAsync(file, cancellationToken);
    }

    private static async Task<Server> StartAsync(string assembly, string[] arguments, string empty, string name, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(empty)!, name)).FullName;
        var database = Path.Combine(folder, "convoweb.db");
        File.Copy(empty, database);
        return await Server.StartAsync(assembly, arguments, database, cancellationToken, (Floors.FloorServer.PeersSetting, ""));
    }

    private static async Task<long> ImportAsync(HttpClient client, string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        using var form = new MultipartFormDataContent { { new StreamContent(file), "file", "corpus.jsonl" } };
        using var response = await client.PostAsync("/api/import", form, cancellationToken);
        var report = await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return report.GetProperty("totals").GetProperty("failed").GetInt32() == 0
            ? new FileInfo(path).Length
            : throw new BenchFailureException("Conversations of our own export failed.");
    }

    private static async Task<long> FloorAsync(HttpClient client, string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        using var response = await client.PostAsync("/import", new StreamContent(file), cancellationToken);
        response.EnsureSuccessStatusCode();
        return new FileInfo(path).Length;
    }

    private void Check(Server server)
    {
        var (stored, expected) = (CorpusDatabase.CountMessages(server.DatabasePath), CorpusDatabase.CountMessages(sides.ConvoWeb.DatabasePath));
        if (stored != expected)
        {
            throw new BenchFailureException($"{stored:N0} messages came in, not {expected:N0}.");
        }
    }

    private void Tell(string name, IReadOnlyList<Transfer> transfers) => Console.WriteLine(options.IsSmoke
        ? $"  {name}: {transfers[0].Bytes:N0} bytes"
        : $"  {name}: {Median.Of(transfers.Select(transfer => transfer.MiBPerSecond)):N1} MiB/s, {Median.Of(transfers.Select(transfer => transfer.MiBPerCpuSecond)):N1} MiB per CPU second");
}
