using ConvoWeb.Data.Privacy;
using ConvoWeb.Data.Providers;

namespace ConvoWeb.Data.Recording;

/// <summary>A history that is known: where it stands here.</summary>
public sealed record KnownHistory(string Hash, Guid ConversationId, Guid MessageId);

/// <summary>The only statements that write which histories are known, and that look for them.</summary>
public static class RecordedTurns
{
    /// <summary>What the hashes of an owner are keyed with.</summary>
    public static async ValueTask<byte[]> KeyAsync(DatabaseScope db, string ownerId)
    {
        await OwnerPrivacyWrites.AddAsync(db, ownerId);
        return (byte[])(await db.Statement("SELECT receipt_key FROM owner_privacy WHERE owner_id = @owner", ("@owner", ownerId)).ExecuteScalarAsync())!;
    }

    /// <summary>Those of the histories that are here, outside the trash, with their last message still there.</summary>
    public static async ValueTask<IReadOnlyList<KnownHistory>> FindAsync(DatabaseScope db, string ownerId, IReadOnlyList<string> hashes)
    {
        var known = new List<KnownHistory>();
        foreach (var some in hashes.Chunk(db.RowsPerStatement))
        {
            var parameters = new StatementParameters();
            var owner = parameters.Add(ownerId);
            await using var row = await db
                .Statement(
                    $"""
                    SELECT t.hash, t.conversation_id, t.message_id FROM recorded_turns t
                    JOIN conversations c ON c.id = t.conversation_id AND c.owner_id = t.owner_id AND c.status <> 'deleted'
                    JOIN messages m ON m.id = t.message_id
                    WHERE t.owner_id = {owner} AND t.hash IN ({parameters.AddAll(some)})
                    """,
                    parameters.Values)
                .ExecuteReaderAsync();
            while (await row.ReadAsync())
            {
                known.Add(new KnownHistory(row.GetString(0), row.Id(1), row.Id(2)));
            }
        }

        return known;
    }

    /// <summary>The same history said again ends where it was said last.</summary>
    public static async ValueTask NoteAsync(DatabaseScope db, string ownerId, IReadOnlyList<KnownHistory> histories)
    {
        foreach (var history in histories)
        {
            await db.ExecuteAsync(
                """
                INSERT INTO recorded_turns (owner_id, hash, conversation_id, message_id)
                SELECT owner_id, @hash, id, @message FROM conversations WHERE id = @conversation AND owner_id = @owner
                ON CONFLICT (owner_id, hash) DO UPDATE SET conversation_id = excluded.conversation_id, message_id = excluded.message_id
                """,
                ("@owner", ownerId),
                ("@hash", history.Hash),
                ("@conversation", history.ConversationId),
                ("@message", history.MessageId));
        }
    }
}
