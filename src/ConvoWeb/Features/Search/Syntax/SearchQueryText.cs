namespace ConvoWeb.Features.Search.Syntax;

/// <summary>How a control changes the typed text: only the part that it stands for; the rest stays as it was typed.</summary>
public static class SearchQueryText
{
    /// <summary><c>key:value</c> that means exactly that value, in quotes when it could be read as anything else.</summary>
    public static string Filter(string key, string value) =>
        value.Length == 0 || SearchTokens.IsQuote(value[0]) || value[^1] is '*' || value.Any(char.IsWhiteSpace)
            ? $"{key}:\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : $"{key}:{value}";

    /// <summary>The text with a <c>key:value</c> more; its value is put in quotes when it needs them.</summary>
    public static string With(SearchQuery query, string keyValue)
    {
        var added = Quoted(keyValue);
        if (query.Filters.Any(filter => query.Text.AsSpan(filter.Span.Start, filter.Span.Length).Equals(added, StringComparison.OrdinalIgnoreCase)))
        {
            return query.Text;
        }

        var text = Joined(query.Text, added, "");
        var isRead = SearchTokens.Of(text[..SearchTokens.ReadLength(text)]).LastOrDefault() is { } last
            && last.Span == new TextSpan(text.Length - added.Length, added.Length);

        // Behind a quote that is still open, or beyond what is read, it would mean nothing.
        return isRead ? text : Joined("", added, query.Text);
    }

    /// <summary>The text without the filter, which is one of the query's.</summary>
    public static string Without(SearchQuery query, SearchFilter filter) => Replace(query.Text, filter.Span, "");

    /// <summary>The text without what is not understood in it.</summary>
    public static string Without(SearchQuery query, SearchProblem problem) => Replace(query.Text, new TextSpan(problem.Start, problem.Length), "");

    /// <summary>The text with another <c>key:value</c> in the place of the filter, which is one of the query's.</summary>
    public static string Replace(SearchQuery query, SearchFilter filter, string keyValue) => Replace(query.Text, filter.Span, Quoted(keyValue));

    /// <summary>The text with one <c>key:value</c>, or none, for all wanted filters of a kind, in the place of the first.</summary>
    public static string Replace<TFilter>(SearchQuery query, string? keyValue)
        where TFilter : SearchFilter
    {
        TextSpan[] spans = [.. query.Filters.OfType<TFilter>().Where(filter => !filter.IsUnwanted).Select(filter => filter.Span)];
        if (spans.Length == 0)
        {
            return keyValue is null ? query.Text : With(query, keyValue);
        }

        // From the end, so that those before it stay where they are.
        var text = query.Text;
        for (var i = spans.Length - 1; i >= 0; i--)
        {
            text = Replace(text, spans[i], i > 0 || keyValue is null ? "" : Quoted(keyValue));
        }

        return text;
    }

    private static string Replace(string text, TextSpan span, string by) => Joined(text[..span.Start], by, text[span.End..]);

    private static string Joined(string before, string middle, string after) =>
        string.Join(' ', ((string[])[before.TrimEnd(), middle, after.TrimStart()]).Where(part => part.Length > 0));

    /// <summary>As it is when it is one part of a query; otherwise what is behind the colon is one value.</summary>
    private static string Quoted(string keyValue)
    {
        var colon = keyValue.IndexOf(':');
        var isOne = SearchTokens.Of(keyValue).FirstOrDefault() is { } token
            && token.Span.Length == keyValue.Length && !(token.IsQuoted && token.IsOpen);
        return colon < 0 || isOne ? keyValue : Filter(keyValue[..colon], keyValue[(colon + 1)..]);
    }
}
