using System.Numerics;

namespace ConvoWeb.Data.Rollups;

/// <summary>Numbers put together with those near them, so that how a million of them is spread fits in a line.</summary>
public static class Buckets
{
    /// <summary>Numbers below it have a bucket each; above it each doubling has eight.</summary>
    private const int Exact = 16;

    /// <summary>Of the numbers in a bucket the largest is less than an eighth above the smallest.</summary>
    public static int Of(long number)
    {
        if (number < Exact)
        {
            return (int)Math.Max(0, number);
        }

        var exponent = BitOperations.Log2((ulong)number);
        return Exact + ((exponent - 4) * 8) + (int)((number >> (exponent - 3)) & 7);
    }

    /// <summary>The smallest and the largest number of a bucket.</summary>
    public static (long From, long To) RangeOf(int bucket)
    {
        if (bucket < Exact)
        {
            return (bucket, bucket);
        }

        var (octave, eighth) = Math.DivRem(bucket - Exact, 8);
        var from = (8L + eighth) << (octave + 1);
        return (from, from + (1L << (octave + 1)) - 1);
    }
}
