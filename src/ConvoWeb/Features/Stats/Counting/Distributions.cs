using ConvoWeb.Data.Rollups;

namespace ConvoWeb.Features.Stats.Counting;

internal static class Distributions
{
    /// <summary>The median and the 90th percentile are the middles of the buckets that hold the ⌈n/2⌉th and the ⌈9n/10⌉th number.</summary>
    public static Distribution Of(RollupDetail detail, DetailKind kind)
    {
        var buckets = detail.Counts.Where(count => count.Kind == kind && count.Count > 0).OrderBy(count => count.Bucket).ToList();
        var total = buckets.Sum(bucket => bucket.Count);
        return total == 0
            ? Distribution.Nothing
            : new Distribution(
                total,
                Nth((total + 1) / 2),
                Nth(((9 * total) + 9) / 10),
                [.. buckets.Select(bucket => RangeOf(bucket.Bucket, bucket.Count))]);

        long Nth(long n)
        {
            foreach (var (_, bucket, count) in buckets)
            {
                n -= count;
                if (n <= 0)
                {
                    var (from, to) = Buckets.RangeOf(bucket);
                    return (from + to) / 2;
                }
            }

            throw new InvalidOperationException("There are fewer numbers than were counted.");
        }
    }

    private static DistributionBucket RangeOf(int bucket, long count)
    {
        var (from, to) = Buckets.RangeOf(bucket);
        return new DistributionBucket(from, to, count);
    }
}
