using ConvoWeb.Data.Search;

namespace ConvoWeb.Data.Providers.Sqlite;

/// <summary>
/// By FTS5. SQLite knows nothing of how common a word is, so the order of the tables is said: CROSS JOIN keeps it.
/// </summary>
internal sealed class SqliteSearchDialect : SearchDialect
{
    public override bool ChoosesStart => false;

    public override string NewestTitlesFirst => "titles_fts.rowid DESC";

    public override string FindMessages(SearchStart start, WordQuery words, StatementParameters parameters)
    {
        var tables = start switch
        {
            SearchStart.Words => "messages_fts CROSS JOIN messages m CROSS JOIN conversations c",
            SearchStart.Conversations => "conversations c CROSS JOIN messages m",
            SearchStart.Timeline => "messages m INDEXED BY IX_messages_timeline CROSS JOIN conversations c",
            _ => throw new ArgumentOutOfRangeException(nameof(start)),
        };
        if (words.IsEmpty)
        {
            return $"FROM {tables} WHERE {IsIndexed} AND c.id = m.conversation_id";
        }

        // Elsewhere than at the beginning the words are looked up once: asked for each message, FTS5 would begin anew each time.
        var match = parameters.Add(FtsExpression.Of(words));
        return start is SearchStart.Words
            ? $"FROM {tables} WHERE messages_fts MATCH {match} AND m.row_id = messages_fts.rowid AND c.id = m.conversation_id"
            : $"""
              FROM {tables} WHERE {IsIndexed} AND c.id = m.conversation_id
              AND m.row_id {(words.HasWanted ? "IN" : "NOT IN")} (SELECT rowid FROM messages_fts WHERE messages_fts MATCH {match})
              """;
    }

    public override string NewestFirst(SearchStart start) =>
        start is SearchStart.Words ? "messages_fts.rowid DESC" : "m.timestamp DESC, m.conversation_id DESC";

    /// <summary>What a person says weighs more than what an assistant says.</summary>
    public override string Rank(WordQuery words, StatementParameters parameters) => "bm25(messages_fts, 1, 2)";

    public override string CountMatches(WordQuery words, int limit, StatementParameters parameters) =>
        $"SELECT count(*) FROM (SELECT 1 FROM messages_fts WHERE messages_fts MATCH {parameters.Add(FtsExpression.Of(words))} LIMIT {parameters.Add(limit)})";

    public override string FindTitles(WordQuery words, StatementParameters parameters) =>
        $"""
        FROM titles_fts CROSS JOIN title_rows t CROSS JOIN conversations c
        WHERE titles_fts MATCH {parameters.Add(FtsExpression.Of(words))} AND t.row_id = titles_fts.rowid AND c.id = t.conversation_id
        """;

    public override string IsTitled(WordQuery words, StatementParameters parameters) =>
        $"""
        c.id {(words.HasWanted ? "IN" : "NOT IN")} (
            SELECT t.conversation_id FROM titles_fts CROSS JOIN title_rows t
            WHERE titles_fts MATCH {parameters.Add(FtsExpression.Of(words))} AND t.row_id = titles_fts.rowid)
        """;

    public override string HourOfWeek(TimeZoneInfo zone, StatementParameters parameters) => $"hour_of_week(m.timestamp, {parameters.Add(zone.Id)})";
}
