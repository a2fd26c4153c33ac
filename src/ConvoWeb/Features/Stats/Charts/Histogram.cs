using System.Numerics;

namespace ConvoWeb.Features.Stats.Charts;

/// <param name="From">Inclusive.</param>
/// <param name="To">Inclusive.</param>
/// <param name="Counts">Of each distribution.</param>
public sealed record HistogramBar(long From, long To, IReadOnlyList<long> Counts);

/// <summary>Distributions side by side in bars of doubling width, so that ten and ten thousand both have room.</summary>
public static class Histogram
{
    public const int MaxBars = 12;

    public static IReadOnlyList<HistogramBar> Of(params IReadOnlyList<Distribution> distributions)
    {
        var counts = new SortedDictionary<int, long[]>();
        foreach (var (index, distribution) in distributions.Index())
        {
            foreach (var bucket in distribution.Buckets)
            {
                var octave = OctaveOf(bucket.From);
                if (!counts.TryGetValue(octave, out var sums))
                {
                    counts[octave] = sums = new long[distributions.Count];
                }

                sums[index] += bucket.Count;
            }
        }

        if (counts.Count == 0)
        {
            return [];
        }

        // What is smallest stands together when there are too many.
        var (low, high) = (counts.Keys.First(), counts.Keys.Last());
        var first = Math.Max(low, high - MaxBars + 1);
        return
        [
            .. Enumerable.Range(first, high - first + 1).Select(octave => new HistogramBar(
                octave == first ? RangeOf(low).From : RangeOf(octave).From,
                RangeOf(octave).To,
                [.. Enumerable.Range(0, distributions.Count).Select(index =>
                    counts.Where(count => count.Key == octave || (octave == first && count.Key < first)).Sum(count => count.Value[index]))])),
        ];
    }

    /// <summary>0 is alone; then 1, 2 to 3, 4 to 7 and so on.</summary>
    private static int OctaveOf(long number) => number <= 0 ? 0 : BitOperations.Log2((ulong)number) + 1;

    private static (long From, long To) RangeOf(int octave) => octave == 0 ? (0, 0) : (1L << (octave - 1), (long)((1UL << octave) - 1));
}
