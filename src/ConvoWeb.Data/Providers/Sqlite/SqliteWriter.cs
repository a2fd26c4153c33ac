namespace ConvoWeb.Data.Providers.Sqlite;

/// <summary>
/// The one writer of a SQLite file. Everybody who waits is put into one transaction, so that one <c>fsync</c> makes all
/// of them durable; each is undone alone when it fails. A thread of its own: it blocks on the disk all day.
/// </summary>
internal sealed class SqliteWriter(SqliteUrl url) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private List<Write> _waiting = [];
    private List<Write> _group = [];
    private SqliteScope? _scope;
    private Thread? _thread;
    private bool _closing;

    public Task<T> WriteAsync<T>(Func<DatabaseScope, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        var write = new Write<T>(work, cancellationToken);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closing, this);
            if (_thread is null)
            {
                _thread = new Thread(Run) { IsBackground = true, Name = "SQLite writer" };
                _thread.Start();
            }

            _waiting.Add(write);
            if (_waiting.Count == 1)
            {
                _arrived.Release();
            }
        }

        return write.Task;
    }

    /// <summary>Everything that was handed in is committed first.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_closing)
            {
                return;
            }

            _closing = true;
            _arrived.Release();
            if (_thread is null)
            {
                _ended.SetResult();
            }
        }

        await _ended.Task;
    }

    private void Run()
    {
        while (TakeGroup())
        {
            CommitGroup();
            _group.Clear();
        }

        CloseScope();
        _ended.SetResult();
    }

    private bool TakeGroup()
    {
        while (true)
        {
            _arrived.Wait();
            lock (_gate)
            {
                if (_waiting.Count > 0)
                {
                    (_waiting, _group) = (_group, _waiting);
                    if (_closing)
                    {
                        _arrived.Release();
                    }

                    return true;
                }

                if (_closing)
                {
                    return false;
                }
            }
        }
    }

    private void CommitGroup()
    {
        try
        {
            if (_scope is not null && !File.Exists(url.Path))
            {
                CloseScope(); // nobody would find again what is written to a file without a name
            }

            _scope ??= new SqliteScope(SqliteConnections.OpenWriter(url));
            _scope.Begin();
            foreach (var write in _group)
            {
                RunOne(_scope, write);
            }

            Complete(_scope.Rollups.FlushAsync(_scope));
            _scope.Commit();
        }
        catch (Exception exception)
        {
            // The transaction is gone, and with it what everybody in the group did. The next group opens the file anew.
            CloseScope();
            foreach (var write in _group)
            {
                write.Fail(exception);
            }

            return;
        }

        foreach (var write in _group)
        {
            write.Complete();
        }
    }

    private static void RunOne(SqliteScope scope, Write write)
    {
        if (!write.Begin())
        {
            return;
        }

        scope.Savepoint();
        try
        {
            write.Run(scope);
            Complete(scope.Rollups.SumUpAsync(scope));
            scope.Release();
        }
        catch (Exception exception) when (!SqliteFaults.EndsTransaction(exception))
        {
            scope.RollBackToSavepoint();
            write.Fail(exception);
        }
    }

    /// <summary>SQLite's asynchronous methods complete synchronously, so this does not wait.</summary>
    private static void Complete(ValueTask task)
    {
        if (!task.IsCompletedSuccessfully)
        {
            task.AsTask().GetAwaiter().GetResult();
        }
    }

    private void CloseScope()
    {
        try
        {
            _scope?.Close();
        }
        catch (Microsoft.Data.Sqlite.SqliteException)
        {
            // It could not roll back; the connection is closed either way.
        }

        _scope = null;
    }

    private abstract class Write
    {
        /// <summary>False when the caller gave up before its turn.</summary>
        public abstract bool Begin();

        public abstract void Run(SqliteScope scope);

        public abstract void Complete();

        public abstract void Fail(Exception exception);
    }

    private sealed class Write<T>(Func<DatabaseScope, ValueTask<T>> work, CancellationToken cancellationToken) : Write
    {
        // Continuations must not run on the writer's thread.
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T _result = default!;

        public Task<T> Task => _done.Task;

        public override bool Begin()
        {
            if (cancellationToken.IsCancellationRequested)
            {
                _done.TrySetCanceled(cancellationToken);
                return false;
            }

            return true;
        }

        public override void Run(SqliteScope scope)
        {
            // SQLite's asynchronous methods complete synchronously, so this does not wait.
            var task = work(scope);
            _result = task.IsCompletedSuccessfully ? task.GetAwaiter().GetResult() : task.AsTask().GetAwaiter().GetResult();
        }

        public override void Complete() => _done.TrySetResult(_result);

        public override void Fail(Exception exception) => _done.TrySetException(exception);
    }
}
