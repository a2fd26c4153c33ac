using Markdig.Extensions.Tables;
using Markdig.Syntax;

namespace ConvoWeb.Features.Export.Formats.Pdf.Typesetting;

/// <summary>Columns as wide as their words need, rows that may go on over a page.</summary>
internal static class TableSetter
{
    /// <summary>Rows that the widths of the columns are taken from.</summary>
    private const int MeasuredRows = 100;

    private const int MaxMeasured = 1000;

    public static void Place(Table table, PageFlow flow)
    {
        var rows = table.OfType<TableRow>().ToList();
        var columns = rows.Max(row => row.Count);
        var widths = Widths(rows, columns, flow);
        flow.Space(PageTheme.BlockSpace);
        foreach (var row in rows)
        {
            flow.PlaceRow(CellsOf(row, table, widths, flow), row.IsHeader ? PageTheme.StrongLine : PageTheme.Line);
        }
    }

    private static List<(TextBox Box, double X)> CellsOf(TableRow row, Table table, double[] widths, PageFlow flow)
    {
        var cells = new List<(TextBox, double)>();
        var x = 0d;
        for (var column = 0; column < widths.Length; column++)
        {
            var (text, runs) = TextOf(row, column).Pieces().First();
            var width = Math.Max(1, widths[column] - (2 * PageTheme.CellPadding));
            var box = flow.Typesetter.Set(text, runs, Face.Cell, width, AlignmentOf(table, column));
            var left = flow.IsRightToLeft ? flow.Width - x - widths[column] : x;
            cells.Add((box, flow.Left + left + PageTheme.CellPadding));
            x += widths[column];
        }

        return cells;
    }

    /// <summary>As a browser does: what the words would like, else their least width and a share of what is left.</summary>
    private static double[] Widths(List<TableRow> rows, int columns, PageFlow flow)
    {
        var (natural, least) = (new double[columns], new double[columns]);
        foreach (var row in rows.Take(MeasuredRows))
        {
            for (var column = 0; column < columns; column++)
            {
                var (text, runs) = TextOf(row, column).Pieces().First();
                var measured = flow.Typesetter.Measure(text.Length > MaxMeasured ? text[..MaxMeasured] : text, runs, Face.Cell);
                natural[column] = Math.Max(natural[column], measured.Natural + (2 * PageTheme.CellPadding));
                least[column] = Math.Max(least[column], measured.Least + (2 * PageTheme.CellPadding));
            }
        }

        var (allNatural, allLeast) = (natural.Sum(), least.Sum());
        return allLeast >= flow.Width ? [.. least.Select(width => width * flow.Width / allLeast)]
            : allNatural <= flow.Width ? [.. natural.Select(width => width * flow.Width / allNatural)]
            : [.. natural.Select((width, i) => least[i] + ((width - least[i]) * (flow.Width - allLeast) / (allNatural - allLeast)))];
    }

    /// <summary>A row may have fewer cells than the table has columns.</summary>
    private static StyledText TextOf(TableRow row, int column)
    {
        var style = row.IsHeader ? TextStyle.Bold : TextStyle.None;
        return column < row.Count && row[column] is TableCell cell && cell.OfType<LeafBlock>().FirstOrDefault() is { } words
            ? InlineReader.Read(words, style)
            : new StyledText();
    }

    private static TextAlignment AlignmentOf(Table table, int column) =>
        column >= table.ColumnDefinitions.Count ? TextAlignment.Start : table.ColumnDefinitions[column].Alignment switch
        {
            TableColumnAlign.Center => TextAlignment.Center,
            TableColumnAlign.Right => TextAlignment.End,
            _ => TextAlignment.Start,
        };
}
