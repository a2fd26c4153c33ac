using ConvoWeb.Data.Search;

namespace ConvoWeb.Data.Providers.Postgres;

/// <summary>Words as a <c>tsquery</c> (https://www.postgresql.org/docs/current/datatype-textsearch.html). Every one is quoted, so none is syntax.</summary>
internal static class TsQuery
{
    /// <summary>The word that marks a vector whose words have lost their places.</summary>
    private const string Mark = "'~'";

    public static string Of(WordQuery words) => Join(words, Of);

    /// <summary>Also what may hold a phrase: the words of it, in a vector without places.</summary>
    public static string WithoutPlaces(WordQuery words) => Join(words, WithoutPlaces, WithPlaces);

    public static string Of(WordTerm term) =>
        $"({string.Join(" <-> ", term.Words.Select((word, i) => Word(word, term.IsPrefix && i == term.Words.Count - 1)))})";

    private static string WithoutPlaces(WordTerm term) =>
        term.Words.Count == 1
            ? Of(term)
            : $"({Of(term)} | ({Mark} & {string.Join(" & ", term.Words.Select((word, i) => Word(word, term.IsPrefix && i == term.Words.Count - 1)))}))";

    /// <summary>Without places nothing is known of a phrase that must not be there.</summary>
    private static string WithPlaces(WordTerm term) => term.Words.Count == 1 ? Of(term) : $"({Of(term)} & !{Mark})";

    private static string Join(WordQuery words, Func<WordTerm, string> wanted, Func<WordTerm, string>? unwanted = null) =>
        string.Join(" & ", words.Clauses.Select(clause => clause.IsUnwanted
            ? $"!({string.Join(" | ", clause.Any.Select(unwanted ?? wanted))})"
            : $"({string.Join(" | ", clause.Any.Select(wanted))})"));

    private static string Word(string word, bool isPrefix) =>
        $"'{word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}'{(isPrefix ? ":*" : null)}";
}
