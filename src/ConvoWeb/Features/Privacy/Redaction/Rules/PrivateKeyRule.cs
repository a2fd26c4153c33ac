using System.Text.RegularExpressions;

namespace ConvoWeb.Features.Privacy.Redaction.Rules;

/// <summary>Blocks of private keys, to the end of the text when they have no end of their own. Shape: gitleaks' private-key (MIT), RFC 7468.</summary>
internal sealed partial class PrivateKeyRule : IRedactionRule
{
    private const string Begin = "-----BEGIN ";

    private const string End = "-----END ";

    private const int LongestEnd = 80;

    private const int TimeoutMilliseconds = 10_000;

    public RedactionProfiles Profile => RedactionProfiles.Secrets;

    public void Find(string text, List<RedactionMatch> found)
    {
        for (var at = text.IndexOf(Begin, StringComparison.Ordinal); at >= 0; at = text.IndexOf(Begin, at, StringComparison.Ordinal))
        {
            var begin = BeginPattern().Match(text, at);
            if (!begin.Success)
            {
                at += Begin.Length;
                continue;
            }

            var end = EndIn(text, at + begin.Length) ?? text.Length - BegunEnd(text, at + begin.Length);
            found.Add(new RedactionMatch(at, end - at, RedactionKind.PrivateKey));
            at = end;
        }
    }

    /// <summary>Whether the block of a match goes on behind the text.</summary>
    public static bool IsOpen(string text, RedactionMatch match) => match.Kind is RedactionKind.PrivateKey && !IsClosed(text.AsSpan(match.Start, match.Length));

    /// <summary>Behind the END line.</summary>
    public static int? EndIn(string text, int from)
    {
        for (var at = text.IndexOf(End, from, StringComparison.Ordinal); at >= 0; at = text.IndexOf(End, at + End.Length, StringComparison.Ordinal))
        {
            if (EndPattern().Match(text, at) is { Success: true } end)
            {
                return at + end.Length;
            }
        }

        return null;
    }

    /// <summary>How many characters at the end may be the beginning of an END line.</summary>
    public static int BegunEnd(string text, int from)
    {
        var begun = BegunEndPattern().Match(text, Math.Max(from, text.Length - LongestEnd));
        return begun.Success ? begun.Length : 0;
    }

    private static bool IsClosed(ReadOnlySpan<char> block) => block.LastIndexOf(End) is >= 0 and var at && block[at..].Contains("PRIVATE KEY", StringComparison.Ordinal);

    /// <summary>The line, and of what follows enough to see that it is no talk about such lines: headers, and the first characters of the key.</summary>
    [GeneratedRegex(
        """
        \G-----BEGIN\ [A-Z0-9 ]{0,40}?PRIVATE\ KEY(?:\ BLOCK)?-----
        (?>(?:\s|\\{1,4}[nrt]|["'+,`]){0,40})
        (?>(?:[A-Za-z-]{1,24}:\ [^\n\\]{1,120}(?:\n|\\{1,4}[nrt])){0,4})
        (?>(?:\s|\\{1,4}[nrt]|["'+,`]){0,40})
        [A-Za-z0-9+/]{16}
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant,
        TimeoutMilliseconds)]
    private static partial Regex BeginPattern();

    [GeneratedRegex(@"\G-----END [A-Z0-9 ]{0,40}?PRIVATE KEY(?: BLOCK)?-----", RegexOptions.CultureInvariant, TimeoutMilliseconds)]
    private static partial Regex EndPattern();

    [GeneratedRegex(@"-{1,5}(?:(?<=-----)E(?:N(?:D(?: [A-Z0-9 ]{0,60}-{0,4})?)?)?)?\z", RegexOptions.CultureInvariant, TimeoutMilliseconds)]
    private static partial Regex BegunEndPattern();
}
