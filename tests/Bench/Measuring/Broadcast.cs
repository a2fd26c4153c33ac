using System.Diagnostics;
using ConvoWeb.Bench.Processes;
using ConvoWeb.Bench.Viewers;

namespace ConvoWeb.Bench.Measuring;

/// <summary>One way from a writer to many viewers: a request that is sent again and again, at a fixed pace.</summary>
/// <param name="request">Ready-made; holds a <see cref="Stamp"/>.</param>
/// <param name="servers">All that work for it. The first one is written to.</param>
internal sealed class Broadcast(string name, byte[] request, ViewerFleet viewers, params IReadOnlyList<Server> servers)
{
    public static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

    private readonly List<BroadcastSample> _samples = [];

    public string Name => name;

    public int ExpectedStatus { get; init; } = StatusCodes.Status200OK;

    public int Sent { get; private set; }

    public int Delivered { get; private set; }

    /// <summary>What a viewer was sent last, as it came.</summary>
    public string LastRecord { get; private set; } = "";

    public IReadOnlyList<BroadcastSample> Samples => _samples;

    public double P99Of(Broadcast other) => Median.Of(_samples.Zip(other._samples, (mine, its) => mine.P99 / its.P99));

    public double CpuOf(Broadcast other) => Median.Of(_samples.Zip(other._samples, (mine, its) => mine.CpuMicroseconds / its.CpuMicroseconds));

    public Task WarmUpAsync(int messages, CancellationToken cancellationToken) => SendAsync(messages, cancellationToken);

    public async Task MeasureAsync(int messages, CancellationToken cancellationToken) =>
        _samples.Add(await SendAsync(messages, cancellationToken));

    private async Task<BroadcastSample> SendAsync(int messages, CancellationToken cancellationToken)
    {
        using var connection = await LoopbackConnection.OpenAsync(servers[0].EndPoint);
        await viewers.ExpectAsync(messages, cancellationToken);
        var (serversBefore, clientsBefore, machineBefore) = (ServersTime(), ClientsTime(), CpuClock.TimeOfMachine());
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < messages; i++)
        {
            if (Pace * i - clock.Elapsed is var early && early > TimeSpan.Zero)
            {
                await Task.Delay(early, cancellationToken);
            }

            Stamp.Renew(request);
            var status = await connection.SendAsync(request, cancellationToken);
            if (status != ExpectedStatus)
            {
                throw new BenchFailureException($"{name}: a message was answered by {status}, not {ExpectedStatus}.");
            }
        }

        var report = await viewers.CollectAsync(messages, cancellationToken);
        var elapsed = clock.Elapsed;
        var cpu = ServersTime() - serversBefore;
        var foreign = CpuClock.TimeOfMachine() - machineBefore - cpu - (ClientsTime() - clientsBefore);
        (Sent, Delivered, LastRecord) = (Sent + messages, Delivered + report.Delivered, report.Last);
        return new BroadcastSample(report.P50, report.P99, cpu.TotalMicroseconds / report.Delivered, elapsed, foreign);
    }

    private TimeSpan ServersTime() => servers.Aggregate(TimeSpan.Zero, (sum, server) => sum + server.CpuTime);

    private TimeSpan ClientsTime() => viewers.CpuTime + Environment.CpuUsage.TotalTime;
}

/// <summary>What one window showed: milliseconds from the writer to the viewers, and processor time of the servers for each delivery.</summary>
internal sealed record BroadcastSample(double P50, double P99, double CpuMicroseconds, TimeSpan Elapsed, TimeSpan Foreign);
