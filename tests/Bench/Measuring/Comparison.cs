using System.Globalization;

namespace ConvoWeb.Bench.Measuring;

/// <summary>Contenders that take turns, A B A B, so that what else the machine does meets all of them.</summary>
internal sealed class Comparison(BenchOptions options, params IReadOnlyList<Contender> contenders)
{
    /// <summary>A contender's may end earlier, with its requests.</summary>
    public TimeSpan Window { get; init; } = options.Window;

    /// <summary>What a person waits, instead of what a server can answer: for contenders with one connection.</summary>
    public bool TellsTime { get; init; }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await WarmUpAsync(cancellationToken);
        await RunWarmAsync(cancellationToken);
    }

    public async Task WarmUpAsync(CancellationToken cancellationToken)
    {
        foreach (var contender in contenders)
        {
            await contender.WarmUpAsync(options.WarmUp, cancellationToken);
        }
    }

    /// <summary>On servers that have done the same work before.</summary>
    public async Task RunWarmAsync(CancellationToken cancellationToken)
    {
        for (var round = 0; round < options.Rounds; round++)
        {
            foreach (var contender in contenders)
            {
                await contender.MeasureAsync(Window, cancellationToken);
            }
        }

        if (options.IsSmoke)
        {
            PrintCounts();
        }
        else
        {
            PrintFigures();
        }
    }

    private void PrintCounts()
    {
        foreach (var contender in contenders)
        {
            Console.WriteLine($"  {contender.Name}: {contender.Acknowledged:N0} requests, all answered by {contender.ExpectedStatus}");
        }
    }

    private void PrintFigures()
    {
        var width = contenders.Max(contender => contender.Name.Length);
        Console.WriteLine($"  {"".PadRight(width)}  {(TellsTime ? "ms per request" : "requests/s"),24}  {"CPU µs per request",24}  {"p99 ms",20}");
        foreach (var contender in contenders)
        {
            var rate = TellsTime
                ? MedianAndRange(contender.Samples.Select(sample => sample.Milliseconds), "N3")
                : MedianAndRange(contender.Samples.Select(sample => sample.PerSecond), "N0");
            var cpu = MedianAndRange(contender.Samples.Select(sample => sample.CpuMicroseconds), "N1");
            var p99 = MedianAndRange(contender.Samples.Select(sample => sample.P99), "N2");
            Console.WriteLine($"  {contender.Name.PadRight(width)}  {rate,24}  {cpu,24}  {p99,20}");
        }

        var samples = contenders.SelectMany(contender => contender.Samples).ToList();
        var foreign = samples.Sum(sample => sample.Foreign.TotalSeconds) / samples.Sum(sample => sample.Elapsed.TotalSeconds);
        Console.WriteLine($"  Programs that have no part in this kept {Math.Max(0, foreign):N2} of {Environment.ProcessorCount} processors busy meanwhile.");
    }

    private static string MedianAndRange(IEnumerable<double> figures, string format)
    {
        var sorted = figures.Order().ToArray();
        return $"{Text(Median.Of(sorted))} ({Text(sorted[0])}–{Text(sorted[^1])})";

        string Text(double number) => number.ToString(format, CultureInfo.InvariantCulture);
    }
}
