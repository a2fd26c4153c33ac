namespace ConvoWeb.Features.Export.Formats.Pdf.Typesetting;

/// <summary>
/// Keeps what is put on it until the number of pages is known, which stands on each of them. Of a long document that would
/// take too much memory: then it stops, and the rest is set a second time.
/// </summary>
internal sealed class KeptCanvas : ICanvas
{
    private readonly List<Action<ICanvas>> _marks = [];

    /// <summary>That are kept.</summary>
    public long Characters { get; private set; }

    public bool IsKeeping { get; private set; } = true;

    public void Text(TextBox box, int fromLine, int toLine, double x, double y) => Keep(canvas => canvas.Text(box, fromLine, toLine, x, y));

    public void Fill(Color color, double x, double y, double width, double height) => Keep(canvas => canvas.Fill(color, x, y, width, height));

    public void Outline(string name, double y) => Keep(canvas => canvas.Outline(name, y));

    public void EndPage() => Keep(canvas => canvas.EndPage());

    public void Release(TextBox box)
    {
        if (IsKeeping)
        {
            Characters += box.Length;
            _marks.Add(canvas => canvas.Release(box));
        }
        else
        {
            box.Dispose();
        }
    }

    /// <summary>What comes from now on is forgotten.</summary>
    public void Stop() => IsKeeping = false;

    /// <summary>All that is kept, once.</summary>
    public void PutOn(ICanvas canvas)
    {
        foreach (var mark in _marks)
        {
            mark(canvas);
        }
    }

    private void Keep(Action<ICanvas> mark)
    {
        if (IsKeeping)
        {
            _marks.Add(mark);
        }
    }
}
