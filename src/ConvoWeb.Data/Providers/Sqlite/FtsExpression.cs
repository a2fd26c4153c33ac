using ConvoWeb.Data.Search;

namespace ConvoWeb.Data.Providers.Sqlite;

/// <summary>Words as FTS5 is asked for them (https://www.sqlite.org/fts5.html#full_text_query_syntax). Every one is quoted, so none is syntax.</summary>
internal static class FtsExpression
{
    /// <summary>Of words of which none is wanted: what must not be there.</summary>
    public static string Of(WordQuery words)
    {
        var unwanted = string.Join(" OR ", words.Clauses.Where(clause => clause.IsUnwanted).Select(Any));
        if (!words.HasWanted)
        {
            return unwanted;
        }

        var wanted = string.Join(" AND ", words.Clauses.Where(clause => !clause.IsUnwanted).Select(Any));
        return unwanted.Length == 0 ? wanted : $"({wanted}) NOT ({unwanted})";
    }

    private static string Any(WordClause clause) => $"({string.Join(" OR ", clause.Any.Select(Phrase))})";

    private static string Phrase(WordTerm term) =>
        $"\"{string.Join(' ', term.Words).Replace("\"", "\"\"", StringComparison.Ordinal)}\"{(term.IsPrefix ? " *" : null)}";
}
