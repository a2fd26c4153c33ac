using ConvoWeb.Data.Providers;

namespace ConvoWeb.Data.Rollups;

/// <summary>
/// Counts an owner's history anew, as the next era, a few conversations at a time, while everybody goes on writing. Each step is
/// a transaction of its own: a process that is killed goes on where it was, and two that do it at once take turns.
/// </summary>
public static class RollupRecount
{
    private const int ConversationsAtOnce = 50;

    private const int RowsAtOnce = 5000;

    /// <summary>Of the owners whose history is being counted, some.</summary>
    public static async ValueTask<IReadOnlyList<string>> FindOwnersAsync(DatabaseScope db, int limit)
    {
        List<string> owners = [];
        await using var row = await db
            .Statement("SELECT owner_id FROM rollup_owners WHERE next_era IS NOT NULL LIMIT @limit", ("@limit", limit))
            .ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            owners.Add(row.GetString(0));
        }

        return owners;
    }

    /// <summary>Begins, or begins again in another time zone.</summary>
    /// <param name="isChosen">It is the owner's own choice; null: it is whatever it was.</param>
    public static async ValueTask BeginAsync(DatabaseScope db, string ownerId, string? timeZone, bool? isChosen)
    {
        var owner = await RollupOwners.LockNewAsync(db, ownerId);
        await db.ExecuteAsync(
            """
            UPDATE rollup_owners SET next_era = @next_era, next_time_zone = @zone, is_chosen = @is_chosen, counted_at = 0, counted_to = ''
            WHERE owner_id = @owner
            """,
            ("@next_era", Math.Max(owner.Era, owner.NextEra ?? 0) + 1),
            ("@zone", timeZone ?? owner.NextTimeZone ?? owner.TimeZone),
            ("@is_chosen", isChosen ?? owner.IsChosen),
            ("@owner", ownerId));
    }

    /// <summary>The owner's own choice: counted anew where the zone has other days and hours than the one before.</summary>
    public static async ValueTask ChooseAsync(DatabaseScope db, string ownerId, TimeZoneInfo zone)
    {
        var owner = await RollupOwners.LockNewAsync(db, ownerId);
        if (!zone.HasSameRules(RollupOwners.ZoneOf(owner.NextTimeZone ?? owner.TimeZone)))
        {
            await BeginAsync(db, ownerId, zone.Id, isChosen: true);
            return;
        }

        await db.ExecuteAsync(
            $"UPDATE rollup_owners SET {(owner.NextEra is null ? "time_zone" : "next_time_zone")} = @zone, is_chosen = TRUE WHERE owner_id = @owner",
            ("@zone", zone.Id),
            ("@owner", ownerId));
    }

    /// <summary>Counts some more conversations; those that come now are in both eras already. False when all are counted, and the new era is the one to read.</summary>
    public static async ValueTask<bool> CountSomeAsync(DatabaseScope db, string ownerId)
    {
        // Whoever writes holds the row until they have committed: what is read here is all that was written before it was locked.
        if (await RollupOwners.LockAsync(db, ownerId) is not { NextEra: { } next } owner)
        {
            return false;
        }

        var some = await StoredConversations.AfterAsync(db, ownerId, new StoredConversations.Place(owner.CountedAt, owner.CountedTo), ConversationsAtOnce);
        await ConversationRollups.AddAsync(db, ownerId, some.Counted);
        db.Rollups.SumUp(ownerId, (next, RollupOwners.ZoneOf(owner.NextTimeZone!)));
        if (some.Read < ConversationsAtOnce)
        {
            await db.ExecuteAsync(
                """
                UPDATE rollup_owners SET era = next_era, time_zone = next_time_zone, next_era = NULL, next_time_zone = NULL, counted_at = 0, counted_to = ''
                WHERE owner_id = @owner
                """,
                ("@owner", ownerId));
            return false;
        }

        await db.ExecuteAsync(
            "UPDATE rollup_owners SET counted_at = @at, counted_to = @to WHERE owner_id = @owner",
            ("@at", some.Last.CreatedAt),
            ("@to", some.Last.Id),
            ("@owner", ownerId));
        return true;
    }

    /// <summary>Removes some of what earlier eras left. False when nothing is left.</summary>
    public static async ValueTask<bool> ForgetSomeAsync(DatabaseScope db, string ownerId) =>
        await RollupOwners.FindAsync(db, ownerId) is { } owner
        && await db.ExecuteAsync(
            """
            DELETE FROM rollups
            WHERE owner_id = @owner AND (era, kind, at, personality_id, name) IN (
                SELECT era, kind, at, personality_id, name FROM rollups
                WHERE owner_id = @owner AND era < @era LIMIT @limit)
            """,
            ("@owner", ownerId),
            ("@era", owner.Era),
            ("@limit", RowsAtOnce)) > 0;
}
