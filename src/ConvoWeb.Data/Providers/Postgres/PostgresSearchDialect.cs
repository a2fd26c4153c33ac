using ConvoWeb.Data.Search;

namespace ConvoWeb.Data.Providers.Postgres;

/// <summary>By tsvector and GIN.</summary>
internal sealed class PostgresSearchDialect : SearchDialect
{
    public override bool ChoosesStart => true;

    /// <summary>The sum keeps it from walking all by that order until enough of them match.</summary>
    public override string NewestTitlesFirst => "c.created_at + 0 DESC";

    public override string FindMessages(SearchStart start, WordQuery words, StatementParameters parameters)
    {
        var found = words.IsEmpty ? IsIndexed : words.HasWanted ? Holds(words, parameters) : $"{IsIndexed} AND {Holds(words, parameters)}";
        return $"FROM conversations c CROSS JOIN messages m WHERE c.id = m.conversation_id AND {found}";
    }

    /// <inheritdoc cref="NewestTitlesFirst"/>
    public override string NewestFirst(SearchStart start) =>
        start is SearchStart.Words ? "m.row_id + 0 DESC" : "m.timestamp DESC, m.conversation_id DESC";

    public override string Rank(WordQuery words, StatementParameters parameters) =>
        $"-ts_rank(m.search, {parameters.Add(TsQuery.Of(words))}::tsquery)";

    public override string CountMatches(WordQuery words, int limit, StatementParameters parameters) =>
        $"SELECT count(*) FROM (SELECT 1 FROM messages m WHERE m.search @@ {parameters.Add(TsQuery.Of(words))}::tsquery LIMIT {parameters.Add(limit)}) AS matches";

    public override string FindTitles(WordQuery words, StatementParameters parameters) => $"FROM conversations c WHERE {IsTitled(words, parameters)}";

    public override string IsTitled(WordQuery words, StatementParameters parameters) => $"c.title_search @@ {parameters.Add(TsQuery.Of(words))}::tsquery";

    public override string HourOfWeek(TimeZoneInfo zone, StatementParameters parameters)
    {
        var local = $"(to_timestamp(m.timestamp / 1000.0) AT TIME ZONE {parameters.Add(zone.Id)})";
        return $"(extract(dow FROM {local})::int * 24 + extract(hour FROM {local})::int)";
    }

    /// <summary>
    /// A plan is made for the words at hand, which may be rare or in every message, and never one that reads all messages.
    /// The settings are gone when the connection goes back to its pool.
    /// </summary>
    public override async ValueTask BeginAsync(DatabaseScope db) =>
        await db.ExecuteAsync("SET enable_seqscan = off; SET jit = off; SET plan_cache_mode = force_custom_plan");

    /// <summary>
    /// The vector of a long text may have lost where its words stand. Such a one is marked, found by its words, and looked up in
    /// the text when there is a phrase.
    /// </summary>
    private static string Holds(WordQuery words, StatementParameters parameters)
    {
        var holds = $"m.search @@ {parameters.Add(TsQuery.WithoutPlaces(words))}::tsquery";
        return words.Clauses.Any(clause => clause.Any.Any(IsPhrase))
            ? $"{holds} AND (NOT m.search @@ '~'::tsquery OR ({string.Join(" AND ", words.Clauses.Select(clause => InText(clause, parameters)))}))"
            : holds;
    }

    private static string InText(WordClause clause, StatementParameters parameters) =>
        $"{(clause.IsUnwanted ? "NOT " : null)}({string.Join(" OR ", clause.Any.Select(term => InText(term, parameters)))})";

    private static string InText(WordTerm term, StatementParameters parameters) =>
        IsPhrase(term)
            ? $"strpos(' ' || search_words(m.content) || ' ', {parameters.Add($" {string.Join(' ', term.Words)}{(term.IsPrefix ? null : " ")}")}) > 0"
            : $"m.search @@ {parameters.Add(TsQuery.Of(term))}::tsquery";

    private static bool IsPhrase(WordTerm term) => term.Words.Count > 1;
}
