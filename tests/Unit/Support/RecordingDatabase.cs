using System.Collections.Concurrent;
using System.Data.Common;
using ConvoWeb.Data;
using ConvoWeb.Data.Providers;

namespace ConvoWeb.Tests.Unit.Support;

/// <summary>A database that remembers what it was asked.</summary>
public sealed class RecordingDatabase(IDatabase database) : IDatabase
{
    /// <summary>The values of each statement, by its text.</summary>
    public ConcurrentDictionary<string, (string Name, object? Value)[]> Statements { get; } = new(StringComparer.Ordinal);

    /// <summary>What can end its statements.</summary>
    public ConcurrentBag<CancellationToken> Ends { get; } = [];

    public DatabaseUrl Url => database.Url;

    public Task PrepareAsync(CancellationToken cancellationToken) => database.PrepareAsync(cancellationToken);

    public Task PingAsync(CancellationToken cancellationToken) => database.PingAsync(cancellationToken);

    public Task<long> SizeAsync(CancellationToken cancellationToken) => database.SizeAsync(cancellationToken);

    public Task<bool> ClearRemovedAsync(CancellationToken cancellationToken) => database.ClearRemovedAsync(cancellationToken);

    public async ValueTask<DatabaseScope> ReadAsync(CancellationToken cancellationToken) =>
        new Scope(await database.ReadAsync(cancellationToken), this);

    public Task<T> WriteAsync<T>(Func<DatabaseScope, ValueTask<T>> work, CancellationToken cancellationToken) =>
        database.WriteAsync(work, cancellationToken);

    public ValueTask DisposeAsync() => database.DisposeAsync();

    private sealed class Scope(DatabaseScope scope, RecordingDatabase recording) : DatabaseScope
    {
        public override string ForUpdate => scope.ForUpdate;

        public override string ForShare => scope.ForShare;

        public override int RowsPerStatement => scope.RowsPerStatement;

        public override string BeginSnapshot => scope.BeginSnapshot;

        public override ConvoDbContext Context => scope.Context;

        public override DbCommand Statement(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
        {
            recording.Statements[sql] = parameters.ToArray();
            return scope.Statement(sql, parameters);
        }

        public override CancellationTokenRegistration EndStatementsOn(CancellationToken cancellationToken)
        {
            recording.Ends.Add(cancellationToken);
            return scope.EndStatementsOn(cancellationToken);
        }

        public override ValueTask DisposeAsync() => scope.DisposeAsync();
    }
}
