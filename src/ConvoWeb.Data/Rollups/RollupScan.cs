using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Providers;

namespace ConvoWeb.Data.Rollups;

/// <summary>Which conversations a scan goes through. Null: any.</summary>
public sealed record RollupFilter
{
    public Guid? PersonalityId { get; init; }

    /// <summary>Its answers, and conversations that it answered last in.</summary>
    public string? Model { get; init; }

    public string? Tag { get; init; }

    public string? Source { get; init; }
}

/// <summary>
/// Counts messages themselves, for what no rollup was kept of: conversations of one tag or source, and parts of a day. Costs
/// as much as there is to count.
/// </summary>
public sealed class RollupScan(DatabaseScope db, string ownerId, RollupFilter filter)
{
    private const int Shown = 0, Own = 1;

    private const int MessagesAtOnce = 10_000;

    /// <summary>What rollups would come to, of messages and conversations of the time from inclusive to exclusive.</summary>
    /// <param name="zone">In which days are shown.</param>
    /// <param name="ownZone">In which prices begin.</param>
    public async ValueTask<RollupScanned> CountAsync(DateTimeOffset from, DateTimeOffset to, TimeZoneInfo zone, TimeZoneInfo ownZone)
    {
        var changes = new RollupChanges();
        await CountMessagesAsync(changes, from, to, SumUp);
        await CountConversationsAsync(changes, from, to);
        SumUp();
        return new RollupScanned(
            Rows(changes, Shown, RollupKind.DayPart),
            Rows(changes, Own, RollupKind.DayPart),
            Rows(changes, Shown, RollupKind.DayTag));

        void SumUp() => changes.SumUp(ownerId, (Shown, zone), (Own, ownZone));
    }

    /// <summary>Conversations of the time with each tag.</summary>
    public async ValueTask<IReadOnlyList<RollupRow>> CountTagsAsync(DateTimeOffset from, DateTimeOffset to) =>
    [
        .. (await ReadTagsAsync(from, to))
            .SelectMany(tags => tags)
            .CountBy(tag => tag, StringComparer.Ordinal)
            .Select(tag => new RollupRow(default, "", tag.Key, new RollupSums { Conversations = tag.Value })),
    ];

    private static List<RollupRow> Rows(RollupChanges changes, int era, RollupKind kind) =>
    [
        .. changes.Sums
            .Where(sum => sum.Key.Era == era && sum.Key.Kind == kind)
            .Select(sum => new RollupRow(DateOnly.FromDayNumber(sum.Key.At), sum.Key.PersonalityId, sum.Key.Name, sum.Value)),
    ];

    private async ValueTask CountMessagesAsync(RollupChanges changes, DateTimeOffset from, DateTimeOffset to, Action sumUp)
    {
        var parameters = new StatementParameters();
        var ofModel = filter.Model is null ? "" : $"AND m.type = 'ai' AND m.model = {parameters.Add(filter.Model)}";
        var read = 0;
        await using var row = await db
            .Statement(
                $"""
                SELECT c.id, c.personality_id, m.type, m.timestamp, m.model, m.tokens_in, m.tokens_out, m.tokens_estimated, m.audio_duration,
                       length(m.content), CASE WHEN m.type = 'ai' THEN m.metadata END
                FROM messages m JOIN conversations c ON c.id = m.conversation_id
                WHERE {Between("m.timestamp", from, to, parameters)} AND m.type <> 'system' AND m.state <> 'draft'
                    AND {Matching(parameters)} {ofModel}
                """,
                parameters.Values)
            .ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            changes.Add(
                new ConversationKey(ownerId, row.Id(0), default),
                row.IdOrNull(1),
                new CountedMessage
                {
                    Type = row.Word<MessageType>(2),
                    Timestamp = row.Time(3),
                    Model = row.TextOrNull(4),
                    TokensIn = row.NumberOrNull(5),
                    TokensOut = row.NumberOrNull(6),
                    TokensEstimated = row.GetBoolean(7),
                    AudioDuration = row.SecondsOrNull(8),
                    Length = row.GetInt64(9),
                    Metadata = row.TextOrNull(10),
                },
                1);
            if (++read % MessagesAtOnce == 0)
            {
                sumUp();
            }
        }
    }

    private async ValueTask CountConversationsAsync(RollupChanges changes, DateTimeOffset from, DateTimeOffset to)
    {
        var tags = await ReadTagsAsync(from, to);
        var parameters = new StatementParameters();
        await using var row = await db
            .Statement(
                $"""
                SELECT c.id, c.personality_id, c.model, c.last_message_at, c.message_count FROM conversations c
                WHERE {Between("c.last_message_at", from, to, parameters)} AND {OfConversations(parameters)}
                """,
                parameters.Values)
            .ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            changes.Move(
                new ConversationKey(ownerId, row.Id(0), default),
                null,
                new CountedConversation(row.IdOrNull(1), row.TextOrNull(2), row.Time(3), row.GetInt32(4)),
                [.. tags[row.Id(0)]]);
        }
    }

    private async ValueTask<ILookup<Guid, string>> ReadTagsAsync(DateTimeOffset from, DateTimeOffset to)
    {
        List<(Guid Id, string Name)> tags = [];
        var parameters = new StatementParameters();
        await using var row = await db
            .Statement(
                $"""
                SELECT t.conversation_id, t.name FROM conversations c JOIN conversation_tags t ON t.conversation_id = c.id
                WHERE {Between("c.last_message_at", from, to, parameters)} AND {OfConversations(parameters)}
                """,
                parameters.Values)
            .ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            tags.Add((row.Id(0), row.GetString(1)));
        }

        return tags.ToLookup(tag => tag.Id, tag => tag.Name);
    }

    private static string Between(string column, DateTimeOffset from, DateTimeOffset to, StatementParameters parameters) =>
        $"{column} >= {parameters.Add(from)} AND {column} < {parameters.Add(to)}";

    private string OfConversations(StatementParameters parameters) =>
        filter.Model is { } model ? $"{Matching(parameters)} AND c.model = {parameters.Add(model)}" : Matching(parameters);

    private string Matching(StatementParameters parameters)
    {
        List<string> conditions = [$"c.owner_id = {parameters.Add(ownerId)}", "c.status <> 'deleted'"];
        if (filter.PersonalityId is { } personality)
        {
            conditions.Add($"c.personality_id = {parameters.Add(personality)}");
        }

        if (filter.Source is { } source)
        {
            conditions.Add($"c.source = {parameters.Add(source)}");
        }

        if (filter.Tag is { } tag)
        {
            conditions.Add($"c.id IN (SELECT conversation_id FROM conversation_tags WHERE owner_id = {parameters.Add(ownerId)} AND name = {parameters.Add(tag)})");
        }

        return string.Join(" AND ", conditions);
    }
}

/// <param name="Parts">By day, personality and model.</param>
/// <param name="OwnParts">The same by days of the owner's time zone.</param>
/// <param name="Tags">By day and tag.</param>
public sealed record RollupScanned(IReadOnlyList<RollupRow> Parts, IReadOnlyList<RollupRow> OwnParts, IReadOnlyList<RollupRow> Tags);
