using System.Diagnostics;
using System.Net;
using System.Text.Json;
using ConvoWeb.Bench.Processes;

namespace ConvoWeb.Bench.Streams;

/// <summary>Those who ask, in a process of their own, so that their processor time is nobody else's.</summary>
internal sealed class StreamFleet : IAsyncDisposable
{
    private readonly Process _process;

    private StreamFleet(Process process) => _process = process;

    public TimeSpan CpuTime => CpuClock.TimeOf(_process);

    public static StreamFleet Start() => new(Process.Start(new ProcessStartInfo("dotnet", [typeof(StreamFleet).Assembly.Location, StreamProgram.Command])
    {
        UseShellExecute = false,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        Environment =
        {
            // What arrives is looked at by the thread that notices it: no switch lies between arrival and clock.
            ["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1",
            ["DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT"] = "1",
        },
    })!);

    public async Task<StreamReport> AskAsync(IPEndPoint server, StreamLoad load, CancellationToken cancellationToken)
    {
        await _process.StandardInput.WriteLineAsync($"{server}\n{JsonSerializer.Serialize(load)}".AsMemory(), cancellationToken);
        await _process.StandardInput.FlushAsync(cancellationToken);
        var line = await _process.StandardOutput.ReadLineAsync(cancellationToken) ?? throw new BenchFailureException("The process of those who ask ended.");
        var report = JsonSerializer.Deserialize<StreamReport>(line)!;
        return report.Fault is null ? report : throw new BenchFailureException($"{server}: {report.Fault}");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }
}
