namespace ConvoWeb.Features.Export.Formats.Pdf.Typesetting;

/// <summary>Puts blocks below each other, and what does not fit on the next page.</summary>
internal sealed class PageFlow(ICanvas canvas, Typesetter typesetter, PagePosition begin)
{
    private const double End = PageTheme.Height - PageTheme.Bottom;

    private readonly List<Bar> _bars = [];
    private readonly List<Marker> _markers = [];
    private double _y = begin.Y, _space = begin.Space, _inset;

    public int Page { get; private set; } = begin.Page;

    public PagePosition Position => new(Page, _y, _space);

    public int MaxPages { get; set; } = int.MaxValue;

    /// <summary>Insets, marks and bars are on the right.</summary>
    public bool IsRightToLeft { get; set; }

    public Typesetter Typesetter { get; } = typesetter;

    /// <summary>Between the margins and insets.</summary>
    public double Width => PageTheme.Width - (2 * PageTheme.Margin) - _inset;

    public double Left => PageTheme.Margin + (IsRightToLeft ? 0 : _inset);

    private bool IsAtTop => _y <= PageTheme.Top;

    private double Room => End - _y;

    /// <summary>To what comes next, unless that has more before it, or begins a page.</summary>
    public void Space(double height) => _space = Math.Max(_space, height);

    /// <summary>On to the next page, when there is less room left than that.</summary>
    public void Need(double height)
    {
        if (_space + height > Room && !IsAtTop)
        {
            Break();
        }
    }

    public void Place(StyledText text, Face face, TextAlignment alignment = TextAlignment.Start)
    {
        foreach (var (piece, runs) in text.Pieces())
        {
            Place(Typesetter.Set(piece, runs, face, Width, alignment), padding: 0, background: null);
        }
    }

    public void PlaceCode(StyledText text)
    {
        var pieces = text.Pieces().ToList();
        Need((2 * PageTheme.LinePadding) + PageTheme.ItemInset);
        Strip();
        foreach (var (piece, runs) in pieces)
        {
            Place(Typesetter.Set(piece, runs, Face.Code, Width - (2 * PageTheme.LinePadding)), PageTheme.LinePadding, PageTheme.Quiet);
        }

        Strip();

        void Strip()
        {
            Settle();
            canvas.Fill(PageTheme.Quiet, Left, _y, Width, PageTheme.LinePadding);
            _y += PageTheme.LinePadding;
        }
    }

    /// <summary>Cells beside each other; a line below them ends the row.</summary>
    public void PlaceRow(IReadOnlyList<(TextBox Box, double X)> cells, Color line)
    {
        var tallest = cells.Max(cell => cell.Box.HeightOf(0, cell.Box.LineCount)) + (2 * PageTheme.CellPadding);
        Need(tallest < PageTheme.Height / 2 ? tallest : PageTheme.KeepWithHeading);
        Settle();
        _y += PageTheme.CellPadding;
        var done = new int[cells.Count];
        while (PlaceRowPart(cells, done))
        {
            Break();
        }

        _y += PageTheme.CellPadding;
        canvas.Fill(line, Left, _y, Width, PageTheme.HairLine);
        foreach (var (box, _) in cells)
        {
            canvas.Release(box);
        }
    }

    public void Rule(Color color)
    {
        Need(PageTheme.KeepWithHeading);
        Settle();
        canvas.Fill(color, Left, _y, Width, PageTheme.HairLine);
        _y += PageTheme.HairLine;
    }

    /// <summary>A small square in the margin, beside what comes next, and an entry in the outline.</summary>
    public void MarkTurn(Color color, string name)
    {
        Settle();
        canvas.Outline(name, _y);
        var x = IsRightToLeft ? PageTheme.Width - PageTheme.Margin + PageTheme.Mark : PageTheme.Margin - (2 * PageTheme.Mark);
        canvas.Fill(color, x, _y + (PageTheme.Mark / 2), PageTheme.Mark, PageTheme.Mark);
    }

    /// <summary>Further from the side where text begins.</summary>
    public void Inset(double width, Action content)
    {
        var before = _inset;
        _inset = Math.Min(_inset + width, PageTheme.MaxInset);
        content();
        _inset = before;
    }

    /// <summary>A number or a bullet, which stands in the inset before the first line of the content.</summary>
    public void Item(StyledText marker, double inset, Action content)
    {
        var (text, runs) = marker.Pieces().First();
        var outer = IsRightToLeft ? PageTheme.Width - PageTheme.Margin - _inset - inset : Left;
        Inset(inset, () =>
        {
            var box = Typesetter.Set(text, runs, Face.Body, inset - PageTheme.MarkerGap, TextAlignment.End);
            var mark = new Marker(box, outer + (IsRightToLeft ? PageTheme.MarkerGap : 0));
            _markers.Add(mark);
            content();
            if (_markers.Contains(mark))
            {
                Place(new StyledText(), Face.Body);
            }
        });
    }

    /// <summary>With a bar along it.</summary>
    public void Quote(Action content)
    {
        Need(PageTheme.KeepWithHeading);
        Settle();
        var bar = new Bar(IsRightToLeft ? PageTheme.Width - PageTheme.Margin - _inset - PageTheme.Bar : Left) { Top = _y };
        _bars.Add(bar);
        Inset(PageTheme.QuoteInset, content);
        _bars.Remove(bar);
        Paint(bar);
    }

    public void Finish() => canvas.EndPage();

    private void Place(TextBox box, double padding, Color? background)
    {
        var from = 0;
        while (from < box.LineCount)
        {
            if (_space > 0 && LinesInRoom(box, from, Room - _space) == from)
            {
                Need(double.MaxValue);
            }

            Settle();
            var to = LinesInRoom(box, from, Room);
            if (to == from)
            {
                Break();
                continue;
            }

            var height = box.HeightOf(from, to);
            if (background is { } color)
            {
                canvas.Fill(color, Left, _y, Width, height);
            }

            PlaceMarkers(box);
            canvas.Text(box, from, to, Left + padding, _y);
            _y += height;
            from = to;
            if (from < box.LineCount)
            {
                Break();
            }
        }

        canvas.Release(box);
    }

    /// <summary>The first line that goes to the next page. No line of several is left alone on either page.</summary>
    private int LinesInRoom(TextBox box, int from, double room)
    {
        var (to, height) = (from, 0d);
        while (to < box.LineCount && height + box.HeightOf(to) <= room)
        {
            height += box.HeightOf(to);
            to++;
        }

        if (to == box.LineCount)
        {
            return to;
        }

        if (box.LineCount - to == 1 && to - from > 2)
        {
            to--;
        }

        if (to - from == 1 && from == 0 && box.LineCount > 2)
        {
            to--;
        }

        // A line that is taller than a page goes out all the same.
        return IsAtTop ? Math.Max(to, from + 1) : to;
    }

    /// <returns>Whether there is more of it for the next page.</returns>
    private bool PlaceRowPart(IReadOnlyList<(TextBox Box, double X)> cells, int[] done)
    {
        var (used, hasMore) = (0d, false);
        for (var i = 0; i < cells.Count; i++)
        {
            var (box, x) = cells[i];
            var (from, height) = (done[i], 0d);
            while (done[i] < box.LineCount && (height + box.HeightOf(done[i]) <= Room || (height == 0 && IsNearTop)))
            {
                height += box.HeightOf(done[i]);
                done[i]++;
            }

            if (done[i] > from)
            {
                canvas.Text(box, from, done[i], x, _y);
            }

            used = Math.Max(used, height);
            hasMore |= done[i] < box.LineCount;
        }

        _y += used;
        return hasMore;
    }

    private bool IsNearTop => _y <= PageTheme.Top + PageTheme.CellPadding;

    private void PlaceMarkers(TextBox box)
    {
        foreach (var (marker, x) in _markers)
        {
            canvas.Text(marker, 0, 1, x, _y + box.FirstBaseline - marker.FirstBaseline);
            canvas.Release(marker);
        }

        _markers.Clear();
    }

    private void Settle()
    {
        _y += IsAtTop ? 0 : _space;
        _space = 0;
    }

    private void Break()
    {
        foreach (var bar in _bars)
        {
            Paint(bar);
            bar.Top = PageTheme.Top;
        }

        if (Page == MaxPages)
        {
            throw new PagesFullException();
        }

        canvas.EndPage();
        Page++;
        (_y, _space) = (PageTheme.Top, 0);
    }

    private void Paint(Bar bar)
    {
        if (_y > bar.Top)
        {
            canvas.Fill(PageTheme.Line, bar.X, bar.Top, PageTheme.Bar, _y - bar.Top);
        }
    }

    private sealed record Marker(TextBox Box, double X);

    private sealed class Bar(double x)
    {
        public double X => x;

        public double Top { get; set; }
    }
}
