using ConvoWeb.Data.Providers;
using ConvoWeb.Data.Rollups;

namespace ConvoWeb.Data.Conversations;

public enum BulkAction
{
    Archive,
    Activate,
    Star,
    Unstar,
    Trash,
    Restore,
    AddTag,
    RemoveTag,
}

/// <summary>One thing that is done to many conversations. It touches only those that are not that way already, so that its opposite undoes it.</summary>
/// <param name="Tag">For the two that need one.</param>
public sealed record BulkChange(BulkAction Action, string Tag = "")
{
    public BulkChange Opposite => this with
    {
        Action = Action switch
        {
            BulkAction.Archive => BulkAction.Activate,
            BulkAction.Activate => BulkAction.Archive,
            BulkAction.Star => BulkAction.Unstar,
            BulkAction.Unstar => BulkAction.Star,
            BulkAction.Trash => BulkAction.Restore,
            BulkAction.Restore => BulkAction.Trash,
            BulkAction.AddTag => BulkAction.RemoveTag,
            BulkAction.RemoveTag => BulkAction.AddTag,
            _ => throw new InvalidOperationException($"Nothing undoes {Action}."),
        },
    };
}

/// <summary>The statements that change many conversations at once.</summary>
public static class BulkWrites
{
    private const string HasTag = "EXISTS (SELECT 1 FROM conversation_tags t WHERE t.conversation_id = conversations.id AND t.name = ";

    /// <summary>Those of them that were changed, with their versions. A conversation that has as many tags as it may have gets no other.</summary>
    public static async ValueTask<IReadOnlyList<(Guid Id, long Version)>> ApplyAsync(
        DatabaseScope db, string ownerId, BulkChange change, IReadOnlyList<Guid> ids, DateTimeOffset now)
    {
        var parameters = new StatementParameters();
        var at = parameters.Add(now);
        var (set, condition) = Sql(change, at, parameters);

        // The empty text keeps SQLite from going through all that are the owner's.
        var sql =
            $"""
            UPDATE conversations SET {set} version = version + 1
            WHERE id IN ({parameters.AddAll(ids)}) AND owner_id || '' = {parameters.Add(ownerId)} AND {condition}
            RETURNING id, version
            """;
        List<(Guid Id, long Version)> changed = [];
        await using (var row = await db.Statement(sql, parameters.Values).ExecuteReaderAsync())
        {
            while (await row.ReadAsync())
            {
                changed.Add((row.Id(0), row.GetInt64(1)));
            }
        }

        if (changed.Count > 0 && change.Action is BulkAction.AddTag or BulkAction.RemoveTag)
        {
            await TagAsync(db, change, [.. changed.Select(conversation => conversation.Id)]);
        }

        await CountAsync(db, ownerId, change, [.. changed.Select(conversation => conversation.Id)]);
        return changed;
    }

    private static ValueTask CountAsync(DatabaseScope db, string ownerId, BulkChange change, IReadOnlyList<Guid> changed) => change.Action switch
    {
        BulkAction.Trash => ConversationRollups.SubtractAsync(db, ownerId, changed),
        BulkAction.Restore => ConversationRollups.AddAsync(db, ownerId, changed),
        BulkAction.AddTag or BulkAction.RemoveTag => ConversationRollups.TagAsync(db, ownerId, changed, change.Tag, change.Action is BulkAction.AddTag),
        _ => ValueTask.CompletedTask,
    };

    private static (string Set, string Condition) Sql(BulkChange change, string now, StatementParameters parameters) => change.Action switch
    {
        BulkAction.Archive => ($"status = 'archived', updated_at = {now},", "status = 'active'"),
        BulkAction.Activate => ($"status = 'active', updated_at = {now},", "status = 'archived'"),
        BulkAction.Star => ($"starred = TRUE, updated_at = {now},", "NOT starred AND status <> 'deleted'"),
        BulkAction.Unstar => ($"starred = FALSE, updated_at = {now},", "starred AND status <> 'deleted'"),

        // In the trash it is as it was exported: updated_at stays.
        BulkAction.Trash => ($"restores_to = status, status = 'deleted', deleted_at = {now},", "status <> 'deleted'"),
        BulkAction.Restore => ($"status = coalesce(restores_to, 'active'), restores_to = NULL, deleted_at = NULL, restored_at = {now}, updated_at = {now},", "status = 'deleted'"),
        BulkAction.AddTag => (
            $"updated_at = {now},",
            $"""
            status <> 'deleted' AND NOT {HasTag}{parameters.Add(change.Tag)})
            AND (SELECT count(*) FROM conversation_tags t WHERE t.conversation_id = conversations.id) < {parameters.Add(ConversationTag.MaxPerConversation)}
            """),
        BulkAction.RemoveTag => ($"updated_at = {now},", $"status <> 'deleted' AND {HasTag}{parameters.Add(change.Tag)})"),
        _ => throw new ArgumentOutOfRangeException(nameof(change), change, "There is no such change."),
    };

    private static async ValueTask TagAsync(DatabaseScope db, BulkChange change, IReadOnlyList<Guid> ids)
    {
        var parameters = new StatementParameters();
        var tag = parameters.Add(change.Tag);
        var sql = change.Action is BulkAction.AddTag
            ? $"""
              INSERT INTO conversation_tags (conversation_id, owner_id, name)
              SELECT id, owner_id, {tag} FROM conversations WHERE id IN ({parameters.AddAll(ids)}) ON CONFLICT DO NOTHING
              """
            : $"DELETE FROM conversation_tags WHERE name = {tag} AND conversation_id IN ({parameters.AddAll(ids)})";
        await db.ExecuteAsync(sql, parameters.Values);
    }
}
