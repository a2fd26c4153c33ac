using ConvoWeb.Data.Conversations;
using Microsoft.EntityFrameworkCore;

namespace ConvoWeb.Data.Providers.Postgres;

internal sealed class PostgresConvoDbContext(DbContextOptions<PostgresConvoDbContext> options) : ConvoDbContext(options)
{
    protected override void OnModelCreating(ModelBuilder model)
    {
        base.OnModelCreating(model);

        var message = model.Entity<Message>();
        message.Property(m => m.HasAudio).Metadata.SetIsStored(true);
        message.Property(m => m.HasCode).HasComputedColumnSql("strpos(content, '```') > 0", stored: true);
        message.Property(m => m.HasLink).HasComputedColumnSql("strpos(content, '://') > 0", stored: true);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configuration)
    {
        base.ConfigureConventions(configuration);

        // Text compares byte by byte, as on SQLite: the same order, and the same cursors, on both databases.
        configuration.Properties<string>().UseCollation("C");
        configuration.Properties<Guid>().UseCollation("C");
    }
}
