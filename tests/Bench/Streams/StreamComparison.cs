using System.Globalization;
using ConvoWeb.Bench.Measuring;

namespace ConvoWeb.Bench.Streams;

/// <summary>Ways that take turns, so that what else the machine does meets all of them.</summary>
internal sealed class StreamComparison(BenchOptions options, params IReadOnlyList<StreamContender> contenders)
{
    /// <summary>Until the compiler has seen what is hot: of all that recording takes it compiles anew for many seconds, on the processors that are measured.</summary>
    private const int WarmUps = 10;

    public required bool TellsTime { get; init; }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < (options.IsSmoke ? 1 : WarmUps); i++)
        {
            foreach (var contender in contenders)
            {
                await contender.WarmUpAsync(cancellationToken);
            }
        }

        for (var round = 0; round < options.Rounds; round++)
        {
            foreach (var contender in contenders)
            {
                await contender.MeasureAsync(cancellationToken);
            }
        }

        if (options.IsSmoke)
        {
            foreach (var contender in contenders)
            {
                Console.WriteLine($"  {contender.Name}: {contender.Asked:N0} answers, all of them whole");
            }
        }
        else
        {
            PrintFigures();
        }
    }

    private void PrintFigures()
    {
        var width = contenders.Max(contender => contender.Name.Length);
        Console.WriteLine(TellsTime
            ? $"  {"".PadRight(width)}  {"first chunk p50 ms",20}  {"p99 ms",20}  {"each chunk p50 ms",20}  {"p99 ms",20}  {"CPU µs per chunk",20}"
            : $"  {"".PadRight(width)}  {"chunks/s",24}  {"CPU µs per chunk",20}");
        foreach (var contender in contenders)
        {
            var cpu = MedianAndRange(contender, sample => sample.CpuMicroseconds, "N1");
            Console.WriteLine(TellsTime
                ? $"  {contender.Name.PadRight(width)}  {Of(report => report.FirstP50),20}  {Of(report => report.FirstP99),20}  {Of(report => report.ChunkP50),20}  {Of(report => report.ChunkP99),20}  {cpu,20}"
                : $"  {contender.Name.PadRight(width)}  {MedianAndRange(contender, sample => sample.PerSecond, "N0"),24}  {cpu,20}");

            string Of(Func<StreamReport, double> time) => MedianAndRange(contender, sample => time(sample.Report), "N2");
        }

        var busy = Median.Of(contenders.SelectMany(contender => contender.Samples).Select(sample => sample.Busy));
        Console.WriteLine($"  Everybody together (upstream, server, those who ask, other programs) kept {busy:N2} of {Environment.ProcessorCount} processors busy.");
    }

    private static string MedianAndRange(StreamContender contender, Func<StreamSample, double> figure, string format)
    {
        var sorted = contender.Samples.Select(figure).Order().ToArray();
        return $"{Text(Median.Of(sorted))} ({Text(sorted[0])}–{Text(sorted[^1])})";

        string Text(double number) => number.ToString(format, CultureInfo.InvariantCulture);
    }
}
