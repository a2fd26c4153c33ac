using ConvoWeb.Bench.Measuring;
using ConvoWeb.Bench.Processes;

namespace ConvoWeb.Bench.Streams;

/// <summary>One way to the upstream, or the upstream alone.</summary>
/// <param name="server">The one that is asked. Its processor time is told, of nobody else's.</param>
internal sealed class StreamContender(string name, Server server, StreamFleet fleet, StreamLoad load)
{
    private readonly List<StreamSample> _samples = [];

    public string Name => name;

    public IReadOnlyList<StreamSample> Samples => _samples;

    /// <summary>Answers, in and out of windows.</summary>
    public int Asked { get; private set; }

    /// <summary>Waits for what the server still does when everybody has been answered; it is part of its processor time.</summary>
    public Func<int, CancellationToken, Task> SettleAsync { get; init; } = (_, _) => Task.CompletedTask;

    /// <summary>Milliseconds more than by <paramref name="other"/>.</summary>
    public double AddedTo(StreamContender other, Func<StreamReport, double> time) =>
        Median.Of(_samples.Zip(other._samples, (mine, its) => time(mine.Report) - time(its.Report)));

    /// <summary>Chunks a second, of those of <paramref name="other"/>.</summary>
    public double RateOf(StreamContender other) => Median.Of(_samples.Zip(other._samples, (mine, its) => mine.PerSecond / its.PerSecond));

    public double CpuOf(StreamContender other) => Median.Of(_samples.Zip(other._samples, (mine, its) => mine.CpuMicroseconds / its.CpuMicroseconds));

    public Task WarmUpAsync(CancellationToken cancellationToken) => AskAsync(cancellationToken);

    public async Task MeasureAsync(CancellationToken cancellationToken) => _samples.Add(await AskAsync(cancellationToken));

    private async Task<StreamSample> AskAsync(CancellationToken cancellationToken)
    {
        var (before, machineBefore) = (server.CpuTime, CpuClock.TimeOfMachine());
        var report = await fleet.AskAsync(server.EndPoint, load, cancellationToken);
        var busy = CpuClock.TimeOfMachine() - machineBefore;
        Asked += load.Streams;
        await SettleAsync(load.Streams, cancellationToken);
        return new StreamSample(
            report, load.AllChunks / report.Seconds, (server.CpuTime - before).TotalMicroseconds / load.AllChunks, busy.TotalSeconds / report.Seconds);
    }
}

/// <param name="CpuMicroseconds">Of the server that was asked, for each chunk.</param>
/// <param name="Busy">How many processors were kept busy, by all programs.</param>
internal sealed record StreamSample(StreamReport Report, double PerSecond, double CpuMicroseconds, double Busy);
