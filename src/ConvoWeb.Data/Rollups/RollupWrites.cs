using ConvoWeb.Data.Providers;

namespace ConvoWeb.Data.Rollups;

/// <summary>The statements that change rollups.</summary>
internal static class RollupWrites
{
    private const string Key = "owner_id, era, kind, at, personality_id, name";

    private static readonly string[] Sums =
    [
        "conversations", "user_messages", "ai_messages", "tokens_in", "tokens_out", "tokens_in_estimated", "tokens_out_estimated", "audio_milliseconds",
    ];

    private static readonly string AddToOthers =
        $"""
        ON CONFLICT ({Key}) DO UPDATE SET
            {string.Join(", ", Sums.Select(sum => $"{sum} = r.{sum} + excluded.{sum}"))},
            detail = CASE WHEN excluded.detail IS NULL THEN r.detail ELSE add_counts(r.detail, excluded.detail) END
        """;

    private static readonly string AddOne = Insert("(@owner, @era, @kind, @at, @personality, @name, @c, @u, @a, @i, @o, @ie, @oe, @ms, @detail)");

    /// <summary>In one order, so that two writers never wait for each other.</summary>
    public static async ValueTask AddAsync(DatabaseScope db, IReadOnlyDictionary<RollupKey, RollupSums> sums)
    {
        var ordered = sums
            .Where(sum => !sum.Value.IsNothing)
            .OrderBy(sum => sum.Key.OwnerId, StringComparer.Ordinal)
            .ThenBy(sum => sum.Key.Kind)
            .ThenBy(sum => sum.Key.Era)
            .ThenBy(sum => sum.Key.At)
            .ThenBy(sum => sum.Key.PersonalityId, StringComparer.Ordinal)
            .ThenBy(sum => sum.Key.Name, StringComparer.Ordinal);
        foreach (var some in ordered.Chunk(db.RowsPerStatement))
        {
            await (some is [var (key, one)] ? AddAsync(db, key, one) : AddManyAsync(db, some));
        }

        foreach (var (key, sum) in sums)
        {
            if (sum.TakesAway)
            {
                await RemoveEmptyAsync(db, key);
            }
        }
    }

    private static async ValueTask AddAsync(DatabaseScope db, RollupKey key, RollupSums sum) => await db.ExecuteAsync(
        AddOne,
        ("@owner", key.OwnerId),
        ("@era", key.Era),
        ("@kind", (int)key.Kind),
        ("@at", key.At),
        ("@personality", key.PersonalityId),
        ("@name", key.Name),
        ("@c", sum.Conversations),
        ("@u", sum.UserMessages),
        ("@a", sum.AiMessages),
        ("@i", sum.TokensIn),
        ("@o", sum.TokensOut),
        ("@ie", sum.TokensInEstimated),
        ("@oe", sum.TokensOutEstimated),
        ("@ms", sum.AudioMilliseconds),
        ("@detail", sum.Detail?.Write()));

    private static async ValueTask AddManyAsync(DatabaseScope db, IEnumerable<KeyValuePair<RollupKey, RollupSums>> sums)
    {
        var parameters = new StatementParameters();
        var rows = sums.Select(sum =>
        {
            var (key, of) = sum;
            object?[] values =
            [
                key.OwnerId, key.Era, (int)key.Kind, key.At, key.PersonalityId, key.Name, of.Conversations, of.UserMessages, of.AiMessages,
                of.TokensIn, of.TokensOut, of.TokensInEstimated, of.TokensOutEstimated, of.AudioMilliseconds,
            ];
            return $"({string.Join(", ", values.Select(value => parameters.Add(value!)))}, {parameters.Add(of.Detail?.Write())}::text)";
        });
        await db.ExecuteAsync(Insert(string.Join(", ", rows)), parameters.Values);
    }

    private static async ValueTask RemoveEmptyAsync(DatabaseScope db, RollupKey key) => await db.ExecuteAsync(
        """
        DELETE FROM rollups
        WHERE owner_id = @owner AND era = @era AND kind = @kind AND at = @at AND personality_id = @personality AND name = @name
            AND conversations = 0 AND user_messages = 0 AND ai_messages = 0
        """,
        ("@owner", key.OwnerId),
        ("@era", key.Era),
        ("@kind", (int)key.Kind),
        ("@at", key.At),
        ("@personality", key.PersonalityId),
        ("@name", key.Name));

    private static string Insert(string rows) => $"INSERT INTO rollups AS r ({Key}, {string.Join(", ", Sums)}, detail) VALUES {rows} {AddToOthers}";
}
