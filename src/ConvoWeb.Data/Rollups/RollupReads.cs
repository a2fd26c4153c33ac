using System.Data.Common;
using ConvoWeb.Data.Providers;

namespace ConvoWeb.Data.Rollups;

/// <summary>A sum as it is read.</summary>
/// <param name="Day">The first one of its time.</param>
/// <param name="PersonalityId">Empty: none, or all.</param>
/// <param name="Name">The model's; empty: none, or all.</param>
public sealed record RollupRow(DateOnly Day, string PersonalityId, string Name, RollupSums Sums);

/// <summary>The statements that read the rollups of one owner and era. Days are from first to last, both included.</summary>
public sealed class RollupReads(DatabaseScope db, string ownerId, int era)
{
    private const string Sums = "conversations, user_messages, ai_messages, tokens_in, tokens_out, tokens_in_estimated, tokens_out_estimated, audio_milliseconds";

    private const string SummedUp =
        """
        cast(sum(conversations) AS bigint), cast(sum(user_messages) AS bigint), cast(sum(ai_messages) AS bigint), cast(sum(tokens_in) AS bigint),
        cast(sum(tokens_out) AS bigint), cast(sum(tokens_in_estimated) AS bigint), cast(sum(tokens_out_estimated) AS bigint),
        cast(sum(audio_milliseconds) AS bigint)
        """;

    private const string Where = "FROM rollups WHERE owner_id = @owner AND era = @era AND kind = @kind AND at BETWEEN @first AND @last";

    /// <summary>When the first slot of the history begins, and when the last one does; null when it is empty.</summary>
    public async ValueTask<(DateTimeOffset First, DateTimeOffset Last)?> FindSlotsAsync() =>
        await FindEndsAsync(RollupKind.Slot) is var (first, last) ? (RollupTimes.StartOfSlot(first), RollupTimes.StartOfSlot(last)) : null;

    /// <summary>Each day, of everything.</summary>
    public ValueTask<IReadOnlyList<RollupRow>> DaysAsync(DateOnly first, DateOnly last) => ReadAsync(
        $"SELECT at, '', '', {Sums} {Where}", RollupKind.Day, first.DayNumber, last.DayNumber, DateOnly.FromDayNumber);

    /// <summary>How everything is spread, all days together.</summary>
    public async ValueTask<RollupDetail> DetailAsync(DateOnly first, DateOnly last)
    {
        var detail = new RollupDetail();
        foreach (var row in await ReadTogetherAsync(first, last, RollupKind.DayDetail, RollupKind.MonthDetail, $"SELECT at, '', '', {Sums}, detail {Where}"))
        {
            if (row.Sums.Detail is { } some)
            {
                detail.Add(some);
            }
        }

        return detail;
    }

    /// <summary>Each day, of one personality, one model or both, with its details.</summary>
    public ValueTask<IReadOnlyList<RollupRow>> DaysAsync(DateOnly first, DateOnly last, Guid? personalityId, string? model)
    {
        var ofPersonality = personalityId is null ? "" : "AND personality_id = @personality";
        var ofModel = model is null ? "" : "AND name = @name";
        return ReadAsync(
            $"SELECT at, personality_id, name, {Sums}, detail {Where} {ofPersonality} {ofModel}",
            RollupKind.DayPart,
            first.DayNumber,
            last.DayNumber,
            DateOnly.FromDayNumber,
            [.. personalityId is null ? [] : new[] { ("@personality", (object?)personalityId) }, .. model is null ? [] : new[] { ("@name", (object?)model) }]);
    }

    /// <summary>Each quarter of an hour from the first to before the end, of everything.</summary>
    public async ValueTask<IReadOnlyList<(DateTimeOffset Start, RollupSums Sums)>> SlotsAsync(DateTimeOffset first, DateTimeOffset end)
    {
        List<(DateTimeOffset, RollupSums)> slots = [];
        await using var row = await Statement($"SELECT at, '', '', {Sums} {Where}", RollupKind.Slot, RollupTimes.SlotOf(first), RollupTimes.SlotOf(end) - 1)
            .ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            slots.Add((RollupTimes.StartOfSlot(row.GetInt32(0)), ReadSums(row)));
        }

        return slots;
    }

    /// <summary>All days together.</summary>
    public async ValueTask<RollupSums> TotalAsync(DateOnly first, DateOnly last)
    {
        var total = new RollupSums();
        var rows = await ReadAsync(
            $"SELECT @first, '', '', {SummedUp} {Where} HAVING count(*) > 0", RollupKind.Day, first.DayNumber, last.DayNumber, DateOnly.FromDayNumber);
        foreach (var row in rows)
        {
            total.Add(row.Sums);
        }

        return total;
    }

    /// <summary>Of each personality and model, all days together: some rows for each.</summary>
    public ValueTask<IReadOnlyList<RollupRow>> PartsAsync(DateOnly first, DateOnly last) => ReadTogetherAsync(
        first, last, RollupKind.DayPart, RollupKind.MonthPart, $"SELECT @first, personality_id, name, {SummedUp} {Where} GROUP BY personality_id, name");

    /// <summary>Conversations with each tag, all days together: some rows for each.</summary>
    public ValueTask<IReadOnlyList<RollupRow>> TagsAsync(DateOnly first, DateOnly last) => ReadTogetherAsync(
        first, last, RollupKind.DayTag, RollupKind.MonthTag, $"SELECT @first, '', name, cast(sum(conversations) AS bigint), 0, 0, 0, 0, 0, 0, 0 {Where} GROUP BY name");

    /// <summary>Models that ever answered, by name.</summary>
    public ValueTask<IReadOnlyList<string>> ModelsAsync() => NamesAsync(RollupKind.MonthPart);

    /// <summary>Tags of conversations, by name.</summary>
    public ValueTask<IReadOnlyList<string>> TagNamesAsync() => NamesAsync(RollupKind.MonthTag);

    /// <summary>Whole months as months, and the days at both ends.</summary>
    private async ValueTask<IReadOnlyList<RollupRow>> ReadTogetherAsync(DateOnly first, DateOnly last, RollupKind day, RollupKind month, string sql)
    {
        var (firstMonth, lastMonth) = (RollupTimes.MonthOf(first), RollupTimes.MonthOf(last));
        firstMonth += first == RollupTimes.StartOfMonth(firstMonth) ? 0 : 1;
        lastMonth -= last.AddDays(1) == RollupTimes.StartOfMonth(lastMonth + 1) ? 0 : 1;
        if (firstMonth > lastMonth)
        {
            return await ReadAsync(sql, day, first.DayNumber, last.DayNumber, DateOnly.FromDayNumber);
        }

        var (begin, end) = (RollupTimes.StartOfMonth(firstMonth), RollupTimes.StartOfMonth(lastMonth + 1));
        List<RollupRow> rows = [.. await ReadAsync(sql, month, firstMonth, lastMonth, RollupTimes.StartOfMonth)];
        if (first < begin)
        {
            rows.AddRange(await ReadAsync(sql, day, first.DayNumber, begin.DayNumber - 1, DateOnly.FromDayNumber));
        }

        if (end <= last)
        {
            rows.AddRange(await ReadAsync(sql, day, end.DayNumber, last.DayNumber, DateOnly.FromDayNumber));
        }

        return rows;
    }

    private async ValueTask<IReadOnlyList<RollupRow>> ReadAsync(
        string sql, RollupKind kind, int first, int last, Func<int, DateOnly> dayOf, params (string Name, object? Value)[] more)
    {
        List<RollupRow> rows = [];
        await using var row = await Statement(sql, kind, first, last, more).ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            var sums = ReadSums(row);
            if (row.FieldCount > 11 && row.TextOrNull(11) is { } detail)
            {
                sums.Detail = new RollupDetail();
                sums.Detail.Read(detail);
            }

            rows.Add(new RollupRow(dayOf(row.GetInt32(0)), row.GetString(1), row.GetString(2), sums));
        }

        return rows;
    }

    private DbCommand Statement(string sql, RollupKind kind, int first, int last, params (string Name, object? Value)[] more) => db.Statement(
        sql, [("@owner", ownerId), ("@era", era), ("@kind", (int)kind), ("@first", first), ("@last", last), .. more]);

    private async ValueTask<(int First, int Last)?> FindEndsAsync(RollupKind kind)
    {
        // Each from its end of the index: both in one SELECT would go through all of it.
        const string From = "FROM rollups WHERE owner_id = @owner AND era = @era AND kind = @kind";
        await using var row = await db
            .Statement(
                $"SELECT (SELECT min(at) {From}), (SELECT max(at) {From})",
                ("@owner", ownerId),
                ("@era", era),
                ("@kind", (int)kind))
            .ExecuteReaderAsync();
        return await row.ReadAsync() && !row.IsDBNull(0) ? (row.GetInt32(0), row.GetInt32(1)) : null;
    }

    private async ValueTask<IReadOnlyList<string>> NamesAsync(RollupKind kind)
    {
        List<string> names = [];
        await using var row = await db
            .Statement(
                "SELECT DISTINCT name FROM rollups WHERE owner_id = @owner AND era = @era AND kind = @kind AND name <> '' ORDER BY name",
                ("@owner", ownerId),
                ("@era", era),
                ("@kind", (int)kind))
            .ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            names.Add(row.GetString(0));
        }

        return names;
    }

    private static RollupSums ReadSums(DbDataReader row) => new()
    {
        Conversations = row.GetInt64(3),
        UserMessages = row.GetInt64(4),
        AiMessages = row.GetInt64(5),
        TokensIn = row.GetInt64(6),
        TokensOut = row.GetInt64(7),
        TokensInEstimated = row.GetInt64(8),
        TokensOutEstimated = row.GetInt64(9),
        AudioMilliseconds = row.GetInt64(10),
    };
}
