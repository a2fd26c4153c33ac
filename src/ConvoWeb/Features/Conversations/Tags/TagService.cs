using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations.Bulk;
using ConvoWeb.Platform.Paging;
using Microsoft.EntityFrameworkCore;

namespace ConvoWeb.Features.Conversations.Tags;

/// <summary>The words that an owner put on conversations. There is no tag without a conversation.</summary>
public sealed class TagService(IDatabase database)
{
    private const string Order = "name";

    /// <summary>By name.</summary>
    public async Task<Page<TagView>> ListAsync(CurrentUser user, string? cursor, int? limit, CancellationToken cancellationToken)
    {
        var size = PageLimits.Check(limit);
        var after = Cursor.Parse(cursor, Order);
        await using var db = await database.ReadAsync(cancellationToken);
        List<TagView> tags = [];
        await using var row = await db
            .Statement(
                """
                SELECT t.name, count(*) FROM conversation_tags t JOIN conversations c ON c.id = t.conversation_id
                WHERE t.owner_id = @owner AND t.name > @after AND c.status <> 'deleted'
                GROUP BY t.name ORDER BY t.name LIMIT @limit
                """,
                ("@owner", user.Id),
                ("@after", after?.Key ?? ""),
                ("@limit", size + 1))
            .ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            tags.Add(new TagView(row.GetString(0), row.GetInt32(1)));
        }

        return tags.ToPage(size, last => new Cursor(Order, last.Name, Guid.Empty));
    }

    /// <summary>The tags that some of a selection have, by name, and how many have each.</summary>
    public async Task<IReadOnlyList<TagView>> CountAsync(CurrentUser user, BulkSelection selection, CancellationToken cancellationToken)
    {
        await using var db = await database.ReadAsync(cancellationToken);
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var sign = 1;
        if (selection.Filter is { } filter)
        {
            sign = -1; // those that are named are not meant
            await AddAsync(db.Context.Conversations.VisibleTo(user.Id).Matching(filter), 1, counts, cancellationToken);
        }

        foreach (var ids in selection.Ids.Chunk(PageLimits.Max))
        {
            await AddAsync(db.Context.Conversations.VisibleTo(user.Id).Where(conversation => ids.Contains(conversation.Id)), sign, counts, cancellationToken);
        }

        return [.. counts.Where(tag => tag.Value > 0).Select(tag => new TagView(tag.Key, tag.Value))];
    }

    private static async Task AddAsync(
        IQueryable<Conversation> conversations, int sign, SortedDictionary<string, int> counts, CancellationToken cancellationToken)
    {
        var tags = await conversations
            .SelectMany(conversation => conversation.Tags)
            .GroupBy(tag => tag.Name)
            .Select(tag => new { tag.Key, Count = tag.Count() })
            .ToListAsync(cancellationToken);
        foreach (var tag in tags)
        {
            counts[tag.Key] = counts.GetValueOrDefault(tag.Key) + (sign * tag.Count);
        }
    }
}
