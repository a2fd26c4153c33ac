using ConvoWeb.Data.Providers;

namespace ConvoWeb.Data.Recording;

/// <summary>A history that is known: where it stands here.</summary>
public sealed record KnownHistory(string Hash, Guid ConversationId, Guid MessageId);

/// <summary>The only statements that write which histories are known, and that look for them.</summary>
public static class RecordedTurns
{
    /// <summary>What the hashes of an owner are keyed with, who has settled something about privacy.</summary>
    public static async ValueTask<byte[]> KeyAsync(DatabaseScope db, string ownerId) =>
        (byte[])(await db.Statement("SELECT receipt_key FROM owner_privacy WHERE owner_id = @owner", ("@owner", ownerId)).ExecuteScalarAsync())!;

    /// <summary>Those of them that are here, not in the trash, and whose last message is not gone.</summary>
    public static async ValueTask<IReadOnlyList<KnownHistory>> FindAsync(DatabaseScope db, string ownerId, IReadOnlyList<string> hashes)
    {
        var found = new List<KnownHistory>();
        var parameters = new StatementParameters();
        await using var row = await db
            .Statement(
                $"""
                SELECT t.hash, t.conversation_id, t.message_id FROM recorded_turns t
                JOIN conversations c ON c.id = t.conversation_id AND c.owner_id = t.owner_id AND c.status <> 'deleted'
                JOIN messages m ON m.id = t.message_id
                WHERE t.owner_id = {parameters.Add(ownerId)} AND t.hash IN ({parameters.AddAll(hashes)})
                """,
                parameters.Values)
            .ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            found.Add(new KnownHistory(row.GetString(0), row.Id(1), row.Id(2)));
        }

        return found;
    }

    /// <summary>The same history said again ends where it was said last. Of a conversation that is gone nothing is noted.</summary>
    public static async ValueTask NoteAsync(DatabaseScope db, string ownerId, IReadOnlyList<KnownHistory> histories)
    {
        foreach (var history in histories)
        {
            await db.ExecuteAsync(
                $"""
                INSERT INTO recorded_turns (owner_id, hash, conversation_id, message_id)
                SELECT owner_id, @hash, id, @message FROM conversations WHERE id = @conversation AND owner_id = @owner {db.ForShare}
                ON CONFLICT (owner_id, hash) DO UPDATE SET conversation_id = excluded.conversation_id, message_id = excluded.message_id
                """,
                ("@owner", ownerId),
                ("@hash", history.Hash),
                ("@conversation", history.ConversationId),
                ("@message", history.MessageId));
        }
    }

    public static async ValueTask<int> ForgetAsync(DatabaseScope db, string ownerId, string hash) =>
        await db.ExecuteAsync("DELETE FROM recorded_turns WHERE owner_id = @owner AND hash = @hash", ("@owner", ownerId), ("@hash", hash));
}
