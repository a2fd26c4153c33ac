using System.Globalization;
using System.Text;

namespace ConvoWeb.Features.Export.Formats;

/// <summary>Text from outside where Markdown or its front matter would read it as more than text.</summary>
internal static class MarkdownSyntax
{
    private const string Marks = "\\`*_[]<&~#$|";

    /// <summary>Inside a line.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (Marks.Contains(character, StringComparison.Ordinal))
            {
                escaped.Append('\\');
            }

            escaped.Append(character);
        }

        return escaped.ToString();
    }

    /// <param name="address">As a browser writes it.</param>
    public static string Link(string text, string address) =>
        $"[{Escape(text)}](<{address.Replace("<", "%3C", StringComparison.Ordinal).Replace(">", "%3E", StringComparison.Ordinal)}>)";

    /// <summary>A double-quoted scalar of YAML, on one line whatever is in it. (https://yaml.org/spec/1.2.2/#57-escaped-characters)</summary>
    public static string Quoted(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '"' or '\\' => quoted.Append('\\').Append((char)rune.Value),
                '\n' => quoted.Append("\\n"),
                '\t' => quoted.Append("\\t"),
                _ when !IsSeen(rune) => quoted.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:X8}"),
                _ => quoted.Append(rune.ToString()),
            };
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>Joiners hold emoji and Indic words together; other characters that are not seen could hide what a line says.</summary>
    private static bool IsSeen(Rune rune) => rune.Value is 0x200C or 0x200D
        || Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse);
}
