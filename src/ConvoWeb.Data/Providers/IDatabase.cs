namespace ConvoWeb.Data.Providers;

/// <summary>
/// The way to the database for everything that changes data, and for the measured hot reads.
/// (Other reads go through <c>IDbContextFactory&lt;ConvoDbContext&gt;</c>.)
/// When the database cannot do its work, its provider's exception comes through: <see cref="DatabaseFaults.Translate"/>
/// says what it means.
/// </summary>
public interface IDatabase : IAsyncDisposable
{
    DatabaseUrl Url { get; }

    /// <summary>Creates the schema or brings it up to date; safe when several nodes start at once.</summary>
    Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>Returns when a trivial read succeeds.</summary>
    Task PingAsync(CancellationToken cancellationToken);

    /// <summary>Bytes that all of it takes on the disk, without reading any of it.</summary>
    Task<long> SizeAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Clears what the database keeps of removed rows outside of its tables: SQLite's log, PostgreSQL's dead rows. False when somebody
    /// still reads an older state, or writes: then it is to be asked again.
    /// </summary>
    Task<bool> ClearRemovedAsync(CancellationToken cancellationToken);

    /// <summary>A connection for reading; give it back by disposing it.</summary>
    ValueTask<DatabaseScope> ReadAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Runs <paramref name="work"/> in one transaction: when the task completes, all of it is durable; when it throws,
    /// nothing of it is left. The work may run more than once (a deadlock is retried), so it only touches the scope.
    /// Once begun it is not cancelled, so that the caller always learns how it ended.
    /// </summary>
    Task<T> WriteAsync<T>(Func<DatabaseScope, ValueTask<T>> work, CancellationToken cancellationToken);
}
