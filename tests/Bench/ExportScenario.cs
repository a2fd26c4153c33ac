using System.Diagnostics;
using ConvoWeb.Bench.Measuring;
using ConvoWeb.Bench.Processes;

namespace ConvoWeb.Bench;

/// <summary>Everything, as one file of lines and as an archive.</summary>
internal sealed class ExportScenario(Sides sides, BenchOptions options) : IScenario
{
    private const string Bulk = "/api/conversations/export/bulk";

    private readonly Verdict _verdict = new(options);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await ExportAsync(sides.ConvoWeb, archive: false, cancellationToken);
        await ExportAsync(sides.ConvoWeb, archive: true, cancellationToken);
        await FloorAsync(cancellationToken);
        MemoryPeak.Forget(sides.ConvoWeb.ProcessId);
        var memory = MemoryPeak.MiBOf(sides.ConvoWeb.ProcessId);

        List<Transfer> lines = [], floor = [], archives = [];
        for (var round = 0; round < options.Rounds; round++)
        {
            lines.Add(await ExportAsync(sides.ConvoWeb, archive: false, cancellationToken));
            floor.Add(await FloorAsync(cancellationToken));
            archives.Add(await ExportAsync(sides.ConvoWeb, archive: true, cancellationToken));
        }

        var peak = MemoryPeak.MiBOf(sides.ConvoWeb.ProcessId) - memory;
        var gzip = await GzipAsync(cancellationToken);
        Console.WriteLine($"export, {options.Conversations:N0} conversations: {lines[0].Bytes / 1e6:N1} MB of lines (the floor's {floor[0].Bytes / 1e6:N1}), {archives[0].Bytes / 1e6:N1} MB of archive");
        Tell("lines", lines, transfer => transfer.MiBPerSecond, "MiB/s");
        Tell("floor: reader, Utf8JsonWriter", floor, transfer => transfer.MiBPerSecond, "MiB/s");

        // What went into the archive is, but for a few commas, what is in the lines.
        var inArchive = archives.Select(archive => archive with { Bytes = lines[0].Bytes }).ToList();
        Tell("archive", inArchive, transfer => transfer.MiBPerCpuSecond, "MiB of lines per CPU second");
        Tell("floor: gzip -1", [gzip], transfer => transfer.MiBPerCpuSecond, "MiB of lines per CPU second");

        _verdict.AtLeast(0.7, Median.Of(lines.Zip(floor, (mine, its) => mine.MiBPerSecond / its.MiBPerSecond)), "bytes per second, of the bare reader's");
        _verdict.AtLeast(0.9, Median.Of(inArchive.Select(archive => archive.MiBPerCpuSecond / gzip.MiBPerCpuSecond)), "archive, bytes per CPU second, of gzip -1's");
        _verdict.AtMost(64, peak, "MiB of memory more than before, at most");
        _verdict.Only(new FileInfo(sides.Corpus.Path).Length / (double)lines[0].Bytes, "database with all its indexes, of the lines' size");
    }

    private static Task<Transfer> ExportAsync(Server server, bool archive, CancellationToken cancellationToken) => Transfer.MeasureAsync(
        server,
        client => Transfer.DownloadAsync(
            client,
            new HttpRequestMessage(HttpMethod.Post, Bulk) { Content = JsonContent.Create(new { format = "jsonl", archive }) },
            cancellationToken));

    private Task<Transfer> FloorAsync(CancellationToken cancellationToken) => Transfer.MeasureAsync(
        sides.Floor, client => Transfer.DownloadAsync(client, new HttpRequestMessage(HttpMethod.Get, "/export"), cancellationToken));

    /// <summary>The same lines through the program that everybody has.</summary>
    private async Task<Transfer> GzipAsync(CancellationToken cancellationToken)
    {
        using var gzip = Process.Start(new ProcessStartInfo("gzip", ["-1"]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var reading = gzip.StandardOutput.BaseStream.CopyToAsync(Stream.Null, cancellationToken);
        var (bytes, started) = (0L, Stopwatch.GetTimestamp());
        using (var response = await sides.Floor.Client.GetAsync("/export", HttpCompletionOption.ResponseHeadersRead, cancellationToken))
        {
            await using var lines = await response.Content.ReadAsStreamAsync(cancellationToken);
            var buffer = new byte[1024 * 1024];
            while (await lines.ReadAsync(buffer, cancellationToken) is > 0 and var count)
            {
                await gzip.StandardInput.BaseStream.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                bytes += count;
            }
        }

        var cpu = CpuClock.TimeOf(gzip); // a process that has ended tells no more; what is left to do is a pipe's content
        gzip.StandardInput.Close();
        await reading;
        await gzip.WaitForExitAsync(cancellationToken);
        return new Transfer(bytes, Stopwatch.GetElapsedTime(started), cpu);
    }

    private void Tell(string name, IReadOnlyList<Transfer> transfers, Func<Transfer, double> figure, string unit)
    {
        var figures = transfers.Select(figure).ToList();
        Console.WriteLine(options.IsSmoke ? $"  {name}: {transfers[0].Bytes:N0} bytes" : $"  {name}: {Median.Of(figures):N1} ({figures.Min():N1}–{figures.Max():N1}) {unit}");
    }
}
