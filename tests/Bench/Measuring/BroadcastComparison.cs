using System.Globalization;

namespace ConvoWeb.Bench.Measuring;

/// <summary>Broadcasts that take turns, so that what else the machine does meets all of them.</summary>
internal sealed class BroadcastComparison(BenchOptions options, params IReadOnlyList<Broadcast> broadcasts)
{
    private const int FewestMessages = 5;

    private readonly int _messages = Math.Max(FewestMessages, (int)(options.Window / Broadcast.Pace));

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var warmUp = Math.Max(FewestMessages, (int)(options.WarmUp / Broadcast.Pace));
        foreach (var broadcast in broadcasts)
        {
            await broadcast.WarmUpAsync(warmUp, cancellationToken);
        }

        for (var round = 0; round < options.Rounds; round++)
        {
            foreach (var broadcast in broadcasts)
            {
                await broadcast.MeasureAsync(_messages, cancellationToken);
            }
        }

        foreach (var broadcast in broadcasts)
        {
            Console.WriteLine($"  {broadcast.Name}: {broadcast.Sent:N0} messages, {broadcast.Delivered:N0} deliveries, none missing, twice or out of order");
        }

        if (!options.IsSmoke)
        {
            PrintFigures();
        }
    }

    private void PrintFigures()
    {
        var width = broadcasts.Max(broadcast => broadcast.Name.Length);
        Console.WriteLine($"  {"".PadRight(width)}  {"p50 ms",22}  {"p99 ms",22}  {"CPU µs per delivery",22}");
        foreach (var broadcast in broadcasts)
        {
            var p50 = MedianAndRange(broadcast.Samples.Select(sample => sample.P50));
            var p99 = MedianAndRange(broadcast.Samples.Select(sample => sample.P99));
            var cpu = MedianAndRange(broadcast.Samples.Select(sample => sample.CpuMicroseconds));
            Console.WriteLine($"  {broadcast.Name.PadRight(width)}  {p50,22}  {p99,22}  {cpu,22}");
        }

        var samples = broadcasts.SelectMany(broadcast => broadcast.Samples).ToList();
        var foreign = samples.Sum(sample => sample.Foreign.TotalSeconds) / samples.Sum(sample => sample.Elapsed.TotalSeconds);
        Console.WriteLine($"  Programs that have no part in this kept {Math.Max(0, foreign):N2} of {Environment.ProcessorCount} processors busy meanwhile.");
    }

    private static string MedianAndRange(IEnumerable<double> figures)
    {
        var sorted = figures.Order().ToArray();
        return $"{Text(Median.Of(sorted))} ({Text(sorted[0])}–{Text(sorted[^1])})";

        string Text(double number) => number.ToString("N1", CultureInfo.InvariantCulture);
    }
}
