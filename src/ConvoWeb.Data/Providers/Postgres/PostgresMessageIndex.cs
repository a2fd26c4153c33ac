using System.Globalization;
using System.Runtime.CompilerServices;
using ConvoWeb.Data.Search;
using Npgsql;

namespace ConvoWeb.Data.Providers.Postgres;

/// <summary>
/// The words of a row are a generated column, with a GIN index over it. Both are checked and mended a few hundred rows at a time
/// or without locks, so that other nodes go on serving. (What a valid GIN index holds cannot be looked into before PostgreSQL 18.)
/// </summary>
internal sealed class PostgresMessageIndex(PostgresDatabase database) : IMessageIndex
{
    /// <summary>So few that whoever writes to one of them hardly waits.</summary>
    private const int BatchSize = 500;

    private const int ReportEvery = 20_000;

    private static readonly IndexedText[] Texts =
    [
        new("messages", "messages", Key: "row_id", BeforeFirst: 0L, Text: "content", Words: "search", Index: "IX_messages_search"),
        new("titles", "conversations", Key: "id", BeforeFirst: "", Text: "title", Words: "title_search", Index: "IX_conversations_title_search"),
    ];

    public async Task<IReadOnlyList<string>> CheckAsync(IProgress<string> progress, CancellationToken cancellationToken)
    {
        var findings = new List<string>();
        foreach (var text in Texts)
        {
            findings.AddRange(await FindFaultsAsync(text, cancellationToken));
            var wrong = 0L;
            await foreach (var batch in BatchesAsync(text, "compared", progress, cancellationToken))
            {
                wrong += await CountWrongAsync(batch, cancellationToken);
            }

            if (wrong > 0)
            {
                findings.Add(string.Create(CultureInfo.InvariantCulture, $"The index is wrong for {wrong:N0} of the {text.Name}."));
            }
        }

        return findings;
    }

    public async Task RebuildAsync(IProgress<string> progress, CancellationToken cancellationToken)
    {
        foreach (var text in Texts)
        {
            await foreach (var batch in BatchesAsync(text, "gone through", progress, cancellationToken))
            {
                await MendAsync(batch, cancellationToken);
            }

            progress.Report($"Making the index of the {text.Name} anew.");
            await MakeIndexAsync(text, cancellationToken);
        }
    }

    private async Task<IReadOnlyList<string>> FindFaultsAsync(IndexedText text, CancellationToken cancellationToken)
    {
        var indexes = await IndexesAsync(text, cancellationToken);
        var faults = indexes
            .Where(index => !index.IsValid)
            .Select(index => index.Name == text.Index ? $"The index {index.Name} is not valid." : $"A rebuild that was interrupted left the index {index.Name}.");
        return indexes.Exists(index => index.Name == text.Index) ? [.. faults] : [$"The index {text.Index} is missing.", .. faults];
    }

    private async Task<long> CountWrongAsync(Batch batch, CancellationToken cancellationToken)
    {
        await using var command = Unhurried(
            $"SELECT count(*) FROM {batch.Text.Table} WHERE {batch.Rows} AND {batch.IsWrong}", ("@after", batch.After), ("@last", batch.Last));
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>A text that is set to what it is has its words made again. Rows that are right stay as they are, or the table would double.</summary>
    private Task MendAsync(Batch batch, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async db =>
            {
                var text = batch.Text;
                var command = db.Statement(
                    $"UPDATE {text.Table} SET {text.Text} = {text.Text} WHERE {batch.Rows} AND {batch.IsWrong}", ("@after", batch.After), ("@last", batch.Last));
                command.CommandTimeout = 0;
                return await command.ExecuteNonQueryAsync(CancellationToken.None);
            },
            cancellationToken);

    private async Task MakeIndexAsync(IndexedText text, CancellationToken cancellationToken)
    {
        var indexes = await IndexesAsync(text, cancellationToken);
        foreach (var left in indexes.Where(index => index.Name != text.Index))
        {
            await ExecuteAsync($"""DROP INDEX CONCURRENTLY IF EXISTS "{left.Name}" """, cancellationToken);
        }

        await ExecuteAsync(
            indexes.Exists(index => index.Name == text.Index)
                ? $"""REINDEX INDEX CONCURRENTLY "{text.Index}" """
                : $"""CREATE INDEX CONCURRENTLY IF NOT EXISTS "{text.Index}" ON {text.Table} USING gin ({text.Words})""",
            cancellationToken);
    }

    /// <summary>The index, and what rebuilds that were interrupted left beside it.</summary>
    private async Task<List<(string Name, bool IsValid)>> IndexesAsync(IndexedText text, CancellationToken cancellationToken)
    {
        await using var command = Unhurried(
            """
            SELECT c.relname::text, i.indisvalid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
            WHERE i.indrelid = to_regclass(@table) AND (c.relname = @index OR starts_with(c.relname::text, @index || '_cc'))
            """,
            ("@table", text.Table),
            ("@index", text.Index));
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var indexes = new List<(string Name, bool IsValid)>();
        while (await row.ReadAsync(cancellationToken))
        {
            indexes.Add((row.GetString(0), row.GetBoolean(1)));
        }

        return indexes;
    }

    private async IAsyncEnumerable<Batch> BatchesAsync(
        IndexedText text, string done, IProgress<string> progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var isWrong = $"{text.Words} IS DISTINCT FROM {await ExpressionAsync(text, cancellationToken)}";
        var total = await CountAsync(text, cancellationToken);
        var (after, count) = (text.BeforeFirst, 0L);
        while (await NextAsync(text, after, cancellationToken) is { Rows: > 0 } next)
        {
            yield return new Batch(text, after, next.Last, isWrong);

            (after, count) = (next.Last, count + next.Rows);
            if (count / ReportEvery > (count - next.Rows) / ReportEvery)
            {
                progress.Report(string.Create(CultureInfo.InvariantCulture, $"{count:N0} of {total:N0} {text.Name} {done}."));
            }
        }
    }

    private async Task<(long Rows, object Last)> NextAsync(IndexedText text, object after, CancellationToken cancellationToken)
    {
        await using var command = Unhurried(
            $"SELECT count(*), max({text.Key}) FROM (SELECT {text.Key} FROM {text.Table} WHERE {text.Key} > @after ORDER BY {text.Key} LIMIT {BatchSize}) AS batch",
            ("@after", after));
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return (row.GetInt64(0), row.GetValue(1));
    }

    /// <summary>What the column is made by, as the database has it, so that no second copy of it can go stale.</summary>
    private async Task<string> ExpressionAsync(IndexedText text, CancellationToken cancellationToken)
    {
        await using var command = Unhurried(
            """
            SELECT pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef d JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
            WHERE d.adrelid = to_regclass(@table) AND a.attname = @column
            """,
            ("@table", text.Table),
            ("@column", text.Words));
        return (string?)await command.ExecuteScalarAsync(cancellationToken)
            ?? throw new DatabaseFaultException(DatabaseFaultKind.Corrupt, $"{database.Url.Display} has no column {text.Table}.{text.Words}.");
    }

    private async Task<long> CountAsync(IndexedText text, CancellationToken cancellationToken)
    {
        await using var command = Unhurried($"SELECT count(*) FROM {text.Table}");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = Unhurried(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>On a connection of its own, in no transaction, for as long as it takes.</summary>
    private NpgsqlCommand Unhurried(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = database.Source.CreateCommand(sql);
        command.CommandTimeout = 0;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }

    /// <param name="Name">In the plural.</param>
    /// <param name="BeforeFirst">A <paramref name="Key"/> that is smaller than all of them.</param>
    private sealed record IndexedText(string Name, string Table, string Key, object BeforeFirst, string Text, string Words, string Index);

    private sealed record Batch(IndexedText Text, object After, object Last, string IsWrong)
    {
        public string Rows => $"{Text.Key} > @after AND {Text.Key} <= @last";
    }
}
