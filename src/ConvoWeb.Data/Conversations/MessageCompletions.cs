using ConvoWeb.Data.Providers;

namespace ConvoWeb.Data.Conversations;

/// <summary>The rest of messages of which only the beginning was there when they were stored.</summary>
public static class MessageCompletions
{
    /// <summary>
    /// Unlike an edit it leaves no trace: the message is from then on as if it had come whole, so that an even longer one can
    /// complete it again, and what a person changed is still told from what came.
    /// </summary>
    public static async ValueTask CompleteAsync(
        DatabaseScope db, LockedConversation conversation, Guid messageId, MessageChange whole, DateTimeOffset now)
    {
        conversation.Model ??= whole.Model;
        if (await MessageWrites.EditAsync(db, conversation, messageId, whole, now))
        {
            await db.ExecuteAsync("UPDATE messages SET added_version = version WHERE id = @id", ("@id", messageId));
        }
    }
}
