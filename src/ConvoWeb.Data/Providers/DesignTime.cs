using ConvoWeb.Data.Providers.Postgres;
using ConvoWeb.Data.Providers.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace ConvoWeb.Data.Providers;

/// <summary>For <c>dotnet ef migrations add</c> alone; docs/decisions/migrations.md has the commands.</summary>
internal sealed class SqliteDesignTimeFactory : IDesignTimeDbContextFactory<SqliteConvoDbContext>
{
    public SqliteConvoDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteConvoDbContext>().UseSqlite("Data Source=:memory:").Options);
}

/// <inheritdoc cref="SqliteDesignTimeFactory"/>
internal sealed class PostgresDesignTimeFactory : IDesignTimeDbContextFactory<PostgresConvoDbContext>
{
    public PostgresConvoDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgresConvoDbContext>().UseNpgsql("Host=localhost").Options);
}
