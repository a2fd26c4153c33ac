using System.Text.RegularExpressions;
using ConvoWeb.Features.Privacy.Redaction.Rules;

namespace ConvoWeb.Features.Privacy.Redaction;

/// <summary>
/// What a piece has that belongs to a detail before it, which was removed before all of it had come: the tail ends with its placeholder,
/// and the piece goes on as such details do.
/// </summary>
internal static partial class Continuation
{
    private const int TimeoutMilliseconds = 10_000;

    /// <summary>So many characters go from the end of the tail, and what is appended has still to be redacted.</summary>
    public static RedactedTail Of(string tail, string piece, RedactionProfiles profiles)
    {
        var open = tail.LastIndexOf(Placeholder.OfOpenKey, StringComparison.Ordinal);
        if (open >= 0 && profiles.HasFlag(RedactionProfiles.Secrets))
        {
            var behind = tail[(open + Placeholder.OfOpenKey.Length)..];
            if (PrivateKeyRule.BegunEnd(behind, 0) == behind.Length)
            {
                return OfOpenKey(tail, open, behind + piece);
            }
        }

        // What may stand between two parts of a detail has come already: the dot in an address, the space in a number.
        for (var between = 0; between <= 2 && between < tail.Length; between++)
        {
            if (Placeholder.At(tail.AsSpan(0, tail.Length - between)) is { } kind)
            {
                var rest = string.Concat(tail.AsSpan(tail.Length - between), piece);
                var length = profiles.HasFlag(kind.Profile()) ? LengthOf(kind, rest) : 0;
                return length > between ? new RedactedTail(between, rest[length..]) : new RedactedTail(0, piece);
            }
        }

        return new RedactedTail(0, piece);
    }

    private static RedactedTail OfOpenKey(string tail, int open, string text) => PrivateKeyRule.EndIn(text, 0) is { } end
        ? new RedactedTail(tail.Length - open, Placeholder.Of(RedactionKind.PrivateKey) + text[end..])
        : new RedactedTail(tail.Length - open - Placeholder.OfOpenKey.Length, text[^PrivateKeyRule.BegunEnd(text, 0)..]);

    private static int LengthOf(RedactionKind kind, string rest) => kind switch
    {
        RedactionKind.ApiKey or RedactionKind.Secret => KeyPattern().Match(rest).Length,
        RedactionKind.Password => PasswordPattern().Match(rest).Length,
        RedactionKind.EmailAddress => EmailPattern().Match(rest).Length,
        RedactionKind.PhoneNumber or RedactionKind.CardNumber => NumberPattern().Match(rest).Length,
        _ => 0, // an account number has one length, and a key its END line
    };

    [GeneratedRegex(@"\A(?:[.:]?[A-Za-z0-9_\-+/=~%]+)*", RegexOptions.CultureInvariant, TimeoutMilliseconds)]
    private static partial Regex KeyPattern();

    [GeneratedRegex("""\A[^\s"'`\\&;,<)\]}\u3000-\u303F\uFF00-\uFF1F]+""", RegexOptions.CultureInvariant, TimeoutMilliseconds)]
    private static partial Regex PasswordPattern();

    [GeneratedRegex(@"\A[A-Za-z0-9\u00C0-\u058F-]*(?:\.[A-Za-z0-9\u00C0-\u058F-]+)*", RegexOptions.CultureInvariant, TimeoutMilliseconds)]
    private static partial Regex EmailPattern();

    [GeneratedRegex(@"\A(?:(?:[ \-/()\u00A0\u202F\u2010\u2011]|\.(?=[0-9])){0,2}[0-9])+", RegexOptions.CultureInvariant, TimeoutMilliseconds)]
    private static partial Regex NumberPattern();
}
