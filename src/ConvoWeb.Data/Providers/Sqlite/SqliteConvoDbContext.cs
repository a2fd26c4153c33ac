using ConvoWeb.Data.Conversations;
using Microsoft.EntityFrameworkCore;

namespace ConvoWeb.Data.Providers.Sqlite;

internal sealed class SqliteConvoDbContext(DbContextOptions<SqliteConvoDbContext> options) : ConvoDbContext(options)
{
    protected override void OnModelCreating(ModelBuilder model)
    {
        base.OnModelCreating(model);

        var message = model.Entity<Message>();
        message.Property(m => m.HasCode).HasComputedColumnSql("instr(content, '```') > 0");
        message.Property(m => m.HasLink).HasComputedColumnSql("instr(content, '://') > 0");
    }
}
