using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace ConvoWeb.Data.Providers.Sqlite;

/// <summary>One file: one writer, and as many readers as ask, who never wait for it (WAL).</summary>
internal sealed class SqliteDatabase(SqliteUrl url) : IDatabase
{
    private const int MaxIdleReaders = 16;

    private readonly SqliteWriter _writer = new(url);

    /// <summary>The one used last comes first: it has read already what is asked for again.</summary>
    private readonly ConcurrentStack<SqliteScope> _idleReaders = [];
    private SqliteFileLock? _fileLock;
    private bool _closed;

    public DatabaseUrl Url => url;

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(url.Path)!);
            _fileLock ??= SqliteFileLock.Take(url);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            throw new DatabaseFaultException(
                DatabaseFaultKind.Unavailable,
                $"{url.Display} cannot be created or written ({exception.Message}). Its folder must be writable by the user that runs ConvoWeb.",
                exception);
        }

        await using var connection = SqliteConnections.OpenWriter(url);
        await using var context = new SqliteConvoDbContext(
            new DbContextOptionsBuilder<SqliteConvoDbContext>().UseSqlite(connection).Options);

        // EF Core locks migrations with a row, which a killed process leaves behind. The file lock already keeps others away.
        await context.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\"", cancellationToken);
        await SchemaUpdate.ApplyAsync(context, url, cancellationToken);
    }

    public async Task PingAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Also notices a file that was taken away or became unreadable, which open connections would not.
            await using var connection = SqliteConnections.OpenReader(url);
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT 1 FROM conversations LIMIT 1";
            await command.ExecuteScalarAsync(cancellationToken);
        }
        catch (SqliteException)
        {
            CloseIdleReaders();
            throw;
        }
    }

    public Task<long> SizeAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new[] { url.Path, $"{url.Path}-wal" }.Select(path => new FileInfo(path)).Where(file => file.Exists).Sum(file => file.Length));

    public async Task<bool> ClearRemovedAsync(CancellationToken cancellationToken)
    {
        // secure_delete has overwritten it in the pages; older states of those are in the log until it is emptied into the file.
        await using var connection = SqliteConnections.OpenWriter(url);
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA busy_timeout = 200; PRAGMA wal_checkpoint(TRUNCATE)";
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.NextResultAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken) && row.GetInt64(0) == 0;
    }

    public ValueTask<DatabaseScope> ReadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_closed, this);

        return ValueTask.FromResult<DatabaseScope>(
            _idleReaders.TryPop(out var idle) ? idle : new SqliteScope(SqliteConnections.OpenReader(url), GiveBack));
    }

    public Task<T> WriteAsync<T>(Func<DatabaseScope, ValueTask<T>> work, CancellationToken cancellationToken) =>
        _writer.WriteAsync(work, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _closed = true;
        await _writer.DisposeAsync();
        CloseIdleReaders();
        _fileLock?.Dispose();
    }

    private void GiveBack(SqliteScope reader)
    {
        if (_closed || _idleReaders.Count >= MaxIdleReaders)
        {
            reader.Close();
        }
        else
        {
            _idleReaders.Push(reader);
        }
    }

    private void CloseIdleReaders()
    {
        while (_idleReaders.TryPop(out var reader))
        {
            reader.Close();
        }
    }
}
