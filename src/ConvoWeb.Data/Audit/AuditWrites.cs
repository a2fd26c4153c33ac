using ConvoWeb.Data.Conventions;
using ConvoWeb.Data.Providers;

namespace ConvoWeb.Data.Audit;

/// <summary>The only statement that touches the trail: it is added to, in the transaction of what it tells. The database itself refuses any other.</summary>
public static class AuditWrites
{
    public static async ValueTask AddAsync(DatabaseScope db, AuditEntry entry) =>
        await db.ExecuteAsync(
            """
            INSERT INTO audit_entries (id, owner_id, actor, action, at, origin, conversation_id, count, detail)
            VALUES (@id, @owner, @actor, @action, @at, @origin, @conversation_id, @count, @detail)
            """,
            ("@id", entry.Id),
            ("@owner", entry.OwnerId),
            ("@actor", entry.Actor),
            ("@action", Words<AuditAction>.Of(entry.Action)),
            ("@at", entry.At),
            ("@origin", entry.Origin),
            ("@conversation_id", entry.ConversationId),
            ("@count", entry.Count),
            ("@detail", entry.Detail));
}
