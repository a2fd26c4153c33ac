using System.Globalization;
using System.Text;

namespace ConvoWeb.Features.Search.Syntax;

/// <summary>What is told of a text that means nothing.</summary>
internal static class SearchProblems
{
    public const string LonelyOr = "OR stands between two words.";

    public static readonly string TooManyTerms = $"Only the first {SearchParser.TermsMax} words and phrases are looked for.";

    public static readonly string TooLong = string.Create(CultureInfo.InvariantCulture, $"Only the first {SearchParser.TextMaxLength:N0} characters are read.");

    private const int ShownMaxLength = 40;

    public static string NeedsValue(SearchKey key) => $"{key.Name}: needs a value, {key.Takes}.";

    public static string Takes(SearchKey key, string value) => $"{key.Name}: takes {key.Takes}, not {Shown(value)}.";

    public static string NoLetters(string text) => $"{Shown(text)} has no letters or digits to look for.";

    public static string EndsBeforeItBegins(string text) => $"{Shown(text)} ends before it begins.";

    public static string NoSuchDate(string text) => $"There is no {Shown(text)} in the calendar.";

    /// <summary>A part of the text inside a sentence: not too long, and well-formed.</summary>
    public static string Shown(string text)
    {
        var shown = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (shown.Length >= ShownMaxLength)
            {
                return shown.Append('…').ToString();
            }

            shown.Append(rune);
        }

        return shown.ToString();
    }
}
