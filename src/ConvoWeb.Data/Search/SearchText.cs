using System.Buffers;
using System.Globalization;
using System.Text;

namespace ConvoWeb.Data.Search;

/// <summary>
/// The words of a text as the index holds them: without case and accents, separated by single spaces. Both databases index
/// exactly these (PostgreSQL has the same rules as a function of its own).
/// </summary>
/// <remarks>
/// <para>A word is a run of letters and digits, at most <see cref="WordMaxLength"/> of them.</para>
/// <para>Chinese, Japanese and Korean are written without spaces: of a run every two neighbours are a word, and its last
/// character is one by itself. So any two characters are found as one word, more of them as a phrase, one as a prefix.</para>
/// <para>Of code, two things that letters alone would not tell apart are words of their own beside the plain word:
/// <c>C++</c> and <c>C#</c> are <c>c c++</c> and <c>c c#</c>, <c>--flag</c> is <c>--flag flag</c>.</para>
/// </remarks>
public static class SearchText
{
    /// <summary>In code points; the rest of a longer run is left out.</summary>
    public const int WordMaxLength = 64;

    private static readonly SearchValues<char> Marks = SearchValues.Create([.. Enumerable.Range(0x300, 0x70).Select(mark => (char)mark)]);

    /// <summary>What the index is given.</summary>
    public static string Of(string text)
    {
        var folded = Fold(text);
        var words = new StringBuilder(folded.Length + 8);
        foreach (var run in new Runs(folded))
        {
            Add(words, folded, run, isLast: false);
        }

        return words.ToString();
    }

    /// <summary>
    /// The words that a phrase must have, in order. It differs from <see cref="Of"/> at its end, where the text may go on:
    /// the last character of a Chinese, Japanese or Korean run is no word there, unless it is alone.
    /// </summary>
    public static string[] Phrase(string text)
    {
        var folded = Fold(text);
        var words = new StringBuilder();
        var runs = new Runs(folded);
        for (var more = runs.MoveNext(); more;)
        {
            var run = runs.Current;
            more = runs.MoveNext();
            Add(words, folded, run, isLast: !more);
        }

        return words.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Without case and accents; compatible forms (full width, ligatures) as the plain ones.</summary>
    public static string Fold(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text.ToLowerInvariant();
        }

        // A noncharacter or a lone surrogate would be refused; neither is a letter.
        var decomposed = CleanOf(text).Normalize(NormalizationForm.FormKD);
        var bare = new StringBuilder(decomposed.Length);
        foreach (var character in decomposed)
        {
            if (!Marks.Contains(character))
            {
                bare.Append(character);
            }
        }

        return bare.ToString().ToLowerInvariant().Replace('ς', 'σ').Normalize(NormalizationForm.FormC);
    }

    /// <summary>Whether it is written without spaces between words.</summary>
    public static bool IsIdeographic(Rune rune) => rune.Value is
        (>= 0x3041 and <= 0x3096) or (>= 0x30A1 and <= 0x30FA) or (>= 0x30FC and <= 0x30FE) or (>= 0x31F0 and <= 0x31FF)
        or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF) or 0x3005 or 0x3006
        or (>= 0xAC00 and <= 0xD7A3) or (>= 0x20000 and <= 0x3134F);

    /// <summary>A character that is no whole word, as a rule, but begins some.</summary>
    internal static bool IsOneIdeograph(string word) =>
        Rune.DecodeFromUtf16(word, out var rune, out var length) is OperationStatus.Done && length == word.Length && IsIdeographic(rune);

    private static void Add(StringBuilder words, string text, Run run, bool isLast)
    {
        if (run.IsIdeographic)
        {
            AddPairs(words, text.AsSpan(run.Start, run.Length), isLast);
            return;
        }

        var word = Cut(text.AsSpan(run.Start, run.Length));
        if (run.IsFlag)
        {
            words.Append("--").Append(word).Append(' ');
        }

        words.Append(word).Append(' ');
        if (run.Suffix is { Length: > 0 } suffix)
        {
            words.Append(word).Append(suffix).Append(' ');
        }
    }

    private static void AddPairs(StringBuilder words, ReadOnlySpan<char> run, bool isLast)
    {
        var length = 0;
        Rune? before = null;
        foreach (var rune in run.EnumerateRunes())
        {
            if (before is { } first)
            {
                words.Append(first).Append(rune).Append(' ');
            }

            before = rune;
            length++;
        }

        if (before is { } last && (!isLast || length == 1))
        {
            words.Append(last).Append(' ');
        }
    }

    internal static ReadOnlySpan<char> Cut(ReadOnlySpan<char> word)
    {
        if (word.Length <= WordMaxLength)
        {
            return word;
        }

        var (length, count) = (0, 0);
        foreach (var rune in word.EnumerateRunes())
        {
            if (count++ == WordMaxLength)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return word[..length];
    }

    private static string CleanOf(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar || IsNoncharacter(rune))
            {
                return string.Concat(text.EnumerateRunes().Select(r => r == Rune.ReplacementChar || IsNoncharacter(r) ? " " : r.ToString()));
            }
        }

        return text;
    }

    private static bool IsNoncharacter(Rune rune) => (rune.Value & 0xFFFE) == 0xFFFE || rune.Value is >= 0xFDD0 and <= 0xFDEF;

    /// <summary>A stretch of a folded text that is one word, or several of two characters.</summary>
    internal readonly record struct Run(int Start, int Length, bool IsIdeographic, bool IsFlag, string? Suffix)
    {
        public int End => Start + Length;
    }

    /// <summary>The runs of a folded text, one after the other.</summary>
    internal struct Runs(string text, int from = 0)
    {
        private int _at = from;

        public Run Current { get; private set; }

        public readonly Runs GetEnumerator() => this;

        public bool MoveNext()
        {
            var start = -1;
            var isIdeographic = false;
            for (; _at < text.Length; _at += LengthAt(_at))
            {
                var rune = RuneAt(_at);
                var ideographic = IsIdeographic(rune);
                if (!ideographic && !IsLetterOrDigit(rune))
                {
                    if (start >= 0)
                    {
                        break;
                    }

                    continue;
                }

                if (start < 0)
                {
                    (start, isIdeographic) = (_at, ideographic);
                }
                else if (ideographic != isIdeographic)
                {
                    break;
                }
            }

            if (start < 0)
            {
                return false;
            }

            var isFlag = !isIdeographic && start >= 2 && text[start - 1] is '-' && text[start - 2] is '-';
            Current = new Run(start, _at - start, isIdeographic, isFlag, isIdeographic ? null : SuffixAt(_at));
            return true;
        }

        private readonly string? SuffixAt(int at) =>
            at < text.Length && text[at] is '#' ? "#"
            : at + 1 < text.Length && text[at] is '+' && text[at + 1] is '+' ? "++"
            : null;

        private readonly Rune RuneAt(int at) =>
            char.IsAscii(text[at]) ? new Rune(text[at]) : Rune.TryGetRuneAt(text, at, out var rune) ? rune : Rune.ReplacementChar;

        private readonly int LengthAt(int at) => char.IsHighSurrogate(text[at]) && at + 1 < text.Length ? 2 : 1;

        private static bool IsLetterOrDigit(Rune rune) =>
            rune.IsAscii ? char.IsAsciiLetterOrDigit((char)rune.Value)
            : Rune.GetUnicodeCategory(rune) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber;
    }
}
