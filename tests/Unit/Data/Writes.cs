using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Providers;
using Microsoft.EntityFrameworkCore;

namespace ConvoWeb.Tests.Unit.Data;

/// <summary>What the services do to messages, without the services: for tests of the storage layer itself.</summary>
internal static class Writes
{
    public static readonly DateTimeOffset Now = new(2026, 11, 21, 9, 32, 0, TimeSpan.Zero);

    public static NewMessageRow Said(string content, MessageType type = MessageType.User) =>
        new() { Id = Guid.CreateVersion7(), Type = type, Content = content, Timestamp = Now };

    public static Task<Appended> AppendAsync(this IDatabase database, Conversation conversation, params NewMessageRow[] messages) =>
        database.WriteAsync(
            async db => await MessageWrites.AppendAsync(db, (await LockedConversation.LockAsync(db, conversation.OwnerId, conversation.Id))!, messages, Now),
            Cancel);

    public static Task<bool> EditAsync(this IDatabase database, Conversation conversation, Guid messageId, MessageChange change) =>
        database.WriteAsync(
            async db => await MessageWrites.EditAsync(db, (await LockedConversation.LockAsync(db, conversation.OwnerId, conversation.Id))!, messageId, change, Now),
            Cancel);

    public static Task<bool> RemoveAsync(this IDatabase database, Conversation conversation, Guid messageId) =>
        database.WriteAsync(
            async db => await MessageWrites.RemoveAsync(db, (await LockedConversation.LockAsync(db, conversation.OwnerId, conversation.Id))!, messageId, Now),
            Cancel);

    public static async Task<Conversation> ReadAsync(this TestDatabase database, Conversation conversation)
    {
        await using var db = await database.Contexts.CreateDbContextAsync(Cancel);
        return await db.Conversations.SingleAsync(c => c.Id == conversation.Id, Cancel);
    }

    public static async Task<IReadOnlyList<Message>> MessagesAsync(this TestDatabase database, Conversation conversation)
    {
        await using var db = await database.Contexts.CreateDbContextAsync(Cancel);
        return await db.Messages.Where(m => m.ConversationId == conversation.Id).OrderBy(m => m.Seq).ToListAsync(Cancel);
    }
}
