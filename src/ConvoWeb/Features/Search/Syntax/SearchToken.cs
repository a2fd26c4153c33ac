namespace ConvoWeb.Features.Search.Syntax;

/// <summary>One part of a query, as far as its form tells: a word, a "phrase", an <c>OR</c>, a <c>key:value</c>.</summary>
internal sealed record SearchToken
{
    /// <summary>Its minus included.</summary>
    public required TextSpan Span { get; init; }

    /// <summary>Without minus, key, quotes and star.</summary>
    public required string Value { get; init; }

    public SearchKey? Key { get; init; }

    public bool IsUnwanted { get; init; }

    public bool IsQuoted { get; init; }

    /// <summary>A star stands behind it.</summary>
    public bool IsPrefix { get; init; }

    /// <summary>Nothing ends it but the end of the text: it may be half typed.</summary>
    public bool IsOpen { get; init; }

    public bool IsOr => Value is "OR" && Key is null && !IsUnwanted && !IsQuoted && !IsPrefix;

    /// <summary>The value for those keys to which a star means nothing.</summary>
    public string Text => (IsPrefix ? Value + "*" : Value).Trim();
}
