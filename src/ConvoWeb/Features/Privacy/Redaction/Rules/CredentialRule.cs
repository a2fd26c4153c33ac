using System.Buffers;
using System.Text.RegularExpressions;

namespace ConvoWeb.Features.Privacy.Redaction.Rules;

/// <summary>What is sent to prove who one is: Authorization headers, the password in an address, <c>curl -u</c>.</summary>
internal sealed partial class CredentialRule : IRedactionRule
{
    private const int TimeoutMilliseconds = 10_000;

    /// <summary>As much of a token is looked at to judge it.</summary>
    private const int Head = 128;

    // Which places: gitleaks' curl-auth-header and curl-auth-user (MIT), detect-secrets' basic_auth.py (Apache-2.0).
    private static readonly SearchValues<string> Places = SearchValues.Create(["authorization", "bearer ", "://", " -u ", " --user "], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> NoPasswords = SearchValues.Create(["$", "{", "<", "%s", "***"], StringComparison.Ordinal);

    public RedactionProfiles Profile => RedactionProfiles.Secrets;

    public void Find(string text, List<RedactionMatch> found)
    {
        for (var at = Next(text, 0); at >= 0; at = Next(text, at + 1))
        {
            var match = text[at] switch
            {
                ':' => PasswordInAddress(text, at),
                ' ' => UserOption(text, at),
                'b' or 'B' => Token(text, at + "bearer ".Length),
                _ => Header(text, at),
            };
            if (match is { } credential)
            {
                found.Add(credential);
                at = Math.Max(at, credential.End - 1);
            }
        }
    }

    private static int Next(string text, int from) => text.AsSpan(from).IndexOfAny(Places) is >= 0 and var offset ? from + offset : -1;

    private static RedactionMatch? Header(string text, int at)
    {
        var header = HeaderPattern().Match(text, at);
        if (!header.Success)
        {
            return null;
        }

        var value = at + header.Length;
        return header.Groups["basic"].Success ? Basic(text, value) : Token(text, value);
    }

    private static RedactionMatch? Basic(string text, int start)
    {
        var head = HeadOf(text, start, Spelling.Base64);
        return head.Length >= 8 && !Spelling.IsExample(head) && Spelling.Entropy(head) > 2
            ? new RedactionMatch(start, Spelling.EndOf(text, start, Spelling.Base64) - start, RedactionKind.Password)
            : null;
    }

    private static RedactionMatch? Token(string text, int start)
    {
        var head = HeadOf(text, start, Spelling.Token);
        return head.Length >= 16 && Spelling.IsRandom(head)
            ? new RedactionMatch(start, Spelling.EndOf(text, start, Spelling.Token) - start, RedactionKind.ApiKey)
            : null;
    }

    private static ReadOnlySpan<char> HeadOf(string text, int start, SearchValues<char> characters)
    {
        var head = start < text.Length ? text.AsSpan(start, Math.Min(Head, text.Length - start)) : [];
        return head.IndexOfAnyExcept(characters) is >= 0 and var length ? head[..length] : head;
    }

    private static RedactionMatch? PasswordInAddress(string text, int at) =>
        AddressPattern().Match(text, at).Groups["password"] is { Success: true } password && !IsNoPassword(password.ValueSpan)
            ? new RedactionMatch(password.Index, password.Length, RedactionKind.Password)
            : null;

    private static RedactionMatch? UserOption(string text, int at) =>
        UserPattern().Match(text, at).Groups["password"] is { Success: true } password && !IsNoPassword(password.ValueSpan)
        && password.ValueSpan.ContainsAnyExceptInRange('0', '9') && password.ValueSpan.ContainsAnyExceptInRange('a', 'z')
            ? new RedactionMatch(password.Index, password.Length, RedactionKind.Password)
            : null;

    private static bool IsNoPassword(ReadOnlySpan<char> password) =>
        password.ContainsAny(NoPasswords) || Spelling.IsExample(password)
        || password.Equals("password", StringComparison.OrdinalIgnoreCase) || password.Equals("pass", StringComparison.OrdinalIgnoreCase)
        || password.Equals("pwd", StringComparison.OrdinalIgnoreCase) || password.Equals("secret", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(
        """\Gauthorization(?:\\?["'])?\s{0,3}(?:=>|[:=,])\s{0,3}(?:\\?["'`])?(?:(?<basic>basic)|bearer|token|api-?key)?\s{0,3}""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        TimeoutMilliseconds)]
    private static partial Regex HeaderPattern();

    [GeneratedRegex("""\G://[^\s/:@?#"'`<>\\]{0,100}:(?<password>[^\s/?#"'`<>\\]{1,200})@[\w\[]""", RegexOptions.CultureInvariant, TimeoutMilliseconds)]
    private static partial Regex AddressPattern();

    [GeneratedRegex("""\G\x20(?:-u|--user)\x20["']?[^\s:"'$]{1,64}:(?<password>[^\s"'`\\]{3,200})""", RegexOptions.CultureInvariant, TimeoutMilliseconds)]
    private static partial Regex UserPattern();
}
