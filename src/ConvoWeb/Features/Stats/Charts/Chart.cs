namespace ConvoWeb.Features.Stats.Charts;

/// <summary>One question that the page answers: as a picture, as a table and as a file.</summary>
public sealed record Chart
{
    /// <summary>Of its picture as a file.</summary>
    public required string Name { get; init; }

    /// <summary>The file of numbers that it is drawn from.</summary>
    public required string Numbers { get; init; }

    public required string Title { get; init; }

    /// <summary>What the picture shows, for who does not see it.</summary>
    public required string Sentence { get; init; }

    /// <summary>What is worth saying beside the picture.</summary>
    public string? Note { get; init; }

    public IReadOnlyList<ChartKey> Legend { get; init; } = [];

    /// <summary>Null when there is nothing to show, or when its shares are the picture.</summary>
    public Plot? Plot { get; init; }

    public HeatMap? Heat { get; init; }

    public IReadOnlyList<ChartShare> Shares { get; init; } = [];

    public bool IsEmpty => Plot is null && Heat is null && Shares.Count == 0;

    public required ChartTable Table { get; init; }
}

/// <param name="Css">Of the shapes that it names.</param>
public sealed record ChartKey(string Css, string Name);

/// <summary>What is told at a place of the picture, which is given in percent of it.</summary>
public sealed record ChartPoint(double X, double Y, string Label, string Value);

/// <param name="At">In percent.</param>
public sealed record AxisLabel(double At, string Text);

/// <param name="Path">In the units of the picture.</param>
public sealed record ChartShape(string Css, string Path);

/// <summary>Lines or bars over equal places. It is stretched to the room that there is; its words are not.</summary>
/// <param name="Width">In units; the height is 100.</param>
public sealed record Plot(double Width, IReadOnlyList<ChartShape> Shapes, IReadOnlyList<AxisLabel> Y, IReadOnlyList<AxisLabel> X, IReadOnlyList<ChartPoint> Points);

/// <summary>Cells of ten units. The points go down the columns, then to the right.</summary>
public sealed record HeatMap(
    int Columns, int Rows, IReadOnlyList<ChartShape> Shapes, IReadOnlyList<AxisLabel> RowLabels, IReadOnlyList<AxisLabel> ColumnLabels, IReadOnlyList<ChartPoint> Points)
{
    /// <summary>Its cells keep their size, and the newest are seen first when there is no room for all.</summary>
    public bool IsCalendar { get; init; }
}

/// <param name="Css">The class of its colour.</param>
/// <param name="Initial">Tells personalities apart without colour.</param>
/// <param name="Value">The number.</param>
/// <param name="Said">The number in words.</param>
/// <param name="Address">Of what the number counts.</param>
/// <param name="Part">In percent of the largest.</param>
public sealed record ChartShare(string? Css, string? Initial, string Name, string Value, string Said, string? Address, double Part);

/// <param name="Columns">The first names the rows.</param>
public sealed record ChartTable(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<ChartCell>> Rows);

/// <param name="Address">Of what the number counts.</param>
public sealed record ChartCell(string Text, string? Address = null)
{
    public static implicit operator ChartCell(string text) => new(text);

    /// <summary>Nothing can be shown of nothing.</summary>
    public static ChartCell Of(long number, string? address = null) => new(Components.Shared.Wording.Number(number), number == 0 ? null : address);
}
