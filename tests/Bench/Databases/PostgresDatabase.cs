using ConvoWeb.Data;
using Npgsql;

namespace ConvoWeb.Bench.Databases;

/// <summary>An empty database on the server that tests use, gone with the run.</summary>
internal sealed class PostgresDatabase : IAsyncDisposable
{
    private const string Variable = "CONVOWEB_TEST_POSTGRES";

    private readonly string _name;

    private PostgresDatabase(string name) => _name = name;

    /// <summary>What <c>DB_URL</c> is set to.</summary>
    public string Address => new UriBuilder(Server!) { Path = _name }.Uri.AbsoluteUri;

    private static string? Server => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } server ? server : null;

    /// <summary>Null, with a line that says why, when there is no such server.</summary>
    public static async Task<PostgresDatabase?> CreateAsync()
    {
        if (Server is null)
        {
            Console.WriteLine($"  Nothing on PostgreSQL: {Variable} is not set (postgres://USER:PASSWORD@HOST:PORT/DATABASE of a user who may create databases).");
            return null;
        }

        var name = $"convoweb_bench_{Guid.NewGuid():N}";
        await ExecuteAsync($"CREATE DATABASE {name}");
        return new PostgresDatabase(name);
    }

    public async ValueTask DisposeAsync() => await ExecuteAsync($"DROP DATABASE IF EXISTS {_name} WITH (FORCE)");

    private static async Task ExecuteAsync(string sql)
    {
        var url = DatabaseUrl.TryParse(Server!, out var parsed, out var error) && parsed is PostgresUrl postgres
            ? postgres
            : throw new BenchFailureException($"{Variable} {error ?? "must begin with postgres://"}.");
        await using var connection = new NpgsqlConnection(url.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
