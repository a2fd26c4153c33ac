namespace ConvoWeb.Data.Search;

/// <summary>The words that one message, or one title, must and must not hold: every clause holds.</summary>
public sealed record WordQuery(IReadOnlyList<WordClause> Clauses)
{
    public static WordQuery Empty { get; } = new([]);

    public bool IsEmpty => Clauses.Count == 0;

    /// <summary>Something must be found; otherwise there is only what must not be.</summary>
    public bool HasWanted => Clauses.Any(clause => !clause.IsUnwanted);
}

/// <summary>One of the terms is there; or, when <paramref name="IsUnwanted"/>, none.</summary>
public sealed record WordClause(IReadOnlyList<WordTerm> Any, bool IsUnwanted = false);

/// <summary>Words one after the other, folded by <see cref="SearchText.Phrase"/>; the last may be only the beginning of one.</summary>
public sealed record WordTerm(IReadOnlyList<string> Words, bool IsPrefix = false)
{
    /// <summary>The words of a text as the index has them; null when it has none.</summary>
    public static WordTerm? Of(string text, bool isPrefix = false)
    {
        var words = SearchText.Phrase(text);
        return words switch
        {
            [] => null,
            [.. var before, var flag, var word] when isPrefix && flag == "--" + word => new WordTerm([.. before, flag], IsPrefix: true),
            [.., var last] => new WordTerm(words, isPrefix || SearchText.IsOneIdeograph(last)),
        };
    }
}
