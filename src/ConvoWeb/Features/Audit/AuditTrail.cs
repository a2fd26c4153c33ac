using System.Data.Common;
using ConvoWeb.Data.Audit;
using ConvoWeb.Data.Providers;
using ConvoWeb.Platform.Paging;

namespace ConvoWeb.Features.Audit;

/// <summary>Reads the trail; nothing here can change it.</summary>
public sealed class AuditTrail(IDatabase database)
{
    private const string Order = "audit";

    /// <summary>What was done to an owner's data, the newest first.</summary>
    /// <exception cref="Data.InvalidInputException">The cursor or the limit is none of ours.</exception>
    public async Task<Page<AuditView>> ListAsync(string ownerId, string? cursor, int? limit, CancellationToken cancellationToken)
    {
        var size = PageLimits.Check(limit);
        var before = Cursor.Parse(cursor, Order)?.Id ?? Guid.AllBitsSet;
        var items = new List<AuditView>();
        await using var db = await database.ReadAsync(cancellationToken);
        await using var row = await db
            .Statement(
                """
                SELECT id, at, actor, action, origin, conversation_id, count, detail FROM audit_entries
                WHERE owner_id = @owner AND id < @before ORDER BY id DESC LIMIT @limit
                """,
                ("@owner", ownerId),
                ("@before", before),
                ("@limit", size + 1))
            .ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            items.Add(Read(row));
        }

        return items.ToPage(size, last => new Cursor(Order, "", last.Id));
    }

    private static AuditView Read(DbDataReader row) => new()
    {
        Id = row.Id(0),
        At = row.Time(1),
        Actor = row.GetString(2),
        Action = row.Word<AuditAction>(3),
        Origin = row.GetString(4),
        ConversationId = row.IdOrNull(5),
        Count = row.GetInt32(6),
        Detail = row.TextOrNull(7),
    };
}
