using ConvoWeb.Data.Providers;

namespace ConvoWeb.Data.Idempotency;

/// <summary>What the client calls its request, and what the request was.</summary>
public sealed record IdempotencyKey(string Key, string RequestHash)
{
    public const int MaxLength = 200;
}

/// <summary>The key was used before, for another request.</summary>
public sealed class IdempotencyMismatchException()
    : Exception("The same Idempotency-Key came with another request before. Use a new key for a new request.");

/// <summary>Remembers for a day, in the transaction of the request itself, that it was done.</summary>
public static class IdempotencyWrites
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromHours(24);

    /// <summary>What the same request made before; null when it is new.</summary>
    /// <exception cref="IdempotencyMismatchException">The key belongs to another request.</exception>
    public static async ValueTask<Guid?> FindAsync(DatabaseScope db, string ownerId, IdempotencyKey? key, DateTimeOffset now)
    {
        if (key is null)
        {
            return null;
        }

        await using var row = await db
            .Statement(
                """
                SELECT request_hash, resource_id FROM idempotency_records
                WHERE owner_id = @owner AND key = @key AND created_at > @oldest
                """,
                ("@owner", ownerId),
                ("@key", key.Key),
                ("@oldest", now - KeptFor))
            .ExecuteReaderAsync();
        if (!await row.ReadAsync())
        {
            return null;
        }

        return row.GetString(0) == key.RequestHash ? row.Id(1) : throw new IdempotencyMismatchException();
    }

    /// <summary>What the same request made before is gone; doing it again would make a second one.</summary>
    public static ConflictException Removed() =>
        new("This Idempotency-Key made something that was removed since. Use a new key to make it anew.");

    public static async ValueTask RememberAsync(
        DatabaseScope db, string ownerId, IdempotencyKey? key, int status, Guid resourceId, DateTimeOffset now)
    {
        if (key is null)
        {
            return;
        }

        await db.ExecuteAsync("DELETE FROM idempotency_records WHERE created_at <= @oldest", ("@oldest", now - KeptFor));
        await db.ExecuteAsync(
            """
            INSERT INTO idempotency_records (owner_id, key, request_hash, status, resource_id, created_at)
            VALUES (@owner, @key, @request_hash, @status, @resource_id, @created_at)
            """,
            ("@owner", ownerId),
            ("@key", key.Key),
            ("@request_hash", key.RequestHash),
            ("@status", status),
            ("@resource_id", resourceId),
            ("@created_at", now));
    }
}
