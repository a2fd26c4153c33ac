using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Platform.Paging;

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
}
