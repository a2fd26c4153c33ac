using System.Buffers;

namespace ConvoWeb.Features.Privacy.Redaction.Rules;

/// <summary>What tells a secret from a word: where it begins and how its characters are mixed.</summary>
internal static class Spelling
{
    /// <summary>Bits for each character. English words have less than keys of the same length; a row of x has none.</summary>
    private const double LeastEntropy = 2.9;

    /// <summary>What stands for a secret in documentation.</summary>
    private static readonly SearchValues<string> Examples = SearchValues.Create(
        ["example", "xxxx", "your", "placeholder", "changeme", "change_me", "dummy", "redacted", "insert", "replace", "...", "****", "abcdefghijkl", "lorem"],
        StringComparison.OrdinalIgnoreCase);

    public static SearchValues<char> Hex { get; } = SearchValues.Create("0123456789abcdefABCDEF");

    public static SearchValues<char> Upper { get; } = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

    public static SearchValues<char> Alphanumeric { get; } = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");

    /// <summary>Those of URL-safe base64.</summary>
    public static SearchValues<char> Word { get; } = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    public static SearchValues<char> Dotted { get; } = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.");

    public static SearchValues<char> Base64 { get; } = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=");

    /// <summary>Those of a token in an HTTP header (RFC 6750).</summary>
    public static SearchValues<char> Token { get; } = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.~+/=");

    public static bool IsWordCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-';

    /// <summary>Whether a word goes over the place; letters of other scripts end a word, and so does an escape as <c>\n</c> or <c>%22</c>.</summary>
    public static bool IsInsideWord(string text, int at) =>
        at > 0 && IsWordCharacter(text[at - 1])
        && !(at > 1 && text[at - 2] == '\\' && text[at - 1] is 'n' or 'r' or 't')
        && !(at > 2 && text[at - 3] == '%' && char.IsAsciiHexDigit(text[at - 2]) && char.IsAsciiHexDigit(text[at - 1]));

    /// <summary>Where the characters of a kind end that begin at the place.</summary>
    public static int EndOf(string text, int start, SearchValues<char> characters)
    {
        var length = text.AsSpan(start).IndexOfAnyExcept(characters);
        return length < 0 ? text.Length : start + length;
    }

    public static bool IsExample(ReadOnlySpan<char> value) => value.ContainsAny(Examples);

    /// <summary>As a generator would write it: letters and digits without the order of words.</summary>
    public static bool IsRandom(ReadOnlySpan<char> value) =>
        value.ContainsAnyInRange('0', '9') && value.ContainsAny(Letters) && Entropy(value) >= LeastEntropy && !IsExample(value) && IsMixed(value);

    /// <summary>Shannon's, of at most the first 128 characters.</summary>
    public static double Entropy(ReadOnlySpan<char> value)
    {
        value = value[..Math.Min(value.Length, 128)];
        Span<byte> counts = stackalloc byte[128];
        counts.Clear();
        foreach (var c in value)
        {
            counts[c & 127]++;
        }

        var entropy = 0.0;
        foreach (var count in counts)
        {
            if (count > 0)
            {
                var share = (double)count / value.Length;
                entropy -= share * Math.Log2(share);
            }
        }

        return entropy;
    }

    private static SearchValues<char> Letters { get; } = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Either one part of it mixes letters and digits, or all of it mixes both cases and digits: <c>my-secret-v2</c> does neither.</summary>
    private static bool IsMixed(ReadOnlySpan<char> value)
    {
        if (value.Length >= 16 && value.ContainsAnyInRange('a', 'z') && value.ContainsAnyInRange('A', 'Z') && !value.ContainsAnyExcept(Token))
        {
            return true;
        }

        while (value.IndexOfAny(Alphanumeric) is >= 0 and var start)
        {
            var part = value[start..];
            var length = part.IndexOfAnyExcept(Alphanumeric);
            part = length < 0 ? part : part[..length];
            if (part.Length >= 8 && part.ContainsAnyInRange('0', '9') && part.ContainsAny(Letters))
            {
                return true;
            }

            value = value[(start + part.Length)..];
        }

        return false;
    }
}
