using System.Globalization;
using System.Text;

namespace ConvoWeb.Features.Stats.Charts;

/// <summary>One path for each series, however long it is: a page of the browser then holds a dozen shapes and not thousands.</summary>
internal static class PlotPaths
{
    /// <summary>Of each place.</summary>
    public const double Slot = 10;

    private const double Height = 100, Gap = 0.2;

    /// <summary>So many places or more are filled by their bars; a single bar would look like a wall.</summary>
    private const double FilledPlaces = 7;

    public static double Center(int index) => (index * Slot) + (Slot / 2);

    /// <summary>In percent of the width.</summary>
    public static double At(int index, int count) => Round((index + 0.5) / count * 100);

    public static double Round(double number) => Math.Round(number, 2);

    /// <summary>Through the middles of the places. A single place is a dot, because a line of no length is only seen with round ends.</summary>
    public static string Line(IReadOnlyList<double> values, Scale scale)
    {
        var path = new StringBuilder();
        foreach (var (index, value) in values.Index())
        {
            path.Append(CultureInfo.InvariantCulture, $"{(index == 0 ? 'M' : 'L')}{Center(index)} {Y(value, scale)}");
        }

        return values.Count == 1 ? $"{path}h.01" : path.ToString();
    }

    /// <param name="below">What they stand on.</param>
    /// <param name="part">The first of several side by side is 0.</param>
    /// <param name="parts">How many stand side by side.</param>
    public static string Bars(IReadOnlyList<double> values, IReadOnlyList<double>? below, Scale scale, int part = 0, int parts = 1)
    {
        var path = new StringBuilder();
        var filled = Slot * (1 - Gap) * Math.Min(1, (values.Count + 1) / (FilledPlaces + 1));
        var width = filled / parts;
        foreach (var (index, value) in values.Index())
        {
            if (value > 0)
            {
                var from = below?[index] ?? 0;
                var (bottom, top) = (Y(from, scale), Y(from + value, scale));
                var left = Center(index) - (filled / 2) + (part * width);
                path.Append(CultureInfo.InvariantCulture, $"M{Round(left)} {bottom}V{top}h{Round(width)}V{bottom}z");
            }
        }

        return path.ToString();
    }

    public static string Lines(Scale scale, double width)
    {
        var path = new StringBuilder();
        foreach (var tick in scale.Ticks)
        {
            path.Append(CultureInfo.InvariantCulture, $"M0 {Y(tick, scale)}H{width}");
        }

        return path.ToString();
    }

    /// <summary>The cells of one level: each is drawn smaller than it looks, because the stroke around it rounds its corners.</summary>
    public static string Cells(IEnumerable<(int Column, int Row)> cells, int inset = 2)
    {
        var path = new StringBuilder();
        var size = 10 - (2 * inset);
        foreach (var (column, row) in cells)
        {
            path.Append(CultureInfo.InvariantCulture, $"M{(column * 10) + inset} {(row * 10) + inset}h{size}v{size}h-{size}z");
        }

        return path.ToString();
    }

    /// <summary>So many that each has room, and none that would stand out of the picture.</summary>
    public static IReadOnlyList<AxisLabel> Labels(int count, Func<int, string> text, int most = 7)
    {
        var step = (int)Math.Ceiling((double)count / most);
        return [.. Enumerable.Range(0, count).Where(index => index % step == 0).Select(index => new AxisLabel(At(index, count), text(index))).Where(label => count <= most || label.At < 96)];
    }

    public static IReadOnlyList<AxisLabel> Ticks(Scale scale) => [.. scale.Ticks.Select(tick => new AxisLabel(Round(scale.At(tick)), StatsWords.Short(tick)))];

    private static double Y(double value, Scale scale) => Round(Height - scale.At(value));
}
