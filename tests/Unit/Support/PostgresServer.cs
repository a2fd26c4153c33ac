using ConvoWeb.Data;
using ConvoWeb.Data.Providers;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

[assembly: AssemblyFixture(typeof(ConvoWeb.Tests.Unit.Support.PostgresServer))]

namespace ConvoWeb.Tests.Unit.Support;

/// <summary>
/// The server that <c>CONVOWEB_TEST_POSTGRES</c> names; <c>tests/run.sh</c> starts one. Databases are copies of one that
/// was migrated once, which is much quicker than to migrate each.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    public const string Variable = "CONVOWEB_TEST_POSTGRES";

    private static readonly string Template = NewName("template");

    private static readonly Lazy<Task> TemplateIsThere = new(CreateTemplateAsync);

    private static string Address =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } address
            ? address
            : throw new InvalidOperationException(
                $"This test needs PostgreSQL. Run tests/run.sh, which starts one, or set {Variable} to postgres://USER:PASSWORD@HOST:PORT/DATABASE of a user who may create databases.");

    /// <summary>An address of a database that is not there yet.</summary>
    public static string NewAddress(string name) => new UriBuilder(Address) { Path = name }.Uri.AbsoluteUri;

    public static string NewName(string purpose) => $"convoweb_{purpose}_{Guid.NewGuid():N}";

    public static async Task CreateMigratedAsync(string name)
    {
        await TemplateIsThere.Value;
        await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {Template}");
    }

    public static Task CreateEmptyAsync(string name) => ExecuteAsync($"CREATE DATABASE {name}");

    public static Task DropAsync(string name) => ExecuteAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");

    public async ValueTask DisposeAsync()
    {
        if (TemplateIsThere.IsValueCreated)
        {
            await DropAsync(Template);
        }
    }

    private static async Task CreateTemplateAsync()
    {
        await CreateEmptyAsync(Template);
        await using var services = new ServiceCollection().AddConvoData(Parse(NewAddress(Template))).BuildServiceProvider();
        await services.GetRequiredService<IDatabase>().PrepareAsync(CancellationToken.None);
    }

    private static async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Parse(Address).ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static PostgresUrl Parse(string address) =>
        DatabaseUrl.TryParse(address, out var url, out var error) && url is PostgresUrl postgres
            ? postgres
            : throw new InvalidOperationException($"{Variable} {error ?? "must begin with postgres://"}.");
}
