using ConvoWeb.Data.Providers;
using ConvoWeb.Data.Providers.Postgres;
using ConvoWeb.Data.Providers.Sqlite;
using ConvoWeb.Data.Search;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ConvoWeb.Data;

public static class DataServiceCollectionExtensions
{
    /// <summary>
    /// <see cref="IDatabase"/> for writes and hot reads, <c>IDbContextFactory&lt;ConvoDbContext&gt;</c> for the other reads,
    /// <see cref="IMessageIndex"/> for the upkeep of the full-text index: on the database that <paramref name="url"/> names.
    /// </summary>
    public static IServiceCollection AddConvoData(this IServiceCollection services, DatabaseUrl url)
    {
        switch (url)
        {
            case SqliteUrl sqlite:
                services.AddSingleton<IDatabase>(_ => new SqliteDatabase(sqlite));
                services.AddSingleton<SearchDialect, SqliteSearchDialect>();
                services.AddSingleton<IMessageIndex, SqliteMessageIndex>();
                services.AddPooledDbContextFactory<SqliteConvoDbContext>(options => options
                    .UseSqlite(SqliteConnections.PooledReads(sqlite))
                    .AddInterceptors(new SqliteReadPragmas())
                    .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking));
                services.AddSingleton<IDbContextFactory<ConvoDbContext>, ProviderContextFactory<SqliteConvoDbContext>>();
                break;

            case PostgresUrl postgres:
                var database = new PostgresDatabase(postgres);
                services.AddSingleton<IDatabase>(_ => database);
                services.AddSingleton<SearchDialect, PostgresSearchDialect>();
                services.AddSingleton<IMessageIndex>(_ => new PostgresMessageIndex(database));
                services.AddPooledDbContextFactory<PostgresConvoDbContext>(options => options
                    .UseNpgsql(database.Source)
                    .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking));
                services.AddSingleton<IDbContextFactory<ConvoDbContext>, ProviderContextFactory<PostgresConvoDbContext>>();
                break;

            default:
                throw new ArgumentOutOfRangeException(nameof(url), url, "No provider serves it.");
        }

        return services;
    }

    /// <summary>The features know the model; only this knows which provider's context it is.</summary>
    private sealed class ProviderContextFactory<TContext>(IDbContextFactory<TContext> contexts) : IDbContextFactory<ConvoDbContext>
        where TContext : ConvoDbContext
    {
        public ConvoDbContext CreateDbContext() => contexts.CreateDbContext();

        public async Task<ConvoDbContext> CreateDbContextAsync(CancellationToken cancellationToken = default) =>
            await contexts.CreateDbContextAsync(cancellationToken);
    }
}
