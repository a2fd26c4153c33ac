using System.Diagnostics;
using ConvoWeb.Bench.Processes;

namespace ConvoWeb.Bench.Measuring;

/// <summary>One long request, measured as a whole: how many bytes it moved, and what that took.</summary>
internal sealed record Transfer(long Bytes, TimeSpan Elapsed, TimeSpan Cpu)
{
    private const double MiB = 1024 * 1024;

    public double MiBPerSecond => Bytes / MiB / Elapsed.TotalSeconds;

    public double MiBPerCpuSecond => Bytes / MiB / Cpu.TotalSeconds;

    /// <param name="move">Sends the request, and returns how many bytes it moved.</param>
    public static async Task<Transfer> MeasureAsync(Server server, Func<HttpClient, Task<long>> move)
    {
        var (cpu, started) = (server.CpuTime, Stopwatch.GetTimestamp());
        var bytes = await move(server.Client);
        return new Transfer(bytes, Stopwatch.GetElapsedTime(started), server.CpuTime - cpu);
    }

    /// <summary>Reads an answer to its end, keeping nothing of it.</summary>
    public static async Task<long> DownloadAsync(HttpClient client, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        await using var content = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[1024 * 1024];
        var total = 0L;
        while (await content.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            total += count;
        }

        return total;
    }
}
