using System.Security.Cryptography;
using System.Text;
using ConvoWeb.Data.Conventions;
using ConvoWeb.Data.Providers;

namespace ConvoWeb.Data.Privacy;

/// <summary>Writes receipts, and knows by them again what was purged.</summary>
public static class PurgeReceipts
{
    /// <summary>When the conversation was purged that has this id, or came from there; null when none was.</summary>
    public static async ValueTask<DateTimeOffset?> FindAsync(DatabaseScope db, string ownerId, Guid? id, string? source, string? externalId)
    {
        if (await ReadKeyAsync(db, ownerId) is not { } key)
        {
            return null; // nothing of theirs was ever purged
        }

        return await db
            .Statement(
                "SELECT max(purged_at) FROM purge_receipts WHERE owner_id = @owner AND (conversation_id = @id OR origin_hash = @hash)",
                ("@owner", ownerId),
                ("@id", id ?? Guid.Empty),
                ("@hash", externalId is null ? "" : HashOf(key, source, externalId)))
            .ExecuteScalarAsync() is long at
            ? DateTimeOffset.FromUnixTimeMilliseconds(at)
            : null;
    }

    /// <summary>Whether anything of theirs was purged at this time or later.</summary>
    public static async ValueTask<bool> AreSinceAsync(DatabaseScope db, string ownerId, DateTimeOffset at) =>
        await db
            .Statement("SELECT 1 FROM purge_receipts WHERE owner_id = @owner AND purged_at >= @at LIMIT 1", ("@owner", ownerId), ("@at", at))
            .ExecuteScalarAsync() is not null;

    /// <summary>Those of them that were purged and are not there again.</summary>
    public static async ValueTask<IReadOnlyList<Guid>> AmongAsync(DatabaseScope db, IReadOnlyList<Guid> ids)
    {
        var purged = new List<Guid>();
        var parameters = new StatementParameters();
        await using var row = await db
            .Statement(
                $"""
                SELECT r.conversation_id FROM purge_receipts r
                WHERE r.conversation_id IN ({parameters.AddAll(ids)})
                  AND NOT EXISTS (SELECT 1 FROM conversations c WHERE c.id = r.conversation_id AND c.owner_id = r.owner_id)
                """,
                parameters.Values)
            .ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            purged.Add(row.Id(0));
        }

        return purged;
    }

    internal static async ValueTask AddAsync(DatabaseScope db, PurgeReceipt receipt) => await db.ExecuteAsync(
        """
        INSERT INTO purge_receipts (conversation_id, owner_id, purged_at, reason, messages, files, exports, origin_hash)
        VALUES (@id, @owner, @purged_at, @reason, @messages, @files, @exports, @origin_hash)
        ON CONFLICT (conversation_id) DO UPDATE SET
            purged_at = excluded.purged_at, reason = excluded.reason, messages = excluded.messages, files = excluded.files,
            exports = excluded.exports, origin_hash = excluded.origin_hash
        """,
        ("@id", receipt.ConversationId),
        ("@owner", receipt.OwnerId),
        ("@purged_at", receipt.PurgedAt),
        ("@reason", Words<PurgeReason>.Of(receipt.Reason)),
        ("@messages", receipt.Messages),
        ("@files", receipt.Files),
        ("@exports", receipt.Exports),
        ("@origin_hash", receipt.OriginHash));

    internal static async ValueTask<string> HashAsync(DatabaseScope db, string ownerId, string? source, string externalId)
    {
        await OwnerPrivacyWrites.AddAsync(db, ownerId);
        return HashOf((await ReadKeyAsync(db, ownerId))!, source, externalId);
    }

    private static string HashOf(byte[] key, string? source, string externalId) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{source}\n{externalId}")));

    private static async ValueTask<byte[]?> ReadKeyAsync(DatabaseScope db, string ownerId) =>
        await db.Statement("SELECT receipt_key FROM owner_privacy WHERE owner_id = @owner", ("@owner", ownerId)).ExecuteScalarAsync() as byte[];
}
