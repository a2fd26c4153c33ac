using System.Globalization;
using System.Text;

namespace ConvoWeb.Features.Export.Formats.Pdf.Typesetting;

[Flags]
internal enum TextStyle
{
    None = 0,
    Bold = 1,
    Italic = 2,
    Strikethrough = 4,

    /// <summary>Code among words.</summary>
    Code = 8,

    /// <summary>Not what was said: a time, a mark.</summary>
    Dim = 16,
    Small = 32,
}

/// <summary>How a part of a text looks, in characters. Never markup, so that no text can pretend to be any.</summary>
internal readonly record struct StyledRun(int Start, int Length, TextStyle Style, string? Link = null, Color? Color = null);

/// <summary>A text that can be set: clean, with its styles.</summary>
internal sealed class StyledText
{
    /// <summary>Pango's cost grows faster than a paragraph, and at some length it breaks.</summary>
    private const int MaxPiece = 4000, MaxWord = 1000;

    /// <summary>What is looked at to find where one character ends that is written as several.</summary>
    private const int MaxElement = 256;

    private readonly StringBuilder _text = new();
    private readonly List<StyledRun> _runs = [];

    public StyledText()
    {
    }

    public StyledText(string text, TextStyle style = TextStyle.None, Color? color = null) => Append(text, style, color: color);

    public bool IsEmpty => _text.Length == 0;

    public void Append(string text, TextStyle style = TextStyle.None, string? link = null, Color? color = null)
    {
        var clean = PrintableText.Of(text);
        if (clean.Length > 0 && (style is not TextStyle.None || link is not null || color is not null))
        {
            _runs.Add(new StyledRun(_text.Length, clean.Length, style, link, color));
        }

        _text.Append(clean);
    }

    public void TrimEnd()
    {
        while (_text.Length > 0 && _text[^1] is ' ' or '\n')
        {
            _text.Length--;
        }
    }

    /// <summary>The whole, or what Pango can set of it at once: cut behind a line, else behind a word, else between characters.</summary>
    public IEnumerable<(string Text, StyledRun[] Runs)> Pieces()
    {
        var text = _text.ToString();
        for (var start = 0; start < text.Length || start == 0;)
        {
            var length = LengthOfPiece(text, start);
            // Where it is cut, the next piece begins a line anyway.
            var isCutBehindLine = start + length < text.Length && text[start + length - 1] == '\n';
            yield return (text.Substring(start, isCutBehindLine ? length - 1 : length), [.. RunsWithin(start, start + length)]);
            start += Math.Max(1, length);
        }
    }

    public override string ToString() => _text.ToString();

    private IEnumerable<StyledRun> RunsWithin(int start, int end)
    {
        foreach (var run in _runs)
        {
            var (from, to) = (Math.Max(run.Start, start), Math.Min(run.Start + run.Length, end));
            if (from < to)
            {
                yield return run with { Start = from - start, Length = to - from };
            }
        }
    }

    private static int LengthOfPiece(string text, int start)
    {
        if (text.Length - start <= MaxPiece)
        {
            return text.Length - start;
        }

        var window = text.AsSpan(start, MaxPiece);
        if (window.LastIndexOf('\n') is var line && line >= MaxPiece / 2)
        {
            return line + 1;
        }

        if (window.LastIndexOf(' ') is var word && word >= MaxPiece / 2)
        {
            return word + 1;
        }

        var length = 0;
        while (length < MaxWord)
        {
            length += StringInfo.GetNextTextElementLength(text.AsSpan(start + length, Math.Min(MaxElement, text.Length - start - length)));
        }

        return length;
    }
}
