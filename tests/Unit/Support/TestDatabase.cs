using ConvoWeb.Data;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Providers;
using ConvoWeb.Data.Providers.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ConvoWeb.Tests.Unit.Support;

/// <summary>A database of a test's own, on either engine, gone with it.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private static readonly Lazy<Task<string>> SqliteTemplate = new(CreateSqliteTemplateAsync);

    private readonly TestFolder _folder = new();
    private readonly string? _postgresName;
    private readonly List<ServiceProvider> _nodes = [];

    private TestDatabase(Engine engine)
    {
        Engine = engine;
        _postgresName = engine is Engine.Postgres ? PostgresServer.NewName("test") : null;
        Address = _postgresName is null ? $"file:{_folder["convoweb.db"]}" : PostgresServer.NewAddress(_postgresName);
        Url = DatabaseUrl.TryParse(Address, out var url, out var error) ? url : throw new InvalidOperationException(error);
    }

    public Engine Engine { get; }

    /// <summary>What <c>DB_URL</c> is set to.</summary>
    public string Address { get; }

    public DatabaseUrl Url { get; }

    /// <summary>A folder that goes with it: where the SQLite file is.</summary>
    public string Folder => _folder.Path;

    public IServiceProvider Services => _nodes.Count > 0 ? _nodes[0] : AddNode();

    public IDatabase Database => Services.GetRequiredService<IDatabase>();

    public IDbContextFactory<ConvoDbContext> Contexts => Services.GetRequiredService<IDbContextFactory<ConvoDbContext>>();

    /// <summary>With the schema of this version in it.</summary>
    public static async Task<TestDatabase> CreateAsync(Engine engine)
    {
        var database = Reserve(engine);
        await database.FillAsync();
        return database;
    }

    /// <summary>With nothing in it: no tables, on SQLite not even a file.</summary>
    public static async Task<TestDatabase> CreateEmptyAsync(Engine engine)
    {
        var database = Reserve(engine);
        if (database._postgresName is not null)
        {
            await PostgresServer.CreateEmptyAsync(database._postgresName);
        }

        return database;
    }

    /// <summary>For <see cref="ConvoWebApp"/>, whose constructor cannot wait: <see cref="FillAsync"/> comes later.</summary>
    internal static TestDatabase Reserve(Engine engine) => new(engine);

    internal async Task FillAsync()
    {
        if (_postgresName is not null)
        {
            await PostgresServer.CreateMigratedAsync(_postgresName);
        }
        else
        {
            File.Copy(await SqliteTemplate.Value, ((SqliteUrl)Url).Path);
        }
    }

    /// <summary>The data layer once more, as another node of the same installation has it.</summary>
    public IServiceProvider AddNode()
    {
        var node = new ServiceCollection().AddConvoData(Url).BuildServiceProvider();
        _nodes.Add(node);
        return node;
    }

    public async Task<Conversation> AddConversationAsync(string title = "Trip to Oslo", string owner = "alice", Action<Conversation>? change = null)
    {
        var now = new DateTimeOffset(2026, 11, 21, 9, 32, 0, TimeSpan.Zero);
        var conversation = new Conversation
        {
            Id = Guid.CreateVersion7(),
            OwnerId = owner,
            Title = title,
            TitleKey = Conversation.TitleKeyOf(title),
            CreatedAt = now,
            UpdatedAt = now,
            StoredAt = now,
            LastMessageAt = now,
        };
        change?.Invoke(conversation);
        await Database.WriteAsync(
            async db =>
            {
                db.Context.Add(conversation);
                return await db.Context.SaveChangesAsync();
            },
            CancellationToken.None);
        return conversation;
    }

    /// <summary>Reads one value by plain SQL, past everything that the product does.</summary>
    public async Task<T?> ScalarAsync<T>(string sql, params (string Name, object? Value)[] parameters)
    {
        await using var db = await Database.ReadAsync(CancellationToken.None);
        return await db.Statement(sql, parameters).ExecuteScalarAsync() is T value ? value : default;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        if (_postgresName is not null)
        {
            await PostgresServer.DropAsync(_postgresName);
        }
        else
        {
            // EF Core's readers come from the provider's own pool.
            using var connection = new SqliteConnection(SqliteConnections.PooledReads((SqliteUrl)Url));
            SqliteConnection.ClearPool(connection);
        }

        _folder.Dispose();
    }

    private static async Task<string> CreateSqliteTemplateAsync()
    {
        var folder = new TestFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        var url = new SqliteUrl(folder["template.db"]);
        await using var services = new ServiceCollection().AddConvoData(url).BuildServiceProvider();
        await services.GetRequiredService<IDatabase>().PrepareAsync(CancellationToken.None);
        return url.Path;
    }
}
