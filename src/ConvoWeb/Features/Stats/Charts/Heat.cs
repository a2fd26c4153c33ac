namespace ConvoWeb.Features.Stats.Charts;

/// <summary>How busy a cell of a heat map looks: 0 without anything, 4 as the busiest.</summary>
public static class Heat
{
    public const int Levels = 4;

    /// <summary>Nine of ten cells are not above it, so that one wild day does not make all others look idle.</summary>
    public static long BusyOf(IEnumerable<long> values)
    {
        long[] sorted = [.. values.Where(value => value > 0).Order()];
        return sorted.Length == 0 ? 0 : sorted[(int)Math.Ceiling(sorted.Length * 0.9) - 1];
    }

    public static int LevelOf(long value, long busy) =>
        value <= 0 ? 0 : (int)Math.Clamp(Math.Ceiling((double)value * Levels / Math.Max(1, busy)), 1, Levels);
}
