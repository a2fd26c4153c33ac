using ConvoWeb.Data.Providers;

namespace ConvoWeb.Data.Privacy;

/// <summary>Looks for a text in everything that PostgreSQL stores; a SQLite file is looked through as a file.</summary>
public static class StoredText
{
    /// <summary>The tables of which a row has it in any column, in any case.</summary>
    public static async IAsyncEnumerable<string> TablesWithAsync(DatabaseScope db, string text)
    {
        var bytes = Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(text));
        foreach (var table in await TablesAsync(db))
        {
            await using var statement = db
                .Statement(
                    $"SELECT count(*) FROM \"{table}\" t WHERE position(lower(@text) IN lower(t::text)) > 0 OR position(@bytes IN t::text) > 0",
                    ("@text", text),
                    ("@bytes", bytes));
            statement.CommandTimeout = 0;
            if (await statement.ExecuteScalarAsync() is > 0L)
            {
                yield return table;
            }
        }
    }

    private static async ValueTask<IReadOnlyList<string>> TablesAsync(DatabaseScope db)
    {
        var tables = new List<string>();
        await using var row = await db
            .Statement("SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY 1")
            .ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            tables.Add(row.GetString(0));
        }

        return tables;
    }
}
