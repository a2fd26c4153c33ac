using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;

namespace ConvoWeb.Features.Privacy.Redaction.Rules;

/// <summary>
/// Phone numbers as people write them: with a plus, in the groups of some countries, or behind a word for a phone. The plans of all countries
/// would not tell more, since nearly every number of ten digits that begins with a zero is one somewhere.
/// </summary>
internal sealed partial class PhoneRule : IRedactionRule
{
    private const int TimeoutMilliseconds = 10_000;

    private const int Fewest = 7;

    private const int Most = 15;

    /// <summary>As much is looked at before and behind the first digit.</summary>
    private const int Context = 40;

    // ITU-T E.164, as libphonenumber lists them: one digit, two digits, three digits.
    private static readonly FrozenSet<int> CountryCodes =
        new[] { 1, 7, 20, 27 }
        .Concat([.. Range(30, 34), 36, 39, 40, 41, .. Range(43, 49), .. Range(51, 58), .. Range(60, 66), 81, 82, 84, 86, .. Range(90, 95), 98])
        .Concat([211, 212, 213, 216, 218, .. Range(220, 269), 290, 291, 297, 298, 299, .. Range(350, 359), .. Range(370, 389), .. Range(420, 423)])
        .Concat([.. Range(500, 509), .. Range(590, 599), .. Range(670, 692), 800, 808, .. Range(850, 856), 870, .. Range(878, 888)])
        .Concat([.. Range(960, 979), .. Range(992, 998)])
        .ToFrozenSet();

    public RedactionProfiles Profile => RedactionProfiles.Phones;

    public void Find(string text, List<RedactionMatch> found)
    {
        for (var at = 0; Digits.TryNext(text, at, out var group); at = Math.Max(at, group.End))
        {
            if (IsTooShort(text, group))
            {
                continue;
            }

            var start = StartOf(text, group.Start);
            if (EndOf(text, start, group.Start) is >= 0 and var end && !Digits.IsInAccount(text, start))
            {
                found.Add(new RedactionMatch(start, end - start, RedactionKind.PhoneNumber));
                at = end;
            }
        }
    }

    private static IEnumerable<int> Range(int first, int last) => Enumerable.Range(first, last - first + 1);

    /// <summary>Most numbers of a text are: years, prices, times.</summary>
    private static bool IsTooShort(string text, Digits.Group group)
    {
        var count = group.Length;
        for (var i = group.End; i < text.Length && i - group.End < Context && count < Fewest && IsInside(text[i]); i++)
        {
            count += char.IsAsciiDigit(text[i]) ? 1 : 0;
        }

        return count < Fewest;
    }

    private static bool IsInside(char c) => char.IsAsciiDigit(c) || Digits.IsSpace(c) || Digits.IsDash(c) || c is '.' or '/' or '(' or ')';

    /// <summary>With the plus and the bracket that belong to it.</summary>
    private static int StartOf(string text, int first)
    {
        var start = first;
        while (start > 0 && first - start < 2 && text[start - 1] is '+' or '(')
        {
            start--;
        }

        return start;
    }

    private static int EndOf(string text, int start, int first)
    {
        var hasPlus = text.AsSpan(start, first - start).Contains('+');
        if (Digits.IsGlued(text, start) || (!hasPlus && Digits.IsBehindGroup(text, start)))
        {
            return -1;
        }

        var isInternational = hasPlus || text.AsSpan(first).StartsWith("00");
        var match = (isInternational ? InternationalPattern() : NationalPattern()).Match(text, start);
        if (match.Success && !Digits.GoesOn(text, start + match.Length))
        {
            return isInternational ? EndOfInternational(text, match) : IsNational(text, match) ? start + match.Length : -1;
        }

        if (isInternational || !IsAnnounced(text, start))
        {
            return -1;
        }

        var announced = AnnouncedPattern().Match(text, start);
        return announced.Success && !OtherPattern().IsMatch(announced.ValueSpan) && Count(announced.ValueSpan) is >= Fewest and <= Most
            ? start + announced.Length
            : -1;
    }

    /// <summary>With a country code, and so many digits as numbers there have.</summary>
    private static int EndOfInternational(string text, Match match)
    {
        var isEscape = !match.ValueSpan.Contains('+');
        if (isEscape && !match.ValueSpan.ContainsAnyExceptInRange('0', '9'))
        {
            return -1; // two zeros begin ids, too
        }

        Span<char> digits = stackalloc char[Most];
        var (count, end) = (0, match.Index);
        for (var i = match.Index + (isEscape ? 2 : 0); i < match.Index + match.Length && count < Most; i++)
        {
            if (char.IsAsciiDigit(text[i]))
            {
                digits[count++] = text[i];
                end = i + 1;

                // The length is fixed in North America and in Russia: what follows is another number.
                if (digits[0] is '1' or '7' && count == 11)
                {
                    break;
                }
            }
        }

        var length = 1;
        while (length <= 3 && length < count && !CountryCodes.Contains(int.Parse(digits[..length], NumberStyles.None, CultureInfo.InvariantCulture)))
        {
            length++;
        }

        var isPossible = length == 1 ? count == 11 : length <= 3 && count - length >= 6;
        return isPossible && !(end < text.Length && char.IsAsciiLetterOrDigit(text[end])) ? end : -1;
    }

    private static bool IsNational(string text, Match match)
    {
        var number = match.ValueSpan;
        return !match.Groups["trunk"].Success
            || (Count(number) is >= 9 and <= 12 && !OtherPattern().IsMatch(number) && (!PairsPattern().IsMatch(number) || IsInPairs(text, match)));
    }

    /// <summary>Five pairs are a number in France, and more or fewer the bytes of something; those that count up are neither.</summary>
    private static bool IsInPairs(string text, Match match)
    {
        var (start, end) = (match.Index, match.Index + match.Length);
        var isCut = (end + 2 < text.Length && Digits.IsSpace(text[end]) && char.IsAsciiHexDigit(text[end + 1]) && char.IsAsciiHexDigit(text[end + 2]))
            || (start > 2 && Digits.IsSpace(text[start - 1]) && char.IsAsciiHexDigit(text[start - 2]) && char.IsAsciiHexDigit(text[start - 3]));
        return match.Length == 14 && !isCut && !(text[start + 4] == text[start + 1] + 1 && text[start + 7] == text[start + 4] + 1 && text[start + 10] == text[start + 7] + 1);
    }

    private static int Count(ReadOnlySpan<char> number)
    {
        var count = 0;
        foreach (var c in number)
        {
            count += char.IsAsciiDigit(c) ? 1 : 0;
        }

        return count;
    }

    private static bool IsAnnounced(string text, int start) =>
        AnnouncementPattern().IsMatch(text.AsSpan(Math.Max(0, start - Context), Math.Min(start, Context)));

    [GeneratedRegex(@"\G(?:\(?\+\(?|00)[1-9](?:(?:\(0\)|[ .\-/()\u00A0\u202F\u2010\u2011]){0,3}[0-9]){7,14}", RegexOptions.CultureInvariant, TimeoutMilliseconds)]
    private static partial Regex InternationalPattern();

    // Groupings: libphonenumber's formats (Apache-2.0) of the countries named.
    [GeneratedRegex(
        """
        \G(?:
            (?:1[-. \u00A0])? (?: \([2-9][0-9]{2}\)[-. \u00A0]? | [2-9][0-9]{2}(?<sign>[-. \u00A0])(?=[0-9]{3}\k<sign>) ) [0-9]{3}[-. \u00A0][0-9]{4}  # North America
          | (?<trunk>(?: \(0[1-9][0-9]{0,4}\)[-/ \u00A0]{0,3} | 0[1-9][0-9]{0,4}(?:[ ]/[ ]|[-./ \u00A0]) )
            [0-9]{2,8} (?: (?<sign>[-. \u00A0])[0-9]{2,5} (?:\k<sign>[0-9]{2,5}){0,4} )? )                                    # a zero for the long distance
          | [6-9][0-9]{4}[- ][0-9]{5}                                                                                      # India
          | 1[3-9][0-9](?<sign>[- ])[0-9]{4}\k<sign>[0-9]{4}                                                               # China
          | \([1-9][0-9]\)[ ]?9?[0-9]{4}[- ][0-9]{4}                                                                       # Brazil
          | 8[ -]?\([0-9]{3}\)[ -]?[0-9]{3}[ -]?[0-9]{2}[ -]?[0-9]{2}                                                      # Russia
          | [679][0-9]{2}(?:[ ][0-9]{2}){3}                                                                                # Spain
        )(?![0-9])
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant,
        TimeoutMilliseconds)]
    private static partial Regex NationalPattern();

    /// <summary>What says that a phone number comes. Words: Presidio's PhoneRecognizer (MIT), and those of other languages.</summary>
    [GeneratedRegex(
        """
        (?:\b(?:(?:tele)?phone|tel|(?:tele)?fon|telefon[oe]?|mobil[e]?|m[oó]vil|cell(?:ulare)?|celular|handy|fax|whats ?app|sms|signal|call|text|dial|ring|hotline|t[eé]l(?:[eé]phone)?|portable|tlf|phone_?number|(?:my|his|her|our|their)\ number)|☎|📞|📱|电话|手机|電話|携帯)
        (?:[ _-]?(?:number|no|nr|nummer|num|n°|号码|番号))?(?:\ (?:me|us|him|her|them))?(?:\ (?:at|on|is|under|ist|unter|to|au))?["'*_]{0,3}[.:=\uFF1A]{0,2}["'*_\ ]{0,4}\z
        """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant,
        TimeoutMilliseconds)]
    private static partial Regex AnnouncementPattern();

    [GeneratedRegex(@"\G\(?[0-9](?:[ .\-/()\u00A0]{0,2}[0-9]){6,14}(?![0-9])", RegexOptions.CultureInvariant, TimeoutMilliseconds)]
    private static partial Regex AnnouncedPattern();

    /// <summary>A date either way round, and an American postal code.</summary>
    [GeneratedRegex(
        @"\A(?:[0-3]?[0-9][-./][0-3]?[0-9][-./](?:[0-9]{2}|(?:19|20)[0-9]{2})|(?:19|20)[0-9]{2}[-./][01]?[0-9][-./][0-3]?[0-9]|[0-9]{5}-[0-9]{4})(?![0-9])",
        RegexOptions.CultureInvariant,
        TimeoutMilliseconds)]
    private static partial Regex OtherPattern();

    [GeneratedRegex(@"\A[0-9]{2}(?:[-. \u00A0][0-9]{2})+\z", RegexOptions.CultureInvariant, TimeoutMilliseconds)]
    private static partial Regex PairsPattern();
}
