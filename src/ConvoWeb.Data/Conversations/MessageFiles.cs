using ConvoWeb.Data.Providers;

namespace ConvoWeb.Data.Conversations;

/// <summary>What a stored message says of its files, once they have come.</summary>
public sealed record MessageFiles(Guid MessageId, string? AudioUrl, string Metadata)
{
    /// <summary>What is said and when it was said stay; viewers read the messages again.</summary>
    public static async ValueTask SetAsync(DatabaseScope db, LockedConversation conversation, IReadOnlyList<MessageFiles> messages)
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
        }

        await db.ExecuteAsync("UPDATE conversations SET version = @version WHERE id = @id", ("@version", conversation.Version), ("@id", conversation.Id));
    }
}
