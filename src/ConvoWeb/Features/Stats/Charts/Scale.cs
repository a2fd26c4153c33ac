namespace ConvoWeb.Features.Stats.Charts;

/// <summary>An axis from zero to a round number that no value is above.</summary>
/// <param name="Top">Above zero also when all values are zero.</param>
/// <param name="Step">From one line to the next; <paramref name="Top"/> is a multiple of it.</param>
public sealed record Scale(double Top, double Step)
{
    private const int Lines = 4;

    public IEnumerable<double> Ticks => Enumerable.Range(0, (int)Math.Round(Top / Step) + 1).Select(line => line * Step);

    /// <summary>What is counted is whole, so a step is never less than one.</summary>
    public static Scale Of(double max)
    {
        if (max <= 0)
        {
            return new Scale(1, 1);
        }

        var rough = max / Lines;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = Math.Max(1, (rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 } * power);
        return new Scale(step * Math.Ceiling(max / step), step);
    }

    /// <summary>In percent of the axis.</summary>
    public double At(double value) => value / Top * 100;
}
