using System.Diagnostics;
using ConvoWeb.Bench.Processes;

namespace ConvoWeb.Bench.Measuring;

/// <summary>One side of a comparison: a server and the requests that it is sent, in turn and over again.</summary>
internal sealed class Contender(string name, Server server, IReadOnlyList<byte[]> requests)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly List<Sample> _samples = [];
    private int _sent;

    public string Name => name;

    public int Connections { get; init; } = 16;

    public int ExpectedStatus { get; init; } = StatusCodes.Status200OK;

    /// <summary>A window ends with its time, or with so many requests.</summary>
    public int RequestsPerWindow { get; init; } = int.MaxValue;

    /// <summary>Answered as expected, in and out of windows.</summary>
    public int Acknowledged { get; private set; }

    public IReadOnlyList<Sample> Samples => _samples;

    /// <summary>Requests a second, of those of <paramref name="other"/>.</summary>
    public double RateOf(Contender other) => Median.Of(_samples.Zip(other._samples, (mine, its) => mine.PerSecond / its.PerSecond));

    /// <summary>Processor time a request, of that of <paramref name="other"/>.</summary>
    public double CpuOf(Contender other) => Median.Of(_samples.Zip(other._samples, (mine, its) => mine.CpuMicroseconds / its.CpuMicroseconds));

    /// <summary>The time within which 99 of 100 requests were answered, of that of <paramref name="other"/>.</summary>
    public double P99Of(Contender other) => Median.Of(_samples.Zip(other._samples, (mine, its) => mine.P99 / its.P99));

    /// <summary>
    /// What a request costs above <paramref name="empty"/>, an answer without work, of what one of <paramref name="other"/> costs
    /// above <paramref name="otherEmpty"/>.
    /// </summary>
    public double AboveEmptyOf(Contender empty, Contender other, Contender otherEmpty, Func<Sample, double> cost) =>
        Median.Of(_samples.Index().Select(turn =>
            (cost(turn.Item) - cost(empty._samples[turn.Index])) / (cost(other._samples[turn.Index]) - cost(otherEmpty._samples[turn.Index]))));

    public Task WarmUpAsync(TimeSpan duration, CancellationToken cancellationToken) => SendAsync(duration, cancellationToken);

    public async Task MeasureAsync(TimeSpan window, CancellationToken cancellationToken) =>
        _samples.Add(await SendAsync(window, cancellationToken));

    private async Task<Sample> SendAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(duration + Patience);
        var connections = await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => LoopbackConnection.OpenAsync(server.EndPoint)));
        try
        {
            var (serverBefore, ownBefore, machineBefore) = (server.CpuTime, Environment.CpuUsage.TotalTime, CpuClock.TimeOfMachine());
            var clock = Stopwatch.StartNew();
            var last = RequestsPerWindow == int.MaxValue ? int.MaxValue : _sent + RequestsPerWindow;

            var times = await Task.WhenAll(connections.Select(connection => SendAsync(connection, clock, duration, last, limit.Token)));
            _sent = Math.Min(_sent, last); // connections that found the window full have counted on

            var elapsed = clock.Elapsed;
            var cpu = server.CpuTime - serverBefore;
            var foreign = CpuClock.TimeOfMachine() - machineBefore - cpu - (Environment.CpuUsage.TotalTime - ownBefore);
            var sorted = times.SelectMany(some => some).Order().ToArray();
            var sample = new Sample(sorted.Length, elapsed, cpu, foreign) { P99 = sorted.Length == 0 ? 0 : sorted[(sorted.Length - 1) * 99 / 100] };
            Acknowledged += sample.Requests;
            return sample;
        }
        finally
        {
            foreach (var connection in connections)
            {
                connection.Dispose();
            }
        }
    }

    /// <returns>How long each took, in milliseconds.</returns>
    private async Task<List<double>> SendAsync(
        LoopbackConnection connection, Stopwatch clock, TimeSpan duration, int last, CancellationToken cancellationToken)
    {
        var times = new List<double>();
        while (clock.Elapsed < duration && Interlocked.Increment(ref _sent) is var number && number <= last)
        {
            var request = requests[(number - 1) % requests.Count];
            var sentAt = Stopwatch.GetTimestamp();
            var status = await connection.SendAsync(request, cancellationToken);
            if (status != ExpectedStatus)
            {
                throw new BenchFailureException($"{name}: {FirstLine(request)} was answered by {status}, not {ExpectedStatus}.");
            }

            times.Add(Stopwatch.GetElapsedTime(sentAt).TotalMilliseconds);
        }

        return times;
    }

    private static string FirstLine(byte[] request) =>
        System.Text.Encoding.ASCII.GetString(request, 0, request.AsSpan().IndexOf("\r\n"u8));
}
