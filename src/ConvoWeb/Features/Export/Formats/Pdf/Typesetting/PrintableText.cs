using System.Globalization;
using System.Text;

namespace ConvoWeb.Features.Export.Formats.Pdf.Typesetting;

/// <summary>
/// Text that Cairo takes. It refuses a whole document for one noncharacter (U+FDD0–U+FDEF, U+xxFFFE, U+xxFFFF), Pango ends at
/// a NUL, and thousands of marks on one letter cover the page.
/// </summary>
internal static class PrintableText
{
    private const int MaxMarks = 8;

    private const int FirstMark = 0x300;

    public static string Of(string text)
    {
        StringBuilder? clean = null;
        var (marks, at) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            marks = IsMark(rune) ? marks + 1 : 0;
            var isLone = rune == Rune.ReplacementChar && char.IsSurrogate(text[at]);
            var length = isLone ? 1 : rune.Utf16SequenceLength;
            var isHalfOfLineEnd = rune.Value == '\r' && at + 1 < text.Length && text[at + 1] == '\n';
            var printable = marks > MaxMarks || isHalfOfLineEnd ? "" : isLone ? "\uFFFD" : InPlaceOf(rune);
            if (printable is not null)
            {
                clean ??= new StringBuilder(text, 0, at, text.Length);
                clean.Append(printable);
            }
            else
            {
                clean?.Append(text, at, length);
            }

            at += length;
        }

        return clean?.ToString() ?? text;
    }

    private static bool IsMark(Rune rune) =>
        rune.Value >= FirstMark && Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;

    /// <summary>Null for what can stay.</summary>
    private static string? InPlaceOf(Rune rune) => rune.Value switch
    {
        '\n' or '\t' => null,
        '\r' or '\v' or '\f' or 0x85 or 0x2028 or 0x2029 => "\n",
        < ' ' or (>= 0x7F and <= 0x9F) => "",
        (>= 0xFDD0 and <= 0xFDEF) => "\uFFFD",
        var value => (value & 0xFFFE) == 0xFFFE ? "\uFFFD" : null,
    };
}
