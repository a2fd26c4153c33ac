using ConvoWeb.Data.Files;
using ConvoWeb.Data.Providers;

namespace ConvoWeb.Data.Conversations;

/// <summary>What a stored message says of its files, once they have come.</summary>
public sealed record MessageFiles(Guid MessageId, string? AudioUrl, string Metadata)
{
    /// <summary>What is said and when it was said stay; viewers read the messages again, and an export of what came here since has them.</summary>
    public static async ValueTask SetAsync(DatabaseScope db, LockedConversation conversation, IReadOnlyList<MessageFiles> messages, DateTimeOffset now)
    {
        conversation.Version++;
        foreach (var message in messages)
        {
            await db.ExecuteAsync(
                "UPDATE messages SET version = @version, audio_url = @audio_url, metadata = @metadata WHERE id = @id AND conversation_id = @conversation_id",
                ("@version", conversation.Version),
                ("@audio_url", message.AudioUrl),
                ("@metadata", message.Metadata),
                ("@id", message.MessageId),
                ("@conversation_id", conversation.Id));
            await FileUses.NoteAsync(db, conversation, message.AudioUrl, message.Metadata);
        }

        await db.ExecuteAsync(
            "UPDATE conversations SET version = @version, stored_at = @now WHERE id = @id",
            ("@version", conversation.Version),
            ("@now", now),
            ("@id", conversation.Id));
    }
}
