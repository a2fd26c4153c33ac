using ConvoWeb.Data.Search;
using Microsoft.Data.Sqlite;

namespace ConvoWeb.Bench.Floors;

/// <summary>Connections that promise what the product's own promise: the same durability, the same traces removed.</summary>
internal static class FloorConnections
{
    public static SqliteConnection OpenReader(string path) =>
        Open(path, "PRAGMA query_only = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8192;");

    public static SqliteConnection OpenWriter(string path) =>
        Open(
            path,
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

    /// <summary>As <c>peers</c>, with a cache like the file's own.</summary>
    public static void AttachPeers(this SqliteConnection connection, string path)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "ATTACH @path AS peers; PRAGMA peers.cache_size = -8192;";
        command.Parameters.AddWithValue("@path", path);
        command.ExecuteNonQuery();
    }

    private static SqliteConnection Open(string path, string pragmas)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA busy_timeout = 5000;" + pragmas;
        command.ExecuteNonQuery();
        connection.CreateFunction<string, string>("search_text", SearchText.Of, isDeterministic: true); // the triggers call it
        return connection;
    }

    public static SqliteCommand Prepare(this SqliteConnection connection, string sql, params ReadOnlySpan<string> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var parameter in parameters)
        {
            command.Parameters.AddWithValue(parameter, DBNull.Value);
        }

        command.Prepare();
        return command;
    }
}
