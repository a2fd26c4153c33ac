using System.Text;

namespace ConvoWeb.Features.Search.Syntax;

/// <summary>Takes a query apart. Every text has its tokens; whether they mean something is not decided here.</summary>
internal static class SearchTokens
{
    /// <summary>How much of the text is read.</summary>
    public static int ReadLength(string text)
    {
        if (text.Length <= SearchParser.TextMaxLength)
        {
            return text.Length;
        }

        var (length, count) = (0, 0);
        while (length < text.Length && count < SearchParser.TextMaxLength)
        {
            length += char.IsSurrogatePair(text, length) ? 2 : 1;
            count++;
        }

        return length;
    }

    public static IEnumerable<SearchToken> Of(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            var token = TokenAt(text, at);
            yield return token;
            at = token.Span.End;
        }
    }

    /// <summary>Phones write the curly ones by themselves.</summary>
    public static bool IsQuote(char character) => character is '"' or '“' or '”' or '„';

    private static SearchToken TokenAt(string text, int start)
    {
        // Two hyphens begin a word (--flag), and one alone is not before anything.
        var isUnwanted = text[start] is '-' && start + 1 < text.Length && text[start + 1] is not '-' && !char.IsWhiteSpace(text[start + 1]);
        var at = isUnwanted ? start + 1 : start;
        var key = SearchKey.At(text, at);
        if (key is not null)
        {
            at += key.Name.Length + 1;
        }

        var token = at < text.Length && IsQuote(text[at]) ? Quoted(text, start, at) : Bare(text, start, at);
        return token with { Key = key, IsUnwanted = isUnwanted };
    }

    private static SearchToken Bare(string text, int start, int at)
    {
        var end = at;
        while (end < text.Length && !char.IsWhiteSpace(text[end]))
        {
            end++;
        }

        // Two stars are not the sign but how Markdown writes **bold**.
        var value = text[at..end];
        var isPrefix = value.EndsWith('*') && !value.EndsWith("**", StringComparison.Ordinal);
        return new SearchToken
        {
            Span = new TextSpan(start, end - start),
            Value = isPrefix ? value[..^1] : value,
            IsPrefix = isPrefix,
            IsOpen = end == text.Length && !isPrefix,
        };
    }

    private static SearchToken Quoted(string text, int start, int open)
    {
        var value = new StringBuilder();
        var at = open + 1;
        while (at < text.Length && !Closes(text, open, at))
        {
            value.Append(text[at]);
            at += IsDoubled(text, open, at) ? 2 : 1;
        }

        var isClosed = at < text.Length;
        var end = isClosed ? at + 1 : at;
        var isPrefix = end < text.Length && text[end] is '*';
        return new SearchToken
        {
            Span = new TextSpan(start, (isPrefix ? end + 1 : end) - start),
            Value = value.ToString(),
            IsQuoted = true,
            IsPrefix = isPrefix,
            IsOpen = !isClosed,
        };
    }

    private static bool Closes(string text, int open, int at) =>
        text[open] is '"' ? text[at] is '"' && !IsDoubled(text, open, at) : text[at] is '“' or '”';

    /// <summary>How a quote stands inside of quotes.</summary>
    private static bool IsDoubled(string text, int open, int at) =>
        text[open] is '"' && text[at] is '"' && at + 1 < text.Length && text[at + 1] is '"';
}
