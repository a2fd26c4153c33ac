using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Privacy.Redaction;

namespace ConvoWeb.Features.Conversations;

/// <summary>Reads by plain statements, for what reads beside them.</summary>
internal static class ConversationReads
{
    /// <summary>Those of them that are their owner's, in no order, as they are shown.</summary>
    public static async Task<IReadOnlyList<ConversationView>> FindManyAsync(
        DatabaseScope db, OwnerRedactions redactions, string ownerId, IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
        {
            return [];
        }

        var tags = await TagsAsync(db, ids, cancellationToken);
        var parameters = new StatementParameters();

        // The empty text keeps SQLite from going through all that are the owner's.
        var sql =
            $"""
            SELECT {ConversationColumns.List}, NULL, {ConversationColumns.SelectRedaction}
            FROM conversations WHERE id IN ({parameters.AddAll(ids)}) AND owner_id || '' = {parameters.Add(ownerId)}
            """;
        List<ConversationView> views = new(ids.Count);
        await using (var row = await db.Statement(sql, parameters.Values).ExecuteReaderAsync(cancellationToken))
        {
            while (await row.ReadAsync(cancellationToken))
            {
                var view = ConversationColumns.Read(row);
                views.Add(tags.Contains(view.Id) ? view with { Tags = [.. tags[view.Id]] } : view);
            }
        }

        return await ShownConversations.OfAsync(db, redactions, views, cancellationToken);
    }

    private static async Task<ILookup<Guid, string>> TagsAsync(DatabaseScope db, IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        var parameters = new StatementParameters();
        var sql = $"SELECT conversation_id, name FROM conversation_tags WHERE conversation_id IN ({parameters.AddAll(ids)}) ORDER BY name";
        List<(Guid ConversationId, string Name)> tags = [];
        await using var row = await db.Statement(sql, parameters.Values).ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            tags.Add((row.Id(0), row.GetString(1)));
        }

        return tags.ToLookup(tag => tag.ConversationId, tag => tag.Name);
    }
}
