using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace ConvoWeb.Features.Privacy.Redaction.Rules;

/// <summary>Digits of a text with what stands between the groups of a number. Digits of other scripts than Latin are none.</summary>
internal static partial class Digits
{
    private const int TimeoutMilliseconds = 10_000;

    private const int LongestAccount = 42;

    public static bool IsSpace(char c) => c is ' ' or '\u00A0' or '\u202F' or '\u2009';

    public static bool IsDash(char c) => c is '-' or '\u2010' or '\u2011';

    /// <summary>The next digits in a row.</summary>
    public static bool TryNext(string text, int from, out Group group)
    {
        var offset = from < text.Length ? text.AsSpan(from).IndexOfAnyInRange('0', '9') : -1;
        if (offset < 0)
        {
            group = default;
            return false;
        }

        var start = from + offset;
        var length = text.AsSpan(start).IndexOfAnyExceptInRange('0', '9');
        group = new Group(start, length < 0 ? text.Length : start + length);
        return true;
    }

    /// <summary>Whether it stands in a word, a decimal or a longer number with dashes or dots, of which it is no beginning.</summary>
    public static bool IsGlued(string text, int start)
    {
        if (start == 0)
        {
            return false;
        }

        var before = text[start - 1];
        return char.IsAsciiLetterOrDigit(before) || before is '_'
            || (start > 1 && (IsDash(before) || before is '/' ? IsPart(text[start - 2]) : before is '.' or ',' or ':' && char.IsAsciiDigit(text[start - 2])));
    }

    /// <summary>Whether four digits and a space stand before it, as the groups of cards and accounts do.</summary>
    public static bool IsBehindGroup(string text, int start) =>
        start > 4 && IsSpace(text[start - 1]) && !text.AsSpan(start - 5, 4).ContainsAnyExceptInRange('0', '9') && !(start > 5 && char.IsAsciiDigit(text[start - 6]));

    /// <summary>Whether a word, a decimal or a longer number goes on there.</summary>
    public static bool GoesOn(string text, int end)
    {
        if (end == text.Length)
        {
            return false;
        }

        var after = text[end];
        return char.IsAsciiLetterOrDigit(after) || after is '_'
            || ((IsDash(after) || after is '.' or ',' or '/') && end + 1 < text.Length && char.IsAsciiDigit(text[end + 1]));
    }

    /// <summary>Whether it is a part of what looks like an account number, right or not: <c>NL91 ABNA 0417 …</c></summary>
    public static bool IsInAccount(string text, int start)
    {
        var before = Math.Min(start, LongestAccount);
        return before > 4 && AccountPattern().IsMatch(text.AsSpan(start - before, before));
    }

    /// <summary>A placeholder stands where a part was.</summary>
    private static bool IsPart(char c) => char.IsAsciiLetterOrDigit(c) || c == ']';

    [GeneratedRegex(@"(?<![A-Za-z0-9])[A-Z]{2}[0-9]{2}(?:[ -][A-Z0-9]{4}){0,7}[ -]\z", RegexOptions.CultureInvariant, TimeoutMilliseconds)]
    private static partial Regex AccountPattern();

    [StructLayout(LayoutKind.Auto)]
    public readonly record struct Group(int Start, int End)
    {
        public int Length => End - Start;
    }
}
