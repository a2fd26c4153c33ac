using ConvoWeb.Data.Providers;
using ConvoWeb.Data.Rollups;

namespace ConvoWeb.Data.Privacy;

/// <summary>A conversation that goes to the trash when it stays as it is.</summary>
public sealed record DueConversation(Guid Id, string Title, DateTimeOffset LastMessageAt, DateTimeOffset MovesAt, bool IsExported);

/// <summary>Where a page of them goes on.</summary>
public sealed record DuePlace(DateTimeOffset MovesAt, Guid Id);

/// <summary>What a term comes to at a moment: of its conversations outside the trash each counts once.</summary>
public sealed record DueCounts
{
    public int Due { get; init; }

    public int DueNotExported { get; init; }

    /// <summary>Those that would go too, were they not held; and of the others those with a star.</summary>
    public int Held { get; init; }

    public int Starred { get; init; }

    public int Recent { get; init; }

    /// <summary>The last message of the one that was left alone longest.</summary>
    public DateTimeOffset? OldestDue { get; init; }
}

/// <summary>
/// Which conversations a term moves to the trash, and when: the preview asks with the same words as the sweep. Each is left alone
/// since its last message, or since it came out of the trash when that is later.
/// </summary>
public static class DueConversations
{
    internal const string IsChangedSinceExport = "(last_exported_at IS NULL OR updated_at > last_exported_at OR stored_at > last_exported_at)";

    private const string IsOutsideTrash = "status IN ('active', 'archived')";

    private const string MayGo = $"{IsOutsideTrash} AND NOT starred AND held_at IS NULL AND open_drafts = 0";

    /// <summary>In the trash since <c>@before</c>, and not held.</summary>
    internal const string IsOverInTrash = "status = 'deleted' AND deleted_at <= @before AND held_at IS NULL";

    private const string LeftAloneSince = "CASE WHEN restored_at > last_message_at THEN restored_at ELSE last_message_at END";

    private const int MovedAtOnce = 50;

    /// <summary>Some that go now.</summary>
    public static async ValueTask<IReadOnlyList<Guid>> FindSomeAsync(DatabaseScope db, RetentionTerm term, DateTimeOffset now)
    {
        if (term.KeepDays is not { } days)
        {
            return [];
        }

        var parameters = new StatementParameters();
        return await db.IdsAsync(
            $"SELECT id FROM conversations WHERE {IsOf(term, parameters)} AND {MayGo} AND {IsOldSince(now.AddDays(-days), parameters)} LIMIT {MovedAtOnce}",
            parameters.Values);
    }

    /// <summary>Moves some to the trash.</summary>
    public static async ValueTask<IReadOnlyList<(Guid Id, long Version)>> MoveSomeAsync(DatabaseScope db, RetentionTerm term, DateTimeOffset now)
    {
        if (await FindSomeAsync(db, term, now) is not { Count: > 0 } ids)
        {
            return [];
        }

        // Asked again, because another node may have been quicker, or a message. The empty text keeps SQLite from going through all that are the owner's.
        var parameters = new StatementParameters();
        var isDue = $"{MayGo} AND {IsOldSince(now.AddDays(-term.KeepDays!.Value), parameters)}";
        List<(Guid Id, long Version)> moved = [];
        await using (var row = await db
            .Statement(
                $"""
                UPDATE conversations SET restores_to = status, status = 'deleted', deleted_at = {parameters.Add(now)}, version = version + 1
                WHERE id IN ({parameters.AddAll(ids)}) AND {IsOf(term, parameters, column => $"{column} || ''")} AND {isDue}
                RETURNING id, version
                """,
                parameters.Values)
            .ExecuteReaderAsync())
        {
            while (await row.ReadAsync())
            {
                moved.Add((row.Id(0), row.GetInt64(1)));
            }
        }

        await ConversationRollups.SubtractAsync(db, term.OwnerId, [.. moved.Select(one => one.Id)]);
        return moved;
    }

    public static async ValueTask<DueCounts> CountAsync(DatabaseScope db, RetentionTerm term, DateTimeOffset now)
    {
        if (term.KeepDays is not { } days)
        {
            return new DueCounts();
        }

        var parameters = new StatementParameters();
        var isOld = IsOldSince(now.AddDays(-days), parameters);
        var isDue = $"{MayGo} AND {isOld}";
        await using var row = await db
            .Statement(
                $"""
                SELECT count(*), count(*) FILTER (WHERE {isDue}), count(*) FILTER (WHERE {isDue} AND {IsChangedSinceExport}),
                       count(*) FILTER (WHERE {isOld} AND held_at IS NOT NULL), count(*) FILTER (WHERE {isOld} AND held_at IS NULL AND starred),
                       min(last_message_at) FILTER (WHERE {isDue})
                FROM conversations WHERE {IsOf(term, parameters)} AND {IsOutsideTrash}
                """,
                parameters.Values)
            .ExecuteReaderAsync();
        await row.ReadAsync();
        var (all, due, held, starred) = (row.GetInt32(0), row.GetInt32(1), row.GetInt32(3), row.GetInt32(4));
        return new DueCounts
        {
            Due = due,
            DueNotExported = row.GetInt32(2),
            Held = held,
            Starred = starred,
            Recent = all - due - held - starred,
            OldestDue = row.TimeOrNull(5),
        };
    }

    /// <summary>The first to go after <paramref name="after"/>, now or later: by time and id.</summary>
    public static async ValueTask<IReadOnlyList<DueConversation>> ListAsync(DatabaseScope db, IReadOnlyList<RetentionTerm> terms, DuePlace? after, int limit)
    {
        var found = new List<DueConversation>();
        foreach (var term in terms.Where(term => term.KeepDays is not null))
        {
            // Those that never were in the trash come in the order of an index; of the others there are few.
            found.AddRange(await ListAsync(db, term, "restored_at IS NULL", "last_message_at", after, limit));
            found.AddRange(await ListAsync(db, term, "restored_at IS NOT NULL", LeftAloneSince, after, limit));
        }

        return [.. found.OrderBy(one => one.MovesAt).ThenBy(one => one.Id).Take(limit)];
    }

    /// <summary>Those that are not exported as they are and go until <paramref name="until"/>, the first of them first.</summary>
    public static async ValueTask<IReadOnlyList<DuePlace>> NotExportedAsync(DatabaseScope db, RetentionTerm term, DateTimeOffset until, int limit)
    {
        if (term.KeepDays is not { } days)
        {
            return [];
        }

        var found = new List<DuePlace>();
        var parameters = new StatementParameters();
        await using var row = await db
            .Statement(
                $"""
                SELECT {LeftAloneSince}, id FROM conversations
                WHERE {IsOf(term, parameters)} AND {MayGo} AND {IsChangedSinceExport} AND {IsOldSince(until.AddDays(-days), parameters)}
                ORDER BY 1, id LIMIT {parameters.Add(limit)}
                """,
                parameters.Values)
            .ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            found.Add(new DuePlace(row.Time(0).AddDays(days), row.Id(1)));
        }

        return found;
    }

    /// <summary>What has been in the trash since <paramref name="before"/>, and may go for good.</summary>
    /// <param name="isBackedUp">Only what has a backup.</param>
    public static ValueTask<IReadOnlyList<Guid>> TrashedAsync(DatabaseScope db, string ownerId, DateTimeOffset before, bool isBackedUp, int limit) => db.IdsAsync(
        $"SELECT id FROM conversations WHERE owner_id = @owner AND {IsOverInTrash} {(isBackedUp ? $"AND {BackupWrites.IsBackedUp}" : "")} ORDER BY deleted_at LIMIT @limit",
        ("@owner", ownerId),
        ("@before", before),
        ("@limit", limit));

    /// <summary>As many as <see cref="TrashedAsync"/> would find.</summary>
    public static async ValueTask<int> CountTrashedAsync(DatabaseScope db, string ownerId, DateTimeOffset before) => (int)(long)(await db
        .Statement(
            $"SELECT count(*) FROM conversations WHERE owner_id = @owner AND {IsOverInTrash}",
            ("@owner", ownerId),
            ("@before", before))
        .ExecuteScalarAsync())!;

    /// <param name="column">What stands for a column of that name.</param>
    internal static string IsOf(RetentionTerm term, StatementParameters parameters, Func<string, string>? column = null)
    {
        column ??= name => name;
        var (isOwners, personality) = ($"{column("owner_id")} = {parameters.Add(term.OwnerId)}", column("personality_id"));
        return term switch
        {
            { PersonalityId: { } id } => $"{isOwners} AND {personality} = {parameters.Add(id)}",
            { Except.Count: > 0 } => $"{isOwners} AND ({personality} IS NULL OR {personality} NOT IN ({parameters.AddAll(term.Except)}))",
            _ => isOwners,
        };
    }

    private static string IsOldSince(DateTimeOffset time, StatementParameters parameters)
    {
        var since = parameters.Add(time);
        return $"last_message_at <= {since} AND coalesce(restored_at, 0) <= {since}";
    }

    private static async ValueTask<IReadOnlyList<DueConversation>> ListAsync(
        DatabaseScope db, RetentionTerm term, string which, string leftAloneSince, DuePlace? after, int limit)
    {
        var found = new List<DueConversation>();
        var parameters = new StatementParameters();
        var isAfter = after is null ? "" : $"AND ({leftAloneSince}, id) > ({parameters.Add(after.MovesAt.AddDays(-term.KeepDays!.Value))}, {parameters.Add(after.Id)})";
        await using var row = await db
            .Statement(
                $"""
                SELECT id, title, last_message_at, {leftAloneSince}, {IsChangedSinceExport} FROM conversations
                WHERE {IsOf(term, parameters)} AND {MayGo} AND {which} {isAfter}
                ORDER BY {leftAloneSince}, id LIMIT {parameters.Add(limit)}
                """,
                parameters.Values)
            .ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            found.Add(new DueConversation(row.Id(0), row.GetString(1), row.Time(2), row.Time(3).AddDays(term.KeepDays!.Value), !row.GetBoolean(4)));
        }

        return found;
    }
}
