using ConvoWeb.Data.Search;
using Microsoft.Data.Sqlite;

namespace ConvoWeb.Data.Providers.Sqlite;

/// <summary>FTS5 compares and rebuilds its indexes by itself. The numbers that titles have in theirs are rows of our own.</summary>
internal sealed class SqliteMessageIndex(IDatabase database) : IMessageIndex
{
    /// <summary>SQLITE_CORRUPT_VTAB: an index is at fault, not the file.</summary>
    private const int WrongIndex = 267;

    public async Task<IReadOnlyList<string>> CheckAsync(IProgress<string> progress, CancellationToken cancellationToken)
    {
        var findings = new List<string>();

        progress.Report("Comparing the index of the messages with their text.");
        if (!await AgreesAsync("messages_fts", cancellationToken))
        {
            findings.Add("The index of the messages does not agree with their text.");
        }

        progress.Report("Comparing the index of the titles with the conversations.");
        if (!await AgreesAsync("titles_fts", cancellationToken))
        {
            findings.Add("The index of the titles does not agree with them.");
        }

        if (!await HasAllTitlesAsync(cancellationToken))
        {
            findings.Add("The titles that are numbered for the index are not those of the conversations.");
        }

        return findings;
    }

    /// <summary>Each index in one transaction: whenever it ends, there is the old one or the new one.</summary>
    public async Task RebuildAsync(IProgress<string> progress, CancellationToken cancellationToken)
    {
        progress.Report("Making the index of the messages anew.");
        await ExecuteAsync("INSERT INTO messages_fts(messages_fts) VALUES ('rebuild')", cancellationToken);

        progress.Report("Making the index of the titles anew.");
        await ExecuteAsync(
            """
            DELETE FROM title_rows WHERE conversation_id NOT IN (SELECT id FROM conversations);
            INSERT INTO title_rows(conversation_id)
            SELECT id FROM conversations WHERE id NOT IN (SELECT conversation_id FROM title_rows) ORDER BY created_at;
            INSERT INTO titles_fts(titles_fts) VALUES ('rebuild');
            """,
            cancellationToken);
    }

    /// <summary>With rank 1 it is compared with the text, not only with itself.</summary>
    private async Task<bool> AgreesAsync(string index, CancellationToken cancellationToken)
    {
        try
        {
            await ExecuteAsync($"INSERT INTO {index}({index}, rank) VALUES ('integrity-check', 1)", cancellationToken);
            return true;
        }
        catch (SqliteException fault) when (fault.SqliteExtendedErrorCode is WrongIndex)
        {
            return false;
        }
    }

    private async Task<bool> HasAllTitlesAsync(CancellationToken cancellationToken)
    {
        await using var db = await database.ReadAsync(cancellationToken);
        var different = await db
            .Statement(
                """
                SELECT EXISTS (SELECT id FROM conversations EXCEPT SELECT conversation_id FROM title_rows)
                    OR EXISTS (SELECT conversation_id FROM title_rows EXCEPT SELECT id FROM conversations)
                """)
            .ExecuteScalarAsync(cancellationToken);
        return different is 0L;
    }

    private Task ExecuteAsync(string sql, CancellationToken cancellationToken) =>
        database.WriteAsync(db => db.ExecuteAsync(sql), cancellationToken);
}
