using ConvoWeb.Data.Providers;

namespace ConvoWeb.Data.Rollups;

/// <summary>The statements that change rollups.</summary>
internal static class RollupWrites
{
    private const string Key = "owner_id, era, kind, at, personality_id, name";

    private const int Columns = 15;

    private const string IsEmpty = "conversations = 0 AND user_messages = 0 AND ai_messages = 0";

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

    private static readonly string AddOne = AddSome(1);

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
        List<RollupKey> empty = [];
        foreach (var some in ordered.Chunk(db.RowsPerStatement))
        {
            await AddAsync(db, some, empty);
        }

        foreach (var key in empty)
        {
            await RemoveAsync(db, key);
        }
    }

    private static async ValueTask AddAsync(DatabaseScope db, KeyValuePair<RollupKey, RollupSums>[] some, List<RollupKey> empty)
    {
        var add = some.Length == 1 ? AddOne : AddSome(some.Length);
        if (!some.Any(sum => sum.Value.TakesAway))
        {
            await db.ExecuteAsync(add, ValuesOf(some));
            return;
        }

        await using var row = await db.Statement($"{add} RETURNING {IsEmpty}, {Key}", ValuesOf(some)).ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            if (row.GetBoolean(0))
            {
                empty.Add(new RollupKey(row.GetString(1), row.GetInt32(2), (RollupKind)row.GetInt32(3), row.GetInt32(4), row.GetString(5), row.GetString(6)));
            }
        }
    }

    private static (string Name, object? Value)[] ValuesOf(KeyValuePair<RollupKey, RollupSums>[] some)
    {
        var parameters = new StatementParameters();
        foreach (var (key, sum) in some)
        {
            ReadOnlySpan<object?> values =
            [
                key.OwnerId, key.Era, (int)key.Kind, key.At, key.PersonalityId, key.Name, sum.Conversations, sum.UserMessages, sum.AiMessages,
                sum.TokensIn, sum.TokensOut, sum.TokensInEstimated, sum.TokensOutEstimated, sum.AudioMilliseconds, sum.Detail?.Write(),
            ];
            foreach (var value in values)
            {
                parameters.Add(value);
            }
        }

        return parameters.Values;
    }

    private static async ValueTask RemoveAsync(DatabaseScope db, RollupKey key) => await db.ExecuteAsync(
        $"""
        DELETE FROM rollups
        WHERE owner_id = @owner AND era = @era AND kind = @kind AND at = @at AND personality_id = @personality AND name = @name AND {IsEmpty}
        """,
        ("@owner", key.OwnerId),
        ("@era", key.Era),
        ("@kind", (int)key.Kind),
        ("@at", key.At),
        ("@personality", key.PersonalityId),
        ("@name", key.Name));

    /// <summary>Values in the order of <see cref="StatementParameters"/>; PostgreSQL has to be told the type of a detail that is null in all rows.</summary>
    private static string AddSome(int rows)
    {
        var values = Enumerable.Range(0, rows).Select(row =>
            $"({string.Join(", ", Enumerable.Range(row * Columns, Columns - 1).Select(value => $"@p{value}"))}, CAST(@p{((row + 1) * Columns) - 1} AS text))");
        return $"INSERT INTO rollups AS r ({Key}, {string.Join(", ", Sums)}, detail) VALUES {string.Join(", ", values)} {AddToOthers}";
    }
}
