using System.Collections.Frozen;
using System.Globalization;
using System.Runtime.InteropServices;

namespace ConvoWeb.Features.Privacy.Redaction.Rules;

/// <summary>International bank account numbers (ISO 13616): the length of the country, and the check digits.</summary>
internal sealed class IbanRule : IRedactionRule
{
    // SWIFT's IBAN registry: country, length, and n where there are digits only.
    private static readonly FrozenDictionary<string, Shape> Shapes =
        ("AD24 AE23n AL28 AT20n AZ28 BA20n BE16n BG22 BH22 BI27n BR29 BY28 CH21 CR22n CY28 CZ24n DE22n DJ27n DK18n DO28 EE20n "
            + "EG29n ES24n FI18n FK18 FO18n FR27 GB22 GE22 GI23 GL18n GR27 GT28 HN28 HR21n HU28n IE22 IL23n IQ23 IS26n IT27 JO30 "
            + "KW30 KZ20 LB28 LC32 LI21 LT20n LU20 LV21 LY25n MC27 MD24 ME22n MK19 MN20n MR27n MT31 MU30 NI28 NL18 NO15n OM23 PK24 "
            + "PL28n PS29 PT25n QA29 RO24 RS22n RU33 SA24 SC31 SD18n SE24n SI19n SK24n SM27 SO23n ST25n SV28 TL23n TN24n TR26 UA29 "
            + "VA22n VG24 XK20n YE30")
        .Split(' ').ToFrozenDictionary(country => country[..2], Shape.Of, StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, Shape>.AlternateLookup<ReadOnlySpan<char>> ShapeOf = Shapes.GetAlternateLookup<ReadOnlySpan<char>>();

    public RedactionProfiles Profile => RedactionProfiles.Ibans;

    public void Find(string text, List<RedactionMatch> found)
    {
        for (var at = 0; Digits.TryNext(text, at, out var group); at = Math.Max(at, group.End))
        {
            var start = group.Start - 2;
            if (group.Length >= 2 && start >= 0 && !Spelling.IsInsideWord(text, start) && ShapeOf.TryGetValue(text.AsSpan(start, 2), out var shape)
                && EndOf(text, start, shape) is >= 0 and var end)
            {
                found.Add(new RedactionMatch(start, end - start, RedactionKind.BankAccount));
                at = end;
            }
        }
    }

    /// <summary>Behind so many letters and digits, one space allowed between any two; less than 0 when the check digits are wrong.</summary>
    private static int EndOf(string text, int start, Shape shape)
    {
        var (at, count, remainder) = (start, 0, 0);
        for (; count < shape.Length && at < text.Length; at++)
        {
            var c = char.ToUpperInvariant(text[at]);
            if (!char.IsAsciiLetterOrDigit(c))
            {
                if ((Digits.IsSpace(c) || c == '-') && char.IsAsciiLetterOrDigit(text[at - 1]))
                {
                    continue;
                }

                return -1;
            }

            count++;
            if (count > 4 && shape.HasDigitsOnly && !char.IsAsciiDigit(c))
            {
                return -1;
            }

            // The check is of the number with its first four characters at the end, letters as 10 to 35.
            remainder = count > 4 ? Append(remainder, c) : 0;
        }

        foreach (var c in text.AsSpan(start, 4))
        {
            remainder = Append(remainder, char.ToUpperInvariant(c));
        }

        return count == shape.Length && remainder == 1 && !(at < text.Length && char.IsAsciiLetterOrDigit(text[at])) ? at : -1;
    }

    private static int Append(int remainder, char c) => char.IsAsciiDigit(c) ? ((remainder * 10) + c - '0') % 97 : ((remainder * 100) + c - 'A' + 10) % 97;

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Shape(int Length, bool HasDigitsOnly)
    {
        public static Shape Of(string country) => new(int.Parse(country.AsSpan(2, 2), NumberStyles.None, CultureInfo.InvariantCulture), country.EndsWith('n'));
    }
}
