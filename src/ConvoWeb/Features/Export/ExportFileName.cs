using System.Globalization;
using System.Text;

namespace ConvoWeb.Features.Export;

/// <summary>A title as the name of a file that every system takes and that does not pretend to be another.</summary>
public static class ExportFileName
{
    private const int MaxLength = 100, MaxBytes = 200; // most file systems end at 255 bytes, extension and "(1)" included

    private const string Fallback = "conversation";

    private static readonly HashSet<string> ReservedOnWindows = new(
        ["con", "prn", "aux", "nul", .. Enumerable.Range(0, 10).SelectMany(number => (string[])[$"com{number}", $"lpt{number}"])],
        StringComparer.OrdinalIgnoreCase);

    public static string Of(string title, string extension) => Stem(title) + extension;

    /// <summary>RFC 6266: a name of ASCII for old clients, and the real one in UTF-8.</summary>
    public static string Disposition(string title, string extension)
    {
        var name = Of(title, extension);
        var ascii = string.Concat(name.Select(c => char.IsAscii(c) ? c : '_'));
        if (Stem(Path.GetFileNameWithoutExtension(ascii)).Trim('_', ' ') is "" or Fallback)
        {
            ascii = Fallback + extension;
        }

        return name == ascii
            ? $"attachment; filename=\"{ascii}\""
            : $"attachment; filename=\"{ascii}\"; filename*=UTF-8''{Uri.EscapeDataString(name)}";
    }

    private static string Stem(string title)
    {
        var stem = new StringBuilder();
        var bytes = 0;
        foreach (var rune in title.EnumerateRunes().Select(Safe))
        {
            bytes += rune.Utf8SequenceLength;
            if (stem.Length + rune.Utf16SequenceLength > MaxLength || bytes > MaxBytes)
            {
                break;
            }

            // Runs of blanks, and what became one, are one.
            if (rune.Value != ' ' || (stem.Length > 0 && stem[^1] != ' '))
            {
                stem.Append(rune.ToString());
            }
        }

        // Windows drops dots and blanks at the end, Unix hides what begins with a dot.
        var name = stem.ToString().Trim(' ', '.');
        var first = name.Split('.')[0].TrimEnd();
        return name.Length == 0 || name.All(c => c is '_' or '-' or ' ') ? Fallback
            : ReservedOnWindows.Contains(first) ? "_" + name
            : name;
    }

    private static Rune Safe(Rune rune) => rune.Value switch
    {
        '/' or '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|' or '%' or ';' => new Rune('-'),
        0xFFFD => new Rune('_'),
        _ => Rune.GetUnicodeCategory(rune) switch
        {
            // Format characters turn the direction of what follows (U+202E: "gpj.exe" reads "exe.jpg") or are not seen at all;
            // the zero width joiner is one as well, but without it many emoji and Indic words fall apart.
            UnicodeCategory.Format when rune.Value is 0x200C or 0x200D => rune,
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.SpaceSeparator or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate => new Rune(' '),
            _ => rune,
        },
    };
}
