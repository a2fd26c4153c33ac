using System.Text;

namespace ConvoWeb.Features.Export.Formats.Pdf.Typesetting;

/// <summary>Makes lines of text: which fonts have its letters, how they join, where they break.</summary>
internal sealed unsafe class Typesetter : IDisposable
{
    private const int Bold = 700, SpacesPerTab = 4;

    private const double CodeSize = .92, SmallSize = .86, PointsPerInch = 72;

    private readonly nint _fontMap = Pango.NewFontMap();
    private readonly nint _context;
    private readonly Dictionary<Face, nint> _fonts = [];
    private readonly nint _codeTabs;

    /// <param name="cairo">What will be painted on, which knows how exact a letter's place is.</param>
    public Typesetter(nint cairo)
    {
        Pango.SetResolution(_fontMap, PointsPerInch);
        _context = Pango.NewContext(_fontMap);
        Pango.UpdateContext(cairo, _context);
        Pango.SetRoundPositions(_context, 0);
        using var blank = Set("0", [], Face.Code, PageTheme.Width);
        _codeTabs = Pango.NewTabs(1, 0);
        Pango.SetTab(_codeTabs, 0, 0, (int)(blank.Width * SpacesPerTab * Pango.Scale));
    }

    /// <summary>Without fonts every letter is an empty box.</summary>
    public bool HasFonts
    {
        get
        {
            var layout = NewLayout("Aa", [], Face.Body, out _);
            var unknown = Pango.CountUnknownGlyphs(layout);
            Pango.Free(layout);
            return unknown == 0;
        }
    }

    /// <summary>The same Chinese character is drawn in one way for China and in another one for Japan.</summary>
    public void UseLanguageOf(string text)
    {
        var language = "en";
        foreach (var c in text)
        {
            if (c is >= '\u3040' and <= '\u30FF')
            {
                language = "ja";
                break;
            }

            language = c switch
            {
                >= '\uAC00' and <= '\uD7A3' => "ko",
                >= '\u3100' and <= '\u312F' => "zh-tw",
                >= '\u4E00' and <= '\u9FFF' when language is "en" => "zh-cn",
                _ => language,
            };
        }

        Pango.SetLanguage(_context, Pango.Language(language));
    }

    public static bool RunsRightToLeft(string text)
    {
        const int Enough = 2000;
        var utf8 = Encoding.UTF8.GetBytes(text[..Math.Min(text.Length, Enough)]);
        fixed (byte* start = utf8)
        {
            return Pango.FindDirection(start, utf8.Length) == Pango.RightToLeft;
        }
    }

    public TextBox Set(string text, ReadOnlySpan<StyledRun> runs, Face face, double width, TextAlignment alignment = TextAlignment.Start)
    {
        var layout = NewLayout(text, runs, face, out var links);
        Pango.SetWidth(layout, (int)(width * Pango.Scale));
        Pango.SetWrap(layout, Pango.WrapWordsThenCharacters);
        Pango.SetAlignment(layout, alignment);
        return new TextBox(layout, text.Length, links);
    }

    /// <summary>How wide it would like to be, and what its longest word takes.</summary>
    public (double Natural, double Least) Measure(string text, ReadOnlySpan<StyledRun> runs, Face face)
    {
        var layout = NewLayout(text, runs, face, out _);
        Pango.GetSize(layout, out var natural, out _);
        Pango.SetWrap(layout, Pango.WrapWords);
        Pango.SetWidth(layout, 0);
        Pango.GetSize(layout, out var least, out _);
        Pango.Free(layout);
        return (natural / Pango.Scale, least / Pango.Scale);
    }

    public void Dispose()
    {
        Pango.Free(_context);
        Pango.Free(_fontMap);
    }

    private nint NewLayout(string text, ReadOnlySpan<StyledRun> runs, Face face, out TextBox.Link[] links)
    {
        var layout = Pango.NewLayout(_context);
        Pango.SetFont(layout, FontOf(face));
        Pango.SetAutoDirection(layout, 1);
        if (face is Face.Code && _codeTabs != 0)
        {
            Pango.SetTabs(layout, _codeTabs);
        }

        var utf8 = Encoding.UTF8.GetBytes(text);
        fixed (byte* start = utf8)
        {
            Pango.SetText(layout, start, utf8.Length);
        }

        links = [];
        if (runs.Length > 0)
        {
            var attributes = Pango.NewAttributes();
            links = Style(attributes, text, runs);
            Pango.SetAttributes(layout, attributes);
            Pango.FreeAttributes(attributes);
        }

        return layout;
    }

    private nint FontOf(Face face)
    {
        if (!_fonts.TryGetValue(face, out var font))
        {
            _fonts[face] = font = Pango.FontFrom(PageTheme.FontOf(face));
        }

        return font;
    }

    private static TextBox.Link[] Style(nint attributes, string text, ReadOnlySpan<StyledRun> runs)
    {
        var links = new List<TextBox.Link>();
        var (characters, bytes) = (0, 0);
        foreach (var run in runs)
        {
            // Pango counts bytes. The runs are in order, so that no text is counted twice.
            bytes += Encoding.UTF8.GetByteCount(text.AsSpan(characters, Math.Min(run.Start, text.Length) - characters));
            var end = Math.Min(run.Start + run.Length, text.Length);
            var (from, to) = (bytes, bytes + Encoding.UTF8.GetByteCount(text.AsSpan(Math.Min(run.Start, end)..end)));
            (characters, bytes) = (end, to);
            if (from < to)
            {
                Style(run, attribute => Insert(attributes, attribute, from, to));
                if (run.Link is not null)
                {
                    links.Add(new TextBox.Link(from, to, run.Link));
                }
            }
        }

        return [.. links];
    }

    private static void Style(StyledRun run, Action<nint> add)
    {
        AddIf(TextStyle.Bold, () => Pango.Weight(Bold));
        AddIf(TextStyle.Italic, () => Pango.Slant(Pango.Italic));
        AddIf(TextStyle.Strikethrough, () => Pango.Strikethrough(1));
        AddIf(TextStyle.Small, () => Pango.Size(SmallSize));
        AddIf(TextStyle.Dim, () => Foreground(PageTheme.Dim));
        AddIf(TextStyle.Code, () => Pango.Family(PageTheme.CodeFamily));
        AddIf(TextStyle.Code, () => Pango.Size(CodeSize));
        AddIf(TextStyle.Code, () => Pango.Background(Wide(PageTheme.Quiet.Red), Wide(PageTheme.Quiet.Green), Wide(PageTheme.Quiet.Blue)));
        if (run.Color is { } color)
        {
            add(Foreground(color));
        }

        if (run.Link is not null)
        {
            add(Foreground(PageTheme.Link));
            add(Pango.Underline(Pango.SingleLine));
        }

        void AddIf(TextStyle style, Func<nint> attribute)
        {
            if (run.Style.HasFlag(style))
            {
                add(attribute());
            }
        }
    }

    private static void Insert(nint attributes, nint attribute, int start, int end)
    {
        ((Pango.Attribute*)attribute)->Start = (uint)start;
        ((Pango.Attribute*)attribute)->End = (uint)end;
        Pango.Insert(attributes, attribute);
    }

    private static nint Foreground(Color color) => Pango.Foreground(Wide(color.Red), Wide(color.Green), Wide(color.Blue));

    /// <summary>Pango's colours have 16 bits.</summary>
    private static ushort Wide(byte value) => (ushort)(value * 0x101);
}
