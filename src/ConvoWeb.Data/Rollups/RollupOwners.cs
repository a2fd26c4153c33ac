using System.Globalization;
using ConvoWeb.Data.Providers;

namespace ConvoWeb.Data.Rollups;

/// <summary>In which time zones owners' days are counted, and which counting of their history is the one to read.</summary>
public static class RollupOwners
{
    private const string Columns = "era, time_zone, is_chosen, next_era, next_time_zone, counted_at, counted_to";

    /// <summary>What a writer counts by; it stays so until the transaction ends.</summary>
    internal static async ValueTask<RollupOwner> TakePartAsync(DatabaseScope db, string ownerId)
    {
        if (await FindAsync(db, ownerId, db.ForShare) is { } owner)
        {
            return owner;
        }

        await AddAsync(db, ownerId);
        return (await FindAsync(db, ownerId, db.ForShare))!;
    }

    /// <summary>As <see cref="LockAsync"/>, of one who may have nothing yet.</summary>
    internal static async ValueTask<RollupOwner> LockNewAsync(DatabaseScope db, string ownerId)
    {
        await AddAsync(db, ownerId);
        return (await LockAsync(db, ownerId))!;
    }

    /// <summary>Null: nothing was ever counted.</summary>
    public static ValueTask<RollupOwner?> FindAsync(DatabaseScope db, string ownerId) => FindAsync(db, ownerId, "");

    /// <summary>Nobody else counts meanwhile.</summary>
    internal static ValueTask<RollupOwner?> LockAsync(DatabaseScope db, string ownerId)
    {
        db.Rollups.Forget(ownerId);
        return FindAsync(db, ownerId, db.ForUpdate);
    }

    /// <summary>On a machine that does not know it, UTC: nothing that is written must fail for it.</summary>
    public static TimeZoneInfo ZoneOf(string id) => TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : TimeZoneInfo.Utc;

    /// <summary>Whether a conversation is in the era that is being counted.</summary>
    internal static bool HasCounted(RollupOwner owner, in ConversationKey conversation)
    {
        if (owner.CountedTo.Length == 0)
        {
            return false;
        }

        var order = conversation.CreatedAt.ToUnixTimeMilliseconds().CompareTo(owner.CountedAt.ToUnixTimeMilliseconds());
        return order < 0 || (order == 0 && string.CompareOrdinal(conversation.Id.ToString("D", CultureInfo.InvariantCulture), owner.CountedTo) <= 0);
    }

    private static async ValueTask AddAsync(DatabaseScope db, string ownerId) =>
        await db.ExecuteAsync(
            $"INSERT INTO rollup_owners (owner_id, {Columns}) VALUES (@owner, 1, 'UTC', FALSE, NULL, NULL, 0, '') ON CONFLICT DO NOTHING",
            ("@owner", ownerId));

    private static async ValueTask<RollupOwner?> FindAsync(DatabaseScope db, string ownerId, string locking)
    {
        await using var row = await db
            .Statement($"SELECT {Columns} FROM rollup_owners WHERE owner_id = @owner {locking}", ("@owner", ownerId))
            .ExecuteReaderAsync();
        return await row.ReadAsync()
            ? new RollupOwner
            {
                OwnerId = ownerId,
                Era = row.GetInt32(0),
                TimeZone = row.GetString(1),
                IsChosen = row.GetBoolean(2),
                NextEra = row.NumberOrNull(3),
                NextTimeZone = row.TextOrNull(4),
                CountedAt = row.Time(5),
                CountedTo = row.GetString(6),
            }
            : null;
    }
}
