namespace ConvoWeb.Features.Privacy.Redaction.Rules;

/// <summary>Mail addresses. Shape: Presidio's EmailRecognizer (MIT), lengths of RFC 5321.</summary>
internal sealed class EmailRule : IRedactionRule
{
    private const int LongestLocalPart = 64;

    private const int LongestDomain = 255;

    private const int LongestTopLevel = 24;

    /// <summary>Latin, Greek, Cyrillic and Armenian stand before it; in many scripts behind it a sentence goes on without a space.</summary>
    private const char FirstOther = '\u0590';

    /// <summary>Endings of files that follow an at sign, as in <c>logo@2x.png</c>; a mail address has none of them.</summary>
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> FileEndings =
        new HashSet<string>(
            ["png", "jpg", "jpeg", "gif", "webp", "svg", "avif", "bmp", "ico", "js", "mjs", "cjs", "ts", "tsx", "jsx", "css", "scss", "json", "map", "html", "xml",
                "yaml", "yml", "txt", "tgz", "cs", "java", "php", "cpp", "dll", "exe", "local", "localhost", "service"],
            StringComparer.OrdinalIgnoreCase)
        .GetAlternateLookup<ReadOnlySpan<char>>();

    public RedactionProfiles Profile => RedactionProfiles.Emails;

    public void Find(string text, List<RedactionMatch> found)
    {
        for (var at = text.IndexOf('@'); at >= 0; at = text.IndexOf('@', at + 1))
        {
            var start = StartOf(text, at);
            var end = EndOf(text, at + 1);
            if (start < at && end > 0 && IsOfMail(text, start, at, end))
            {
                found.Add(new RedactionMatch(start, end - start, RedactionKind.EmailAddress));
                at = end - 1;
            }
        }
    }

    private static int StartOf(string text, int at)
    {
        var start = at;
        while (start > 0 && at - start <= LongestLocalPart && (IsLetterOrDigit(text[start - 1]) || IsSign(text, start - 1)))
        {
            start--;
        }

        if (at - start > LongestLocalPart)
        {
            return at;
        }

        while (start < at && !IsLetterOrDigit(text[start]) && text[start] != '_')
        {
            start++;
        }

        return start;
    }

    /// <summary>Signs that are usual; the others that an address may have stand between two of them more often.</summary>
    private static bool IsSign(string text, int at) => text[at] is '.' or '_' or '-' or '+' or '%' or '\'' || (text[at] == '&' && at > 0 && IsLetterOrDigit(text[at - 1]));

    /// <summary>Behind the last name of the domain, which has letters only; 0 when there is no domain.</summary>
    private static int EndOf(string text, int start)
    {
        var (end, label) = (0, start);
        for (var i = start; i <= text.Length && i - start <= LongestDomain; i++)
        {
            if (i < text.Length && (IsLetterOrDigit(text[i]) || (text[i] == '-' && i > label)))
            {
                continue;
            }

            if (i == label || text[i - 1] == '-')
            {
                break;
            }

            if (label > start && IsTopLevel(text.AsSpan(label, i - label)))
            {
                end = i;
            }

            if (i == text.Length || text[i] != '.')
            {
                break;
            }

            label = i + 1;
        }

        return end;
    }

    private static bool IsTopLevel(ReadOnlySpan<char> name)
    {
        if (name.Length is < 2 or > LongestTopLevel || FileEndings.Contains(name))
        {
            return false;
        }

        foreach (var c in name)
        {
            if (!char.IsLetter(c))
            {
                return name.StartsWith("xn--", StringComparison.OrdinalIgnoreCase);
            }
        }

        return true;
    }

    /// <summary>A handle (<c>@user@host</c>), a place to copy to (<c>git@host:path</c>), a call and the user of an address are none.</summary>
    private static bool IsOfMail(string text, int start, int at, int end)
    {
        if (start > 0 && (text[start - 1] == '@' || (text[start - 1] is ':' or '/' && IsInAddress(text, start))))
        {
            return false;
        }

        if (end == text.Length)
        {
            return true;
        }

        var isCopied = text[end] == ':' && end + 1 < text.Length && (IsLetterOrDigit(text[end + 1]) || text[end + 1] is '/' or '~');
        return !isCopied && text[end] is not ('(' or '@') && !IsLetterOrDigit(text[end]) && text[end] != '_';
    }

    private static bool IsInAddress(string text, int start)
    {
        var before = text.AsSpan(Math.Max(0, start - LongestDomain), Math.Min(start, LongestDomain));
        return before[(before.LastIndexOfAny(' ', '\n', '\t') + 1)..].Contains("://", StringComparison.Ordinal);
    }

    private static bool IsLetterOrDigit(char c) => char.IsAsciiLetterOrDigit(c) || (c is > '\u00BF' and < FirstOther && char.IsLetter(c));
}
