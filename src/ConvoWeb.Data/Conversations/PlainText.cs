using System.Text.RegularExpressions;

namespace ConvoWeb.Data.Conversations;

/// <summary>The text of a message without the marks of Markdown, for where it is not set: a line or two of it, not a document.</summary>
internal static partial class PlainText
{
    /// <summary>Enough for a preview, and little enough for expressions that look ahead: none of them needs a time limit.</summary>
    private const int MaxLength = 2000;

    public static string Of(string markdown)
    {
        var text = markdown.Length <= MaxLength ? markdown : markdown[..(char.IsHighSurrogate(markdown[MaxLength - 1]) ? MaxLength - 1 : MaxLength)];
        text = Rule().Replace(text, "");
        text = LineStart().Replace(text, "");
        text = TableRow().Replace(text, row => row.Value.Replace('|', ' '));
        text = Link().Replace(text, "${text}");
        text = Code().Replace(text, "${text}");
        text = Emphasis().Replace(text, "${text}");
        return Underscores().Replace(text, "${text}");
    }

    /// <summary>A line of nothing but marks: a fence, a rule, what stands under the head of a table.</summary>
    [GeneratedRegex(@"^[ \t]*(?:(?:```|~~~)[^\n`]*|[-*_= ]{3,}|\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-*:?[ \t]*)+)\r?$", RegexOptions.Multiline, Timeout.Infinite)]
    private static partial Regex Rule();

    /// <summary>Quotations, headings, items of a list and the box of a task.</summary>
    [GeneratedRegex(@"^[ \t]*(?:>[ \t]?)*[ \t]*(?:#{1,6}[ \t]+|[-*+][ \t]+(?:\[[ xX]\][ \t]+)?)?", RegexOptions.Multiline, Timeout.Infinite)]
    private static partial Regex LineStart();

    [GeneratedRegex(@"^[ \t]*\|[^\n]*\|[ \t]*\r?$", RegexOptions.Multiline, Timeout.Infinite)]
    private static partial Regex TableRow();

    [GeneratedRegex(@"(?<!\w)!?\[(?<text>[^\[\]\n]*)\]\([^()\s]*(?:[ \t]+""[^""\n]*"")?\)", RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex Link();

    [GeneratedRegex(@"(?<mark>`+)(?<text>[^`\n]+)\k<mark>", RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex Code();

    [GeneratedRegex(@"(?<mark>\*{1,3}|~~)(?=[^\s*~])(?<text>[^*~\n]*[^\s*~])\k<mark>", RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex Emphasis();

    [GeneratedRegex(@"(?<!\w)(?<mark>_{1,3})(?=[^\s_])(?<text>[^_\n]*[^\s_])\k<mark>(?!\w)", RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex Underscores();
}
