using ConvoWeb.Data.Conversations;
using Microsoft.EntityFrameworkCore;

namespace ConvoWeb.Data.Providers.Sqlite;

internal sealed class SqliteConvoDbContext(DbContextOptions<SqliteConvoDbContext> options) : ConvoDbContext(options)
{
    protected override void OnModelCreating(ModelBuilder model)
    {
        base.OnModelCreating(model);

        // Triggers keep them: a search reads them of a thousand messages at once, without their texts.
        var message = model.Entity<Message>();
        message.Property(m => m.HasCode).HasDefaultValue(false);
        message.Property(m => m.HasLink).HasDefaultValue(false);
    }
}
