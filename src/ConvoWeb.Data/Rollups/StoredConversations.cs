using System.Runtime.InteropServices;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Providers;

namespace ConvoWeb.Data.Rollups;

/// <summary>Some of an owner's conversations, in the order in which they were created.</summary>
/// <param name="Counted">Those that are not in the trash.</param>
/// <param name="Last">Where the next ones begin.</param>
/// <param name="Read">How many there are, in the trash or not.</param>
internal sealed record StoredConversations(IReadOnlyList<Guid> Counted, StoredConversations.Place Last, int Read)
{
    /// <summary>Before all of them.</summary>
    public static Place Beginning { get; } = new(DateTimeOffset.UnixEpoch, "");

    public static async ValueTask<StoredConversations> AfterAsync(DatabaseScope db, string ownerId, Place after, int limit)
    {
        List<Guid> counted = [];
        var (last, read) = (after, 0);
        await using var row = await db
            .Statement(
                """
                SELECT id, created_at, status FROM conversations
                WHERE owner_id = @owner AND (created_at, id) > (@at, @id) ORDER BY created_at, id LIMIT @limit
                """,
                ("@owner", ownerId),
                ("@at", after.Id.Length == 0 ? DateTimeOffset.MinValue : after.CreatedAt),
                ("@id", after.Id),
                ("@limit", limit))
            .ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            last = new Place(row.Time(1), row.GetString(0));
            read++;
            if (row.Word<ConversationStatus>(2) is not ConversationStatus.Deleted)
            {
                counted.Add(row.Id(0));
            }
        }

        return new StoredConversations(counted, last, read);
    }

    /// <param name="Id">Empty: before all of them.</param>
    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct Place(DateTimeOffset CreatedAt, string Id);
}
