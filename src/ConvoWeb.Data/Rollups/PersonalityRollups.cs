using ConvoWeb.Data.Providers;

namespace ConvoWeb.Data.Rollups;

public static class PersonalityRollups
{
    /// <summary>What was counted for a personality is without one from now on: sums move, no message is counted again.</summary>
    public static async ValueTask ReleaseAsync(DatabaseScope db, string ownerId, Guid personalityId)
    {
        await RollupOwners.TakePartAsync(db, ownerId); // what is being counted of it meanwhile is there, or comes without it
        await db.Rollups.FlushAsync(db); // what others in the same transaction wrote is among it
        var released = new Dictionary<RollupKey, RollupSums>();
        await using (var row = await db
            .Statement(
                """
                SELECT era, kind, at, name, conversations, user_messages, ai_messages, tokens_in, tokens_out, tokens_in_estimated,
                       tokens_out_estimated, audio_milliseconds, detail
                FROM rollups WHERE owner_id = @owner AND personality_id = @personality
                """,
                ("@owner", ownerId),
                ("@personality", personalityId))
            .ExecuteReaderAsync())
        {
            while (await row.ReadAsync())
            {
                var detail = new RollupDetail();
                detail.Read(row.TextOrNull(12));
                released[new RollupKey(ownerId, row.GetInt32(0), (RollupKind)row.GetInt32(1), row.GetInt32(2), Name: row.GetString(3))] = new RollupSums
                {
                    Conversations = row.GetInt64(4),
                    UserMessages = row.GetInt64(5),
                    AiMessages = row.GetInt64(6),
                    TokensIn = row.GetInt64(7),
                    TokensOut = row.GetInt64(8),
                    TokensInEstimated = row.GetInt64(9),
                    TokensOutEstimated = row.GetInt64(10),
                    AudioMilliseconds = row.GetInt64(11),
                    Detail = detail,
                };
            }
        }

        await RollupWrites.AddAsync(db, released);
        await db.ExecuteAsync(
            "DELETE FROM rollups WHERE owner_id = @owner AND personality_id = @personality", ("@owner", ownerId), ("@personality", personalityId));
    }
}
