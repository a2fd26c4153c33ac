using System.Security.Cryptography.X509Certificates;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ConvoWeb.Data.Providers.Postgres;

/// <summary>A database that many nodes share: a transaction of its own for every write, rows locked in it, the server groups the commits.</summary>
internal sealed class PostgresDatabase(PostgresUrl url) : IDatabase
{
    /// <summary>Any number will do, as long as every node uses the same.</summary>
    private const long SchemaLock = 0x436F6E766F576562;

    private const int MaxTries = 5;

    private static readonly string[] TablesWithText = ["conversations", "conversation_tags", "messages", "deltas", "file_chunks", "files", "job_parts", "jobs"];

    private readonly NpgsqlDataSource _source = CreateSource(url);

    public DatabaseUrl Url => url;

    /// <summary>The pool that EF Core's reads share.</summary>
    public NpgsqlDataSource Source => _source;

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var context = new PostgresConvoDbContext(
            new DbContextOptionsBuilder<PostgresConvoDbContext>().UseNpgsql(connection).Options);

        // Nodes that start together go one after the other; the lock is gone with the connection.
        await context.Database.ExecuteSqlAsync($"SELECT pg_advisory_lock({SchemaLock})", cancellationToken);
        try
        {
            await SchemaUpdate.ApplyAsync(context, url, cancellationToken);
        }
        finally
        {
            await context.Database.ExecuteSqlAsync($"SELECT pg_advisory_unlock({SchemaLock})", CancellationToken.None);
        }
    }

    public async Task PingAsync(CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand("SELECT 1");
        await command.ExecuteScalarAsync(cancellationToken);
    }

    public async Task<long> SizeAsync(CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand("SELECT pg_database_size(current_database())");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public async Task<bool> ClearRemovedAsync(CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT now()";
        var begun = (DateTime)(await command.ExecuteScalarAsync(cancellationToken))!;

        // Pages without removed rows are passed over.
        command.CommandText = $"VACUUM (INDEX_CLEANUP ON) {string.Join(", ", TablesWithText)}";
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellationToken);

        // What such a one may still see was passed over as well.
        command.CommandText =
            "SELECT NOT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_xmin IS NOT NULL AND xact_start < $1)";
        command.Parameters.Add(new NpgsqlParameter { Value = begun });
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public async ValueTask<DatabaseScope> ReadAsync(CancellationToken cancellationToken) =>
        new PostgresScope(await _source.OpenConnectionAsync(cancellationToken));

    public async Task<T> WriteAsync<T>(Func<DatabaseScope, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryWriteAsync(work, cancellationToken);
            }
            catch (Exception exception) when (attempt < MaxTries && PostgresFaults.IsWorthAnotherTry(exception))
            {
                // Two writers met; nothing of ours is left, so it is done again.
            }
        }
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private async Task<T> TryWriteAsync<T>(Func<DatabaseScope, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested(); // a connection that is there already is given out without a look at it
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
        await using var scope = new PostgresScope(connection, transaction);

        var result = await work(scope);
        await scope.Rollups.SumUpAsync(scope);
        await scope.Rollups.FlushAsync(scope);
        await transaction.CommitAsync(CancellationToken.None);
        return result;
    }

    private static NpgsqlDataSource CreateSource(PostgresUrl url)
    {
        var source = new NpgsqlDataSourceBuilder(url.ConnectionString)
        {
            ConnectionStringBuilder =
            {
                ApplicationName = "ConvoWeb",
                MaxPoolSize = 40, // several nodes share the server's usual limit of 100
                MaxAutoPrepare = 100,
                Timeout = 5,
                CommandTimeout = 30,
                KeepAlive = 30,
            },
        };

        if (url.OnlyAt is { } address)
        {
            source.ConnectionStringBuilder.Host = address.ToString();

            // Kerberos would ask the machine that gives out its tickets.
            source.ConnectionStringBuilder.GssEncryptionMode = GssEncryptionMode.Disable;
            source.ConnectionStringBuilder.RequireAuth = "!GSS,!SSPI";
            source.UseSslClientAuthenticationOptionsCallback(tls =>
            {
                tls.TargetHost = url.Host;

                // What the server's certificate points to is not fetched.
                tls.CertificateChainPolicy = new X509ChainPolicy { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck };
            });
        }

        return source.Build();
    }
}
