using System.Net.Sockets;
using Npgsql;

namespace ConvoWeb.Data.Providers.Postgres;

internal static class PostgresFaults
{
    /// <summary>Somebody else was there at the same time, or first: done again, the work sees what they did.</summary>
    public static bool IsWorthAnotherTry(Exception exception) =>
        Find<PostgresException>(exception)?.SqlState
            is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.UniqueViolation
                or PostgresErrorCodes.ForeignKeyViolation;

    public static DatabaseFaultException? Translate(Exception exception, DatabaseUrl url)
    {
        if (Find<PostgresException>(exception) is { } error)
        {
            return error.SqlState switch
            {
                PostgresErrorCodes.DiskFull =>
                    new(DatabaseFaultKind.DiskFull, $"The disk of {url.Display} is full. Nothing of this request was stored; free some space and send it again.", error),
                PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted =>
                    new(DatabaseFaultKind.Corrupt, $"{url.Display} is damaged ({error.MessageText}).", error),
                PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
                    new(DatabaseFaultKind.Unavailable, $"{url.Display} refuses the user or password of DB_URL.", error),
                PostgresErrorCodes.InvalidCatalogName =>
                    new(DatabaseFaultKind.Unavailable, $"{url.Display}: that database does not exist; create it with createdb.", error),
                PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.InsufficientPrivilege =>
                    new(DatabaseFaultKind.Unavailable, $"{url.Display} cannot be written ({error.MessageText}).", error),
                _ when error.SqlState.StartsWith("57P", StringComparison.Ordinal)
                    || error.SqlState.StartsWith("53", StringComparison.Ordinal)
                    || error.SqlState.StartsWith("08", StringComparison.Ordinal) =>
                    new(DatabaseFaultKind.Unavailable, $"{url.Display} is not serving at the moment ({error.MessageText}).", error),
                _ => null,
            };
        }

        // Not an answer of the server: it could not be reached, or the connection broke.
        return Find<NpgsqlException>(exception) is not null || Find<SocketException>(exception) is not null
            ? new DatabaseFaultException(DatabaseFaultKind.Unavailable, $"{url.Display} cannot be reached. A write may be sent again with the same Idempotency-Key.", exception)
            : null;
    }

    private static TException? Find<TException>(Exception? exception)
        where TException : Exception
    {
        while (exception is not null and not TException)
        {
            exception = exception.InnerException;
        }

        return (TException?)exception;
    }
}
