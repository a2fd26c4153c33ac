namespace ConvoWeb.Features.Export.Formats.Pdf.Typesetting;

/// <summary>
/// Keeps what is put on it until the number of pages is known, which stands on each of them. A long document would take too
/// much memory: then it forgets, and the document is set a second time.
/// </summary>
internal sealed class KeptCanvas(long maxCharacters) : ICanvas
{
    private readonly List<Action<ICanvas>> _marks = [];
    private long _characters;

    /// <summary>Nothing was forgotten.</summary>
    public bool IsWhole { get; private set; } = true;

    public void Text(TextBox box, int fromLine, int toLine, double x, double y) =>
        Keep(canvas => canvas.Text(box, fromLine, toLine, x, y));

    public void Fill(Color color, double x, double y, double width, double height) => Keep(canvas => canvas.Fill(color, x, y, width, height));

    public void Outline(string name, double y) => Keep(canvas => canvas.Outline(name, y));

    public void EndPage() => Keep(canvas => canvas.EndPage());

    public void Release(TextBox box)
    {
        _characters += box.Length;
        if (!IsWhole)
        {
            box.Dispose();
            return;
        }

        _marks.Add(canvas => canvas.Release(box));
        if (_characters > maxCharacters)
        {
            IsWhole = false;
            PutOn(new NoCanvas());
        }
    }

    /// <summary>All of it, once.</summary>
    public void PutOn(ICanvas canvas)
    {
        foreach (var mark in _marks)
        {
            mark(canvas);
        }

        _marks.Clear();
    }

    private void Keep(Action<ICanvas> mark)
    {
        if (IsWhole)
        {
            _marks.Add(mark);
        }
    }

    private sealed class NoCanvas : ICanvas
    {
        public void Text(TextBox box, int fromLine, int toLine, double x, double y)
        {
        }

        public void Fill(Color color, double x, double y, double width, double height)
        {
        }

        public void Outline(string name, double y)
        {
        }

        public void EndPage()
        {
        }

        public void Release(TextBox box) => box.Dispose();
    }
}
