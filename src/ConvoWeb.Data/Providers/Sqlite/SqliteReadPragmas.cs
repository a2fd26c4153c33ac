using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ConvoWeb.Data.Providers.Sqlite;

/// <summary>EF Core's connections read only, and put nothing into temporary files either.</summary>
internal sealed class SqliteReadPragmas : DbConnectionInterceptor
{
    private const string Pragmas = "PRAGMA temp_store = MEMORY; PRAGMA query_only = ON;";

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        command.ExecuteNonQuery();
    }

    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        ConnectionOpened(connection, eventData);
        return Task.CompletedTask;
    }
}
