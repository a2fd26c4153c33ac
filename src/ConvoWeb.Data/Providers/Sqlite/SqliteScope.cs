using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace ConvoWeb.Data.Providers.Sqlite;

/// <summary>One connection with the statements that were prepared on it.</summary>
internal sealed class SqliteScope(SqliteConnection connection, Action<SqliteScope>? giveBack = null) : DatabaseScope
{
    /// <summary>There are as many as there are combinations of filters: no more are kept than are likely to come again.</summary>
    private const int MaxStatements = 200;

    private readonly Dictionary<string, SqliteCommand> _statements = new(StringComparer.Ordinal);
    private DbContextOptions<SqliteConvoDbContext>? _contextOptions;
    private SqliteConvoDbContext? _context;
    private SqliteTransaction? _transaction;

    public override string ForUpdate => "";

    public override string ForShare => "";

    public override int RowsPerStatement => 1;

    public override string BeginSnapshot => "BEGIN";

    public override ConvoDbContext Context
    {
        get
        {
            if (_context is null)
            {
                _contextOptions ??= new DbContextOptionsBuilder<SqliteConvoDbContext>().UseSqlite(connection).Options;
                _context = new SqliteConvoDbContext(_contextOptions);
                _context.Database.UseTransaction(_transaction);
            }

            return _context;
        }
    }

    public override DbCommand Statement(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        if (!_statements.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            _statements.Add(sql, command);
        }

        command.Transaction = _transaction;
        Bind(command, parameters);
        return command;
    }

    public override CancellationTokenRegistration EndStatementsOn(CancellationToken cancellationToken) =>
        cancellationToken.Register(() => SQLitePCL.raw.sqlite3_interrupt(connection.Handle));

    public void Begin() => _transaction = connection.BeginTransaction(deferred: false);

    public void Commit()
    {
        _transaction!.Commit();
        _transaction.Dispose();
        _transaction = null;
    }

    public void Savepoint()
    {
        Statement("SAVEPOINT work").ExecuteNonQuery();
        Rollups.Begin();
    }

    public void Release()
    {
        EndContext();
        Statement("RELEASE work").ExecuteNonQuery();
        Rollups.Join();
    }

    public void RollBackToSavepoint()
    {
        EndContext();
        Rollups.Undo();
        Statement("ROLLBACK TO work").ExecuteNonQuery();
        Statement("RELEASE work").ExecuteNonQuery();
    }

    public void Close()
    {
        try
        {
            EndContext();
            Forget();
            _transaction?.Dispose(); // rolls back, which a broken file may refuse
        }
        finally
        {
            connection.Dispose(); // and with it the lock
        }
    }

    public override ValueTask DisposeAsync()
    {
        EndContext();
        if (_statements.Count > MaxStatements)
        {
            Forget();
        }

        giveBack?.Invoke(this);
        return ValueTask.CompletedTask;
    }

    private void Forget()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        _statements.Clear();
    }

    private void EndContext()
    {
        _context?.Dispose();
        _context = null;
    }
}
