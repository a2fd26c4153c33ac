using ConvoWeb.Data.Rollups;
using ConvoWeb.Data.Search;
using Microsoft.Data.Sqlite;

namespace ConvoWeb.Data.Providers.Sqlite;

/// <summary>How connections to the file are opened.</summary>
internal static class SqliteConnections
{
    /// <summary>For EF Core's reads, which use the provider's own pool.</summary>
    public static string PooledReads(SqliteUrl url) =>
        new SqliteConnectionStringBuilder { DataSource = url.Path, Mode = SqliteOpenMode.ReadWrite, DefaultTimeout = 5 }.ToString();

    public static SqliteConnection OpenReader(SqliteUrl url) =>
        Open(url, SqliteOpenMode.ReadWrite, "PRAGMA query_only = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8192;");

    /// <summary>
    /// FULL makes every commit reach the disk before it is acknowledged; secure_delete overwrites what is removed;
    /// nothing is put into temporary files.
    /// </summary>
    public static SqliteConnection OpenWriter(SqliteUrl url) =>
        Open(
            url,
            SqliteOpenMode.ReadWriteCreate,
            """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA foreign_keys = ON;
            PRAGMA secure_delete = ON;
            PRAGMA temp_store = MEMORY;
            PRAGMA cache_size = -65536;
            PRAGMA wal_autocheckpoint = 4000;
            PRAGMA journal_size_limit = 67108864;
            """);

    private static SqliteConnection Open(SqliteUrl url, SqliteOpenMode mode, string pragmas)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = url.Path, Mode = mode, Pooling = false, DefaultTimeout = 5 }.ToString());
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA busy_timeout = 5000;" + pragmas;
            command.ExecuteNonQuery();
            connection.CreateFunction<string, string>("search_text", SearchText.Of, isDeterministic: true);
            connection.CreateFunction<string?, string?, string?>("add_counts", RollupDetail.Add, isDeterministic: true);
            connection.CreateFunction<long, string, long>("hour_of_week", HourOfWeek, isDeterministic: true);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>From 0 on Sunday at midnight to 167.</summary>
    private static long HourOfWeek(long timestamp, string zone)
    {
        var local = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(timestamp), TimeZoneInfo.FindSystemTimeZoneById(zone));
        return ((int)local.DayOfWeek * 24) + local.Hour;
    }
}
