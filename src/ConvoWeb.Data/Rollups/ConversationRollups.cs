using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Providers;

namespace ConvoWeb.Data.Rollups;

/// <summary>Counts whole conversations, with all that is in them, as they are stored at that moment.</summary>
public static class ConversationRollups
{
    /// <summary>They came out of the trash, or belong to somebody else now.</summary>
    public static ValueTask AddAsync(DatabaseScope db, string ownerId, IReadOnlyList<Guid> ids) => CountAsync(db, db.Rollups, ownerId, ids, 1);

    /// <summary>They go to the trash or for good, or belong to somebody else from now on. To be called while their messages are there.</summary>
    public static ValueTask SubtractAsync(DatabaseScope db, string ownerId, IReadOnlyList<Guid> ids) => CountAsync(db, db.Rollups, ownerId, ids, -1);

    /// <summary>The conversations, which are not in the trash, got a tag or lost it.</summary>
    public static async ValueTask TagAsync(DatabaseScope db, string ownerId, IReadOnlyList<Guid> ids, string tag, bool isAdded)
    {
        foreach (var (key, conversation) in await ReadAsync(db, ownerId, ids))
        {
            db.Rollups.AddTag(key, conversation, tag, isAdded ? 1 : -1);
        }
    }

    /// <summary>A new conversation, without messages yet.</summary>
    internal static void Begin(DatabaseScope db, Conversation conversation, IReadOnlyCollection<string> tags)
    {
        if (conversation.Status is not ConversationStatus.Deleted)
        {
            db.Rollups.Move(
                new ConversationKey(conversation.OwnerId, conversation.Id, conversation.CreatedAt),
                null,
                new CountedConversation(conversation.PersonalityId, conversation.Model, conversation.LastMessageAt, conversation.MessageCount),
                tags);
        }
    }

    internal static async ValueTask CountAsync(DatabaseScope db, RollupChanges changes, string ownerId, IReadOnlyList<Guid> ids, int sign)
    {
        if (ids.Count == 0)
        {
            return;
        }

        var conversations = await ReadAsync(db, ownerId, ids);
        var tags = await ReadTagsAsync(db, ids);
        foreach (var (key, conversation) in conversations)
        {
            changes.Move(key, sign < 0 ? conversation : null, sign < 0 ? null : conversation, [.. tags[key.Id]]);
        }

        var byId = conversations.ToDictionary(conversation => conversation.Key.Id);
        var parameters = new StatementParameters();
        await using var row = await db
            .Statement(
                $"""
                SELECT conversation_id, type, timestamp, model, tokens_in, tokens_out, tokens_estimated, audio_duration, length(content),
                       CASE WHEN type = 'ai' THEN metadata END
                FROM messages
                WHERE conversation_id IN ({parameters.AddAll(ids)}) AND type <> 'system' AND state <> 'draft'
                """,
                parameters.Values)
            .ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            if (byId.TryGetValue(row.Id(0), out var of))
            {
                changes.Add(
                    of.Key,
                    of.Conversation.PersonalityId,
                    new CountedMessage
                    {
                        Type = row.Word<MessageType>(1),
                        Timestamp = row.Time(2),
                        Model = row.TextOrNull(3),
                        TokensIn = row.NumberOrNull(4),
                        TokensOut = row.NumberOrNull(5),
                        TokensEstimated = row.GetBoolean(6),
                        AudioDuration = row.SecondsOrNull(7),
                        Length = row.GetInt64(8),
                        Metadata = row.TextOrNull(9),
                    },
                    sign);
            }
        }
    }

    private static async ValueTask<List<(ConversationKey Key, CountedConversation Conversation)>> ReadAsync(
        DatabaseScope db, string ownerId, IReadOnlyList<Guid> ids)
    {
        List<(ConversationKey, CountedConversation)> conversations = [];
        if (ids.Count == 0)
        {
            return conversations;
        }

        var parameters = new StatementParameters();

        // The empty text keeps SQLite from going through all that are the owner's.
        await using var row = await db
            .Statement(
                $"""
                SELECT id, created_at, personality_id, model, last_message_at, message_count FROM conversations
                WHERE id IN ({parameters.AddAll(ids)}) AND owner_id || '' = {parameters.Add(ownerId)}
                """,
                parameters.Values)
            .ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            conversations.Add((
                new ConversationKey(ownerId, row.Id(0), row.Time(1)),
                new CountedConversation(row.IdOrNull(2), row.TextOrNull(3), row.Time(4), row.GetInt32(5))));
        }

        return conversations;
    }

    private static async ValueTask<ILookup<Guid, string>> ReadTagsAsync(DatabaseScope db, IReadOnlyList<Guid> ids)
    {
        List<(Guid Id, string Name)> tags = [];
        var parameters = new StatementParameters();
        await using var row = await db
            .Statement($"SELECT conversation_id, name FROM conversation_tags WHERE conversation_id IN ({parameters.AddAll(ids)})", parameters.Values)
            .ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            tags.Add((row.Id(0), row.GetString(1)));
        }

        return tags.ToLookup(tag => tag.Id, tag => tag.Name);
    }
}
