using System.Buffers;

namespace ConvoWeb.Platform.Csv;

/// <summary>Text as a cell of a table for spreadsheets and programs (RFC 4180).</summary>
public static class CsvCell
{
    private static readonly SearchValues<char> ToQuote = SearchValues.Create(",\"\r\n");

    /// <summary>What a spreadsheet takes for the beginning of a formula; so does it the wide forms.</summary>
    private static readonly SearchValues<char> Formula = SearchValues.Create("=+-@\t\r\n＝＋－＠");

    /// <summary>
    /// An apostrophe keeps a spreadsheet from running what stands in a cell. It is put before what has some already as well, so
    /// that whoever reads the file as data takes one away and has the text (docs/formats.md).
    /// </summary>
    public static string Of(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var guard = text.AsSpan().TrimStart('\'') is [var first, ..] && Formula.Contains(first) ? "'" : "";
        return text.AsSpan().ContainsAny(ToQuote)
            ? string.Concat("\"", guard, text.Replace("\"", "\"\"", StringComparison.Ordinal), "\"")
            : guard.Length == 0 ? text : guard + text;
    }
}
