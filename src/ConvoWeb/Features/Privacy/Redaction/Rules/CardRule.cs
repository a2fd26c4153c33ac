namespace ConvoWeb.Features.Privacy.Redaction.Rules;

/// <summary>Numbers of payment cards: the beginning of an issuer, a length of its cards, and Luhn's check digit.</summary>
internal sealed class CardRule : IRedactionRule
{
    private const int Shortest = 13;

    private const int Longest = 19;

    /// <summary>Above this length only a number in groups is a card: without them it is an id of 64 bits.</summary>
    private const int LongestInOne = 16;

    // ISO/IEC 7812 and Presidio's CreditCardRecognizer (MIT): the first and the last six digits of a range, and its lengths.
    private static readonly Issuer[] Issuers =
    [
        new(400000, 499999, 13, 16), // Visa; 13 and 16
        new(510000, 559999, 16, 16), new(222100, 272099, 16, 16), // Mastercard
        new(340000, 349999, 15, 15), new(370000, 379999, 15, 15), // American Express
        new(601100, 601199, 16, 19), new(644000, 659999, 16, 19), // Discover
        new(300000, 305999, 14, 19), new(309500, 309599, 14, 19), new(360000, 369999, 14, 19), new(380000, 399999, 14, 19), // Diners Club
        new(352800, 358999, 16, 19), // JCB
        new(620000, 629999, 16, 19), // UnionPay
        new(220000, 220499, 16, 19), // Mir
        new(500000, 509999, 13, 19), new(560000, 589999, 13, 19), new(630000, 639999, 13, 19), new(670000, 679999, 13, 19), // Maestro, Elo
        new(606282, 606282, 16, 16), // Hipercard
        new(810000, 829999, 16, 16), // RuPay
    ];

    public RedactionProfiles Profile => RedactionProfiles.Cards;

    public void Find(string text, List<RedactionMatch> found)
    {
        Span<byte> digits = stackalloc byte[Longest];
        for (var at = 0; Digits.TryNext(text, at, out var group); at = Math.Max(at, group.End))
        {
            // Cards begin with a group of four at least; they have no more than five groups.
            var end = group.Length is >= 4 and <= Longest && !Digits.IsGlued(text, group.Start) ? EndOf(text, group, digits) : -1;
            if (end >= 0 && !Digits.IsInAccount(text, group.Start))
            {
                found.Add(new RedactionMatch(group.Start, end - group.Start, RedactionKind.CardNumber));
                at = end;
            }
        }
    }

    /// <summary>Behind the longest card that begins with the group; less than 0 when none does.</summary>
    private static int EndOf(string text, Digits.Group group, Span<byte> digits)
    {
        var (end, count, groups) = (-1, 0, 0);
        while (count + group.Length <= Longest)
        {
            for (var i = group.Start; i < group.End; i++)
            {
                digits[count++] = (byte)(text[i] - '0');
            }

            groups++;
            if (count >= Shortest && (groups > 1 || count <= LongestInOne) && !Digits.GoesOn(text, group.End) && IsCard(digits[..count]))
            {
                end = group.End;
            }

            var next = group.End + 1;
            if (next >= text.Length || !(Digits.IsSpace(text[group.End]) || Digits.IsDash(text[group.End])) || !char.IsAsciiDigit(text[next]))
            {
                break;
            }

            Digits.TryNext(text, next, out group);
        }

        return end;
    }

    private static bool IsCard(ReadOnlySpan<byte> digits)
    {
        var beginning = 0;
        foreach (var digit in digits[..6])
        {
            beginning = (beginning * 10) + digit;
        }

        foreach (var issuer in Issuers)
        {
            if (beginning >= issuer.First && beginning <= issuer.Last && digits.Length >= issuer.Shortest && digits.Length <= issuer.Longest)
            {
                return !(issuer.First == 400000 && digits.Length is 14 or 15) && HasCheckDigit(digits);
            }
        }

        return false;
    }

    private static bool HasCheckDigit(ReadOnlySpan<byte> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] * (1 + (i & 1));
            sum += digit > 9 ? digit - 9 : digit;
        }

        return sum % 10 == 0;
    }

    private sealed record Issuer(int First, int Last, int Shortest, int Longest);
}
