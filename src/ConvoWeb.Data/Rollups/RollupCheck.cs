using ConvoWeb.Data.Providers;

namespace ConvoWeb.Data.Rollups;

/// <summary>Counts the history anew and compares, both as they were at one moment.</summary>
public static class RollupCheck
{
    private const int ConversationsAtOnce = 50;

    /// <summary>All who have conversations, or something counted.</summary>
    public static async ValueTask<IReadOnlyList<string>> FindOwnersAsync(DatabaseScope db)
    {
        List<string> owners = [];
        await using var row = await db
            .Statement("SELECT owner_id FROM rollup_owners UNION SELECT owner_id FROM conversations UNION SELECT owner_id FROM rollups ORDER BY owner_id")
            .ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            owners.Add(row.GetString(0));
        }

        return owners;
    }

    /// <summary>One line for each sum that is not what the history comes to, and one when it is not counted yet.</summary>
    public static async ValueTask<IReadOnlyList<string>> CompareAsync(DatabaseScope db, string ownerId)
    {
        await using var moment = await db.FreezeAsync();
        if (await RollupOwners.FindAsync(db, ownerId) is not { } owner)
        {
            return [$"{ownerId}: nothing was counted"];
        }

        if (owner.Era == 0)
        {
            return [$"{ownerId}: the history is being counted"];
        }

        var counted = await CountAsync(db, owner);
        List<string> findings = [];
        await using var row = await db
            .Statement(
                """
                SELECT kind, at, personality_id, name, conversations, user_messages, ai_messages, tokens_in, tokens_out, tokens_in_estimated,
                       tokens_out_estimated, audio_milliseconds, detail
                FROM rollups WHERE owner_id = @owner AND era = @era
                """,
                ("@owner", ownerId),
                ("@era", owner.Era))
            .ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            var key = new RollupKey(ownerId, owner.Era, (RollupKind)row.GetInt32(0), row.GetInt32(1), row.GetString(2), row.GetString(3));
            var detail = new RollupDetail();
            detail.Read(row.TextOrNull(12));
            var stored = Told([.. Enumerable.Range(4, 8).Select(row.GetInt64)], detail);
            var expected = counted.Remove(key, out var sums) ? Told(sums) : "nothing";
            if (stored != expected)
            {
                findings.Add($"{Told(key)}: {stored} is stored, {expected} was counted");
            }
        }

        return [.. findings, .. counted.Where(sum => !sum.Value.IsNothing).Select(sum => $"{Told(sum.Key)}: nothing is stored, {Told(sum.Value)} was counted")];
    }

    private static async ValueTask<Dictionary<RollupKey, RollupSums>> CountAsync(DatabaseScope db, RollupOwner owner)
    {
        var changes = new RollupChanges();
        var after = StoredConversations.Beginning;
        while (true)
        {
            var some = await StoredConversations.AfterAsync(db, owner.OwnerId, after, ConversationsAtOnce);
            await ConversationRollups.CountAsync(db, changes, owner.OwnerId, some.Counted, 1);
            changes.SumUp(owner.OwnerId, (owner.Era, RollupOwners.ZoneOf(owner.TimeZone)));
            if (some.Read < ConversationsAtOnce)
            {
                return new Dictionary<RollupKey, RollupSums>(changes.Sums);
            }

            after = some.Last;
        }
    }

    private static string Told(RollupKey key) => $"{key.OwnerId}, {key.Kind} {key.At} {key.PersonalityId} {key.Name}".TrimEnd();

    private static string Told(RollupSums sums) => Told(
        [
            sums.Conversations, sums.UserMessages, sums.AiMessages, sums.TokensIn, sums.TokensOut, sums.TokensInEstimated, sums.TokensOutEstimated,
            sums.AudioMilliseconds,
        ],
        sums.Detail);

    private static string Told(IReadOnlyList<long> sums, RollupDetail? detail) =>
        $"{string.Join(' ', sums)} {string.Join(' ', detail?.Counts.Order().Select(count => $"{count.Kind}/{count.Bucket}:{count.Count}") ?? [])}".TrimEnd();
}
