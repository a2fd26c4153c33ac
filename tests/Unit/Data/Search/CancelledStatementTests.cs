using Microsoft.Data.Sqlite;

namespace ConvoWeb.Tests.Unit.Data.Search;

public sealed class CancelledStatementTests
{
    /// <summary>Its second row never comes.</summary>
    private const string Endless =
        "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers) SELECT n FROM numbers WHERE n = 1 OR n < 0";

    [Fact]
    public async Task A_statement_that_nobody_waits_for_any_more_ends_in_SQLite()
    {
        const int Interrupted = 9;
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite);
        using var cancellation = new CancellationTokenSource();

        await using (var db = await database.Database.ReadAsync(Cancel))
        {
            using var end = db.EndStatementsOn(cancellation.Token);
            await using var row = await db.Statement(Endless).ExecuteReaderAsync(Cancel);
            Assert.True(await row.ReadAsync(Cancel));

            await cancellation.CancelAsync();

            Assert.Equal(Interrupted, (await Assert.ThrowsAsync<SqliteException>(() => row.ReadAsync(Cancel))).SqliteErrorCode);
        }

        Assert.Equal(7, await database.ScalarAsync<long>("SELECT 7"));
    }
}
