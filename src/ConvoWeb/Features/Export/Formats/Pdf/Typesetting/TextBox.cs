using System.Runtime.InteropServices;

namespace ConvoWeb.Features.Export.Formats.Pdf.Typesetting;

/// <summary>A text that is shaped and broken into lines, which may stand on several pages.</summary>
internal sealed unsafe class TextBox : IDisposable
{
    private readonly Line[] _lines;
    private readonly Link[] _links;
    private nint _layout;

    /// <param name="layout">Becomes its own.</param>
    public TextBox(nint layout, int length, Link[] links)
    {
        _layout = layout;
        _links = links;
        _lines = [.. LinesOf(layout)];
        Length = length;
    }

    /// <summary>In bytes of UTF-8.</summary>
    public readonly record struct Link(int Start, int End, string Address);

    /// <summary>Given where a link lies on the page: x, y, width, height, address.</summary>
    public delegate void LinkPainter(double x, double y, double width, double height, string address);

    /// <summary>In characters.</summary>
    public int Length { get; }

    public int LineCount => _lines.Length;

    /// <summary>Of the first line, from its upper edge.</summary>
    public double FirstBaseline => _lines[0].Baseline;

    /// <summary>Of the longest line.</summary>
    public double Width => _lines.Max(line => line.Width);

    public double HeightOf(int line) => _lines[line].Height;

    public double HeightOf(int fromLine, int toLine)
    {
        var height = 0d;
        for (var line = fromLine; line < toLine; line++)
        {
            height += _lines[line].Height;
        }

        return height;
    }

    public void Paint(nint cairo, int fromLine, int toLine, double x, double y, LinkPainter paintLink)
    {
        foreach (var line in _lines.AsSpan(fromLine, toLine - fromLine))
        {
            Cairo.MoveTo(cairo, x + line.X, y + line.Baseline);
            Pango.ShowLine(cairo, line.Handle);
            foreach (var link in _links)
            {
                Paint(link, line, x, y, paintLink);
            }

            y += line.Height;
        }
    }

    public void Dispose()
    {
        if (_layout != 0)
        {
            Pango.Free(_layout);
            _layout = 0;
        }
    }

    /// <summary>What of a link lies on one line; in text of both directions that may be several pieces.</summary>
    private static void Paint(Link link, Line line, double x, double y, LinkPainter paintLink)
    {
        if (link.Start >= line.End || link.End <= line.Start)
        {
            return;
        }

        Pango.LineXRanges(line.Handle, Math.Max(link.Start, line.Start), Math.Min(link.End, line.End), out var ranges, out var count);
        for (var i = 0; i < count; i++)
        {
            var (from, to) = (ranges[2 * i] / Pango.Scale, ranges[(2 * i) + 1] / Pango.Scale);
            if (to > from)
            {
                paintLink(x + from, y, to - from, line.Height, link.Address);
            }
        }

        Pango.FreeMemory(ranges);
    }

    private static List<Line> LinesOf(nint layout)
    {
        var found = new List<Line>();
        var lines = Pango.Lines(layout);
        do
        {
            Pango.Rectangle extents;
            Pango.LineExtents(lines, null, &extents);
            Pango.LineRange(lines, out var top, out var bottom);
            var handle = Pango.Line(lines);
            Pango.LineBytes(handle, out var start, out var length);
            found.Add(new Line(
                handle, extents.X / Pango.Scale, extents.Width / Pango.Scale, (Pango.Baseline(lines) - top) / Pango.Scale, (bottom - top) / Pango.Scale, start, start + length));
        }
        while (Pango.NextLine(lines) != 0);

        Pango.FreeLines(lines);
        return found;
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Line(nint Handle, double X, double Width, double Baseline, double Height, int Start, int End);
}
