using Microsoft.EntityFrameworkCore;

namespace ConvoWeb.Data.Providers.Sqlite;

internal sealed class SqliteConvoDbContext(DbContextOptions<SqliteConvoDbContext> options) : ConvoDbContext(options);
