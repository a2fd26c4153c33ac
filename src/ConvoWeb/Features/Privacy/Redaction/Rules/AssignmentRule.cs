using System.Buffers;
using System.Text.RegularExpressions;

namespace ConvoWeb.Features.Privacy.Redaction.Rules;

/// <summary>Values that are given the name of a secret: <c>password=…</c>, <c>"api_key": "…"</c>. Code that names a secret holds none.</summary>
internal sealed partial class AssignmentRule : IRedactionRule
{
    private const int TimeoutMilliseconds = 10_000;

    /// <summary>As much of a value is looked at to judge it, so that a long one costs no more than a short one.</summary>
    private const int Head = 256;

    private const int ShortestPassword = 4;

    private const int ShortestSecret = 10;

    /// <summary>Without a sign between it and its name.</summary>
    private const int ShortestToldSecret = 24;

    private const int LongestFolder = 12;

    /// <summary>Signs that have no space behind them.</summary>
    private const string FullWidth = "。，、；！？（）「」『』【】《》";

    private static readonly SearchValues<char> Ends = SearchValues.Create(" \t\r\n\"'`\\" + FullWidth);

    /// <summary>Next to an equals sign others follow, as in a query or the settings of a connection.</summary>
    private static readonly SearchValues<char> EndsOfTight = SearchValues.Create(" \t\r\n\"'`\\&;,<" + FullWidth);

    private static readonly SearchValues<char> Code = SearchValues.Create("()[]{}|<>");

    private static readonly SearchValues<char> StrongSigns = SearchValues.Create("!@#$%^&*+?~=");

    private readonly SearchValues<string> _names;

    private AssignmentRule(params ReadOnlySpan<string> names) =>
        _names = SearchValues.Create(names, names.Length > 1 ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);

    /// <summary>One for all Latin names; the others are searched one by one, as they stand here: the search for several, or without case, is quick for ASCII only.</summary>
    public static IReadOnlyList<AssignmentRule> All { get; } =
    [
        new("passw", "passphrase", "pwd", "kennwort", "mot de passe", "contrase", "secret", "token", "apikey", "api_key", "api-key", "api key", "access_key",
            "access-key", "accesskey", "auth_key", "authkey", "private_key", "encryption_key", "signing_key"),
        new("парол"), new("Парол"), new("密码"), new("密碼"), new("パスワード"),
    ];

    public RedactionProfiles Profile => RedactionProfiles.Secrets;

    public void Find(string text, List<RedactionMatch> found)
    {
        for (var at = Next(text, 0); at >= 0; at = Next(text, at + 1))
        {
            var name = NamePattern().Match(text, at);
            if (!name.Success)
            {
                continue;
            }

            var isQuoted = name.Groups["quote"].Success;
            var start = at + name.Length;
            var ends = !isQuoted && name.Groups["tight"].Success ? EndsOfTight : Ends;
            if (IsSecret(text, at, name, ValueIn(text.AsSpan(start, Math.Min(Head, text.Length - start)), ends, isQuoted), isQuoted))
            {
                var value = ValueIn(text.AsSpan(start), ends, isQuoted);
                found.Add(new RedactionMatch(start, value.Length, KindOf(name)));
                at = start + value.Length - 1;
            }
        }
    }

    private int Next(string text, int from) =>
        from < text.Length && text.AsSpan(from).IndexOfAny(_names) is >= 0 and var offset ? from + offset : -1;

    private static ReadOnlySpan<char> ValueIn(ReadOnlySpan<char> text, SearchValues<char> ends, bool isQuoted)
    {
        var value = text.IndexOfAny(ends) is >= 0 and var length ? text[..length] : text;
        return isQuoted ? value : value.TrimEnd(".,;:)]}>*_");
    }

    private static bool IsSecret(string text, int at, Match name, ReadOnlySpan<char> value, bool isQuoted)
    {
        if (value.Length < ShortestPassword || IsCode(value) || Spelling.IsExample(value))
        {
            return false;
        }

        // A space alone stands between an option of a command and its value, and between any two words.
        var isOption = name.Groups["space"].Success && IsOption(text, at);
        var isTold = name.Groups["is"].Success || (name.Groups["space"].Success && !isOption);
        var isTight = isQuoted || isOption || name.Groups["tight"].Success;
        return name.Groups["password"].Success
            ? IsPassword(value, isQuoted, isTight, isTold)
            : value.Length >= (isTold && !isQuoted ? ShortestToldSecret : ShortestSecret) && Spelling.IsRandom(value);
    }

    /// <summary>
    /// Letters alone are a word more often than a password. Next to the equals sign, or in quotes, digits make one; with room around it
    /// the value may be a variable, and behind a space or <c>is</c> it may be any word.
    /// </summary>
    private static bool IsPassword(ReadOnlySpan<char> value, bool isQuoted, bool isTight, bool isTold)
    {
        var hasLetters = value.ContainsAnyInRange('a', 'z') || value.ContainsAnyInRange('A', 'Z');
        var hasDigits = value.ContainsAnyInRange('0', '9');
        var hasSigns = value[..^1].ContainsAny(StrongSigns);
        return isTold && !isQuoted ? hasLetters && hasDigits && value.ContainsAny(StrongSigns)
            : !hasLetters ? isTight && hasDigits
            : isTight ? hasDigits || hasSigns
            : (hasDigits || hasSigns) && value.Length >= 6 && !IsVariable(value);
    }

    private static bool IsCode(ReadOnlySpan<char> value) =>
        value.ContainsAny(Code) || value[0] is '.' or '~' or '%' || (value[0] == '/' && value[1..].IndexOf('/') is >= 0 and < LongestFolder)
        || (value[0] is '$' or '@' or ':' && value.Length > 1 && (char.IsAsciiLetter(value[1]) || value[1] == '_'))
        || value.Contains("://", StringComparison.Ordinal);

    private static bool IsVariable(ReadOnlySpan<char> value) => value.Length < 64 && VariablePattern().IsMatch(value);

    private static bool IsOption(string text, int at)
    {
        var start = at;
        while (start > 0 && at - start < 30 && Spelling.IsWordCharacter(text[start - 1]))
        {
            start--;
        }

        return text.AsSpan(start).StartsWith("--");
    }

    private static RedactionKind KindOf(Match name) =>
        name.Groups["password"].Success ? RedactionKind.Password : name.Groups["secret"].Success ? RedactionKind.Secret : RedactionKind.ApiKey;

    // Names, and what stands between them and a value: detect-secrets' keyword.py (Apache-2.0), gitleaks' generic-api-key (MIT).
    /// <summary>A name, at most what may end such a name, closing quotes, a sign, and the quote of the value.</summary>
    [GeneratedRegex(
        """
        \G(?<!public[_-]?(?:key[_-]?)?) (?:(?<password>passw(?:or)?[dt]|passphrase|pwd|kennwort|mot\ de\ passe|contrase[ñn]a|парол[ья]|密[码碼]|パスワード)|(?<secret>secret|token)|api[ _-]?key|(?:access|auth|private|encryption|signing)[_-]?key)
        (?:[_-]?(?:access|key|value|token|secret|base|base64|string|text|prod|dev|test|live|[0-9]{1,3})){0,3}
        (?:(?<tight>=)(?!=)(?!>) | (?<tight>>) |
           (?:\\?["'`\]*_]){0,3} (?:[ \t]{0,3}(?:=>|:=|={1,3}|:|\uFF1A)(?:\*\*)?[ \t]{0,3} | [ \t]{1,3}(?<is>is|ist|est|es):?[ \t]{1,3} | (?<space>[ ])))
        (?:(?:[@$]|[bru](?=["']))?(?<quote>\\?["'`]))?
        """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant,
        TimeoutMilliseconds)]
    private static partial Regex NamePattern();

    /// <summary>Names and members: <c>user.password2</c>, <c>arg1</c>.</summary>
    [GeneratedRegex(
        @"\A(?:[A-Za-z_][A-Za-z_]*[0-9]?\.)*[A-Za-z_]*(?:pass|pwd|arg|secret|token|key|value|param|var|str|input)[A-Za-z_]*[0-9]{0,2}\z|\A[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        TimeoutMilliseconds)]
    private static partial Regex VariablePattern();
}
