using System.Globalization;
using System.Text.Json;
using ConvoWeb.Features.Messages;

namespace ConvoWeb.Features.Proxy.Recording.Wire;

/// <summary>
/// About how many tokens a text is. It is cut as the tokenisers of models cut it before they look anything up: words, digits in threes, marks,
/// white space; each piece costs by what it is made of. Where the costs are from, and how wrong they are: docs/decisions/token-estimates.md.
/// </summary>
internal static class TokenEstimate
{
    /// <summary>The costs of pieces are in thousandths of a token.</summary>
    private const long Token = 1000;

    private const long Word = 970, LongLetter = 100, Capital = 160, Accent = 400;
    private const long Digits = 1450, Mark = 1200, FurtherMark = 100, MarkBeforeWord = 400;
    private const long Line = 1300, Gap = 400;
    private const long OtherLetter = 350, Ideograph = 800, Symbol = 1000;

    private const int ShortWord = 6, DigitsTogether = 3;

    /// <summary>In tokens: what services put around a message, before the answer, around a call and around tools.</summary>
    private const int AroundMessage = 4, BeforeAnswer = 3, AroundCall = 12, AroundTools = 12;

    private enum Kind
    {
        Space,
        Line,
        Digit,
        Small,
        Large,
        OtherLetter,
        Ideograph,
        Mark,
        Symbol,
    }

    /// <param name="toolTokens">What <see cref="OfTools"/> came to.</param>
    public static int OfRequest(IReadOnlyList<ChatTurn> turns, int toolTokens) =>
        Sum(BeforeAnswer + toolTokens + turns.Sum(turn => (long)AroundMessage + OfTurn(turn)));

    /// <summary>Of all the answers that it has, as services count them, and of what was thought for them.</summary>
    public static int OfAnswer(ChatAnswer answer) => Sum(answer.Choices.Sum(choice => (long)OfTurn(choice.Turn) + OfText(choice.Turn.Reasoning)));

    /// <summary>Of a description in JSON only the words: each service has a way of its own to write the rest.</summary>
    public static int OfTools(JsonElement? description) => description is { } tools && OfWords(tools) is > 0 and var words ? Sum(AroundTools + words) : 0;

    public static int OfText(ReadOnlySpan<char> text)
    {
        var cost = 0L;
        var before = Kind.Space;
        while (!text.IsEmpty)
        {
            var kind = KindOf(text[0]);
            var length = LengthOf(text, kind);
            var next = length < text.Length ? KindOf(text[length]) : Kind.Space;
            cost += CostOf(text[..length], kind, before, next);
            before = kind;
            text = text[length..];
        }

        return Sum((cost + (Token / 2)) / Token);
    }

    private static long OfTurn(ChatTurn turn) => OfText(turn.Content) + turn.ToolCalls.Sum(call => (long)AroundCall + OfText(call.Name) + OfText(call.Arguments));

    private static long OfWords(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.Members().Sum(member => OfText(member.Name) + OfWords(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().Sum(OfWords),
        JsonValueKind.String => OfText(element.RawText()),
        _ => 1,
    };

    private static int Sum(long tokens) => (int)Math.Min(tokens, MessageLimits.Tokens);

    private static long CostOf(ReadOnlySpan<char> piece, Kind kind, Kind before, Kind next) => kind switch
    {
        Kind.Space => piece.Length > 1 && next is not Kind.Line ? Gap : 0,
        Kind.Line => before is Kind.Mark ? 0 : Line,
        Kind.Digit => Digits * ((piece.Length + DigitsTogether - 1) / DigitsTogether),
        Kind.Mark => piece.Length == 1 && IsLetter(next) ? MarkBeforeWord : Mark + (FurtherMark * (piece.Length - 1)),
        Kind.OtherLetter => OtherLetter * piece.Length,
        Kind.Ideograph => Ideograph * piece.Length,
        Kind.Symbol => Symbol * piece.Length,
        _ => CostOfWord(piece),
    };

    private static long CostOfWord(ReadOnlySpan<char> word)
    {
        var cost = Word + (LongLetter * Math.Max(0, word.Length - ShortWord));
        for (var i = 0; i < word.Length; i++)
        {
            cost += (i > 0 && char.IsUpper(word[i]) ? Capital : 0) + (char.IsAscii(word[i]) ? 0 : Accent);
        }

        return cost;
    }

    /// <summary>A new word begins within one where a capital follows a small letter.</summary>
    private static int LengthOf(ReadOnlySpan<char> text, Kind kind)
    {
        if (kind is not Kind.Large)
        {
            return RunOf(text, kind);
        }

        var capitals = RunOf(text, Kind.Large);
        return capitals + RunOf(text[capitals..], Kind.Small);
    }

    private static int RunOf(ReadOnlySpan<char> text, Kind kind)
    {
        var length = 0;
        while (length < text.Length && KindOf(text[length]) == kind)
        {
            length++;
        }

        return length;
    }

    private static bool IsLetter(Kind kind) => kind is Kind.Small or Kind.Large or Kind.OtherLetter;

    private static Kind KindOf(char letter) => letter switch
    {
        >= 'a' and <= 'z' => Kind.Small,
        ' ' or '\t' => Kind.Space,
        '\n' or '\r' => Kind.Line,
        >= 'A' and <= 'Z' => Kind.Large,
        >= '0' and <= '9' => Kind.Digit,
        < '\u0080' => Kind.Mark,
        _ => KindOfOther(letter),
    };

    private static Kind KindOfOther(char letter) => char.GetUnicodeCategory(letter) switch
    {
        UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter when IsLatin(letter) => Kind.Large,
        UnicodeCategory.LowercaseLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter when IsLatin(letter) => Kind.Small,
        UnicodeCategory.OtherLetter or UnicodeCategory.ModifierLetter when IsEastAsian(letter) => Kind.Ideograph,
        <= UnicodeCategory.EnclosingMark => Kind.OtherLetter, // letters and the marks on them
        UnicodeCategory.DecimalDigitNumber => Kind.Digit,
        UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => Kind.Space,
        >= UnicodeCategory.ConnectorPunctuation and <= UnicodeCategory.OtherPunctuation => Kind.Mark,
        _ => Kind.Symbol, // also both halves of what is outside of the first plane
    };

    private static bool IsLatin(char letter) => letter is < '\u0250' or (>= '\u1E00' and < '\u1F00');

    /// <summary>Chinese, Japanese and Korean.</summary>
    private static bool IsEastAsian(char letter) => letter is (>= '\u2E80' and <= '\u9FFF') or (>= '\uAC00' and <= '\uD7AF') or (>= '\uF900' and <= '\uFAFF');
}
