using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ConvoWeb.Bench.Processes;

namespace ConvoWeb.Bench.Viewers;

/// <summary>Viewers in a process of their own, so that their processor time is nobody else's.</summary>
internal sealed class ViewerFleet : IAsyncDisposable
{
    private readonly Process _process;

    private ViewerFleet(Process process, int count) => (_process, Count) = (process, count);

    public int Count { get; }

    public TimeSpan CpuTime => CpuClock.TimeOf(_process);

    /// <param name="protocol">A name that <see cref="ViewerProtocol"/> knows.</param>
    public static async Task<ViewerFleet> StartAsync(
        string protocol, Server server, int count, CancellationToken cancellationToken, string conversation = "")
    {
        var start = new ProcessStartInfo(
            "dotnet", [typeof(ViewerFleet).Assembly.Location, ViewerProgram.Command, protocol, $"{server.EndPoint}", $"{count}", conversation])
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
        };
        var fleet = new ViewerFleet(Process.Start(start)!, count);
        try
        {
            var line = await fleet.ReadAsync(cancellationToken);
            return line is ViewerProgram.Following ? fleet : throw new BenchFailureException(line);
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }
    }

    /// <summary>Counts from now on.</summary>
    public async Task ExpectAsync(int messages, CancellationToken cancellationToken)
    {
        await _process.StandardInput.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{ViewerProgram.Expect}{messages * Count}"));
        await ReadAsync(cancellationToken);
    }

    /// <summary>Returns when each of them has reached every viewer, once and in order.</summary>
    public async Task<ViewerReport> CollectAsync(int messages, CancellationToken cancellationToken)
    {
        await _process.StandardInput.WriteLineAsync(ViewerProgram.Report);
        var report = JsonSerializer.Deserialize<ViewerReport>(await ReadAsync(cancellationToken))!;
        return report is { Disordered: 0, Closed: 0 } && report.Delivered == messages * Count
            ? report
            : throw new BenchFailureException(
                $"{report.Delivered:N0} of {messages * Count:N0} deliveries arrived, {report.Disordered:N0} of them again or out of order; {report.Closed} viewers were closed.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private async Task<string> ReadAsync(CancellationToken cancellationToken) =>
        await _process.StandardOutput.ReadLineAsync(cancellationToken) ?? throw new BenchFailureException("The process of the viewers ended.");
}
