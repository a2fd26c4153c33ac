using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ConvoWeb.Data.Providers.Postgres;

/// <summary>One pooled connection. The driver itself prepares the statements that come often.</summary>
internal sealed class PostgresScope(NpgsqlConnection connection, NpgsqlTransaction? transaction = null) : DatabaseScope
{
    private PostgresConvoDbContext? _context;

    public override string ForUpdate => "FOR UPDATE";

    public override string ForShare => "FOR SHARE";

    public override int RowsPerStatement => 50;

    public override string BeginSnapshot => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

    public override ConvoDbContext Context
    {
        get
        {
            if (_context is null)
            {
                _context = new PostgresConvoDbContext(
                    new DbContextOptionsBuilder<PostgresConvoDbContext>().UseNpgsql(connection).Options);
                _context.Database.UseTransaction(transaction);
            }

            return _context;
        }
    }

    public override DbCommand Statement(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = new NpgsqlCommand(sql, connection, transaction);
        Bind(command, parameters);
        return command;
    }

    public override async ValueTask DisposeAsync()
    {
        if (_context is not null)
        {
            await _context.DisposeAsync();
        }

        await connection.DisposeAsync();
    }
}
