using System.Data.Common;
using System.Runtime.CompilerServices;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Providers;

namespace ConvoWeb.Data.Privacy;

/// <summary>What of a conversation may have private details in it, beside its messages.</summary>
public sealed record ConversationTexts(Guid Id, string Title, string? Metadata);

/// <summary>What of a message may have.</summary>
public sealed record MessageTexts(Guid Id, Guid ConversationId, MessageType Type, string Content, string? Metadata);

/// <summary>Reads all texts of an owner, to look for what is not to be kept any more.</summary>
public static class StoredTexts
{
    /// <summary>By id, those in the trash too.</summary>
    public static async ValueTask<IReadOnlyList<ConversationTexts>> PageAsync(DatabaseScope db, string ownerId, Guid after, int limit)
    {
        var page = new List<ConversationTexts>();
        await using var row = await db
            .Statement(
                "SELECT id, title, metadata FROM conversations WHERE owner_id = @owner AND id > @after ORDER BY id LIMIT @limit",
                ("@owner", ownerId),
                ("@after", after),
                ("@limit", limit))
            .ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            page.Add(new ConversationTexts(row.Id(0), row.GetString(1), row.TextOrNull(2)));
        }

        return page;
    }

    /// <summary>One after the other, because they may be large; what is still being written is left out.</summary>
    public static async IAsyncEnumerable<MessageTexts> MessagesAsync(
        DatabaseScope db, Guid conversationId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var row = await db
            .Statement(
                "SELECT id, type, content, metadata FROM messages WHERE conversation_id = @id AND state <> 'draft' ORDER BY seq",
                ("@id", conversationId))
            .ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            yield return Of(row, conversationId);
        }
    }

    /// <summary>What a title may have been made of.</summary>
    public static async ValueTask<MessageTexts?> FirstAsync(DatabaseScope db, Guid conversationId)
    {
        await using var row = await db
            .Statement(
                "SELECT id, type, content, metadata FROM messages WHERE conversation_id = @id AND state <> 'draft' AND type <> 'system' ORDER BY seq LIMIT 1",
                ("@id", conversationId))
            .ExecuteReaderAsync();
        return await row.ReadAsync() ? Of(row, conversationId) : null;
    }

    /// <summary>Changes title and metadata; one more version, when that is a change.</summary>
    public static async ValueTask ChangeAsync(
        DatabaseScope db, LockedConversation conversation, Func<string, string> text, Func<string?, string?> json, DateTimeOffset now)
    {
        var (title, metadata) = ("", default(string));
        await using (var row = await db.Statement("SELECT title, metadata FROM conversations WHERE id = @id", ("@id", conversation.Id)).ExecuteReaderAsync())
        {
            await row.ReadAsync();
            (title, metadata) = (row.GetString(0), row.TextOrNull(1));
        }

        var (newTitle, newMetadata) = (text(title), json(metadata));
        if (newTitle == title && newMetadata == metadata)
        {
            return;
        }

        conversation.Version++;
        await db.ExecuteAsync(
            "UPDATE conversations SET title = @title, title_key = @title_key, metadata = @metadata WHERE id = @id",
            ("@title", newTitle),
            ("@title_key", Conversation.TitleKeyOf(newTitle)),
            ("@metadata", newMetadata),
            ("@id", conversation.Id));
        await conversation.SaveAsync(db, now);
    }

    private static MessageTexts Of(DbDataReader row, Guid conversationId) =>
        new(row.Id(0), conversationId, row.Word<MessageType>(1), row.GetString(2), row.TextOrNull(3));
}
