using Microsoft.EntityFrameworkCore;

namespace ConvoWeb.Data.Providers.Postgres;

internal sealed class PostgresConvoDbContext(DbContextOptions<PostgresConvoDbContext> options) : ConvoDbContext(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configuration)
    {
        base.ConfigureConventions(configuration);

        // Text compares byte by byte, as on SQLite: the same order, and the same cursors, on both databases.
        configuration.Properties<string>().UseCollation("C");
        configuration.Properties<Guid>().UseCollation("C");
    }
}
