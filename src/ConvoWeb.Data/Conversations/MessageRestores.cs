using System.Data.Common;
using ConvoWeb.Data.Providers;

namespace ConvoWeb.Data.Conversations;

/// <summary>A message that was removed, with all that it takes to be as if it had not been.</summary>
public sealed record RemovedMessage
{
    /// <summary>With the number and the parent that it had.</summary>
    public required NewMessageRow Message { get; init; }

    /// <summary>They were handed to its parent.</summary>
    public required IReadOnlyList<Guid> AnswerIds { get; init; }

    /// <summary>The reader's branch ended with it.</summary>
    public required bool WasActiveLeaf { get; init; }

    /// <summary>Where an interrupted one goes on.</summary>
    public required Draft? Draft { get; init; }
}

/// <summary>Removes a message so that it can come back, and brings it back: the same row with the same number, in its old place.</summary>
public static class MessageRestores
{
    private const string SelectWhole =
        """
        SELECT type, content, timestamp, state, seq, parent_id, model, audio_url, audio_duration, tokens_in, tokens_out, tokens_estimated,
               external_id, metadata, row_id
        FROM messages WHERE id = @id AND conversation_id = @conversation_id
        """;

    /// <summary>Null when there is no such message.</summary>
    /// <exception cref="ConflictException">It is still being written.</exception>
    public static async ValueTask<RemovedMessage?> RemoveAsync(
        DatabaseScope db, LockedConversation conversation, Guid messageId, DateTimeOffset now)
    {
        if (await ReadAsync(db, conversation, messageId) is not { } removed)
        {
            return null;
        }

        if (removed.Message.State is MessageState.Draft)
        {
            throw new ConflictException("The message is still being written. Finalize it first.");
        }

        await MessageWrites.RemoveAsync(db, conversation, messageId, now);
        return removed;
    }

    /// <summary>Answers that went elsewhere meanwhile stay there, and so does a reader whose branch went on.</summary>
    /// <exception cref="ConflictException">It is there already.</exception>
    public static async ValueTask RestoreAsync(DatabaseScope db, LockedConversation conversation, RemovedMessage removed, DateTimeOffset now)
    {
        var message = removed.Message;
        if (await ExistsAsync(db, conversation, message.Id))
        {
            throw new ConflictException("The message is in the conversation already.");
        }

        if (message.ExternalId is not null)
        {
            await MessageWrites.RequireNewAsync(db, conversation.Id, message.ExternalId);
        }

        var parentId = message.ParentId is { } parent && await ExistsAsync(db, conversation, parent) ? message.ParentId : null;
        conversation.Version++;
        await MessageWrites.InsertAsync(db, conversation, message, message.Seq!.Value, parentId);
        await TakeAnswersBackAsync(db, conversation, removed, parentId);
        await db.ExecuteAsync(
            "DELETE FROM message_removals WHERE conversation_id = @conversation_id AND message_id = @id",
            ("@conversation_id", conversation.Id),
            ("@id", message.Id));
        if (removed.Draft is { } draft)
        {
            await BeginAgainAsync(db, conversation, message.Id, draft);
        }

        var model = conversation.Model;
        MessageWrites.Count(db, conversation, message.Counted);
        conversation.Model = model;
        conversation.ActiveLeafId = removed.WasActiveLeaf && conversation.ActiveLeafId == parentId ? message.Id : conversation.ActiveLeafId;
        await MessageWrites.ShowNewestAsync(db, conversation);
        await conversation.SaveAsync(db, now);
    }

    private static async ValueTask TakeAnswersBackAsync(DatabaseScope db, LockedConversation conversation, RemovedMessage removed, Guid? parentId)
    {
        if (removed.AnswerIds.Count == 0)
        {
            return;
        }

        var parameters = new StatementParameters();
        await db.ExecuteAsync(
            $"""
            UPDATE messages SET parent_id = {parameters.Add(removed.Message.Id)}, version = {parameters.Add(conversation.Version)}
            WHERE id IN ({parameters.AddAll(removed.AnswerIds)}) AND conversation_id = {parameters.Add(conversation.Id)}
                AND coalesce(parent_id, '') = {parameters.Add(parentId?.ToString() ?? "")}
            """,
            parameters.Values);
    }

    private static ValueTask<int> BeginAgainAsync(DatabaseScope db, LockedConversation conversation, Guid messageId, Draft draft) =>
        db.ExecuteAsync(
            """
            INSERT INTO drafts (message_row_id, conversation_id, is_open, next_n, bytes, version, node, lease_until)
            SELECT row_id, @conversation_id, @is_open, @next_n, @bytes, @version, @node, @lease_until FROM messages WHERE id = @id
            """,
            ("@conversation_id", conversation.Id),
            ("@is_open", draft.IsOpen),
            ("@next_n", draft.NextN),
            ("@bytes", draft.Bytes),
            ("@version", draft.Version),
            ("@node", draft.Node),
            ("@lease_until", draft.LeaseUntil),
            ("@id", messageId));

    private static async ValueTask<RemovedMessage?> ReadAsync(DatabaseScope db, LockedConversation conversation, Guid messageId)
    {
        NewMessageRow message;
        long rowId;
        await using (var row = await db.Statement(SelectWhole, ("@id", messageId), ("@conversation_id", conversation.Id)).ExecuteReaderAsync())
        {
            if (!await row.ReadAsync())
            {
                return null;
            }

            (message, rowId) = (Read(row, messageId), row.GetInt64(14));
        }

        var answers = new List<Guid>();
        await using (var row = await db.Statement("SELECT id FROM messages WHERE parent_id = @id", ("@id", messageId)).ExecuteReaderAsync())
        {
            while (await row.ReadAsync())
            {
                answers.Add(row.Id(0));
            }
        }

        return new RemovedMessage
        {
            Message = message,
            AnswerIds = answers,
            WasActiveLeaf = conversation.ActiveLeafId == messageId,
            Draft = await FindDraftAsync(db, conversation, rowId),
        };
    }

    private static NewMessageRow Read(DbDataReader row, Guid messageId) => new()
    {
        Id = messageId,
        Type = row.Word<MessageType>(0),
        Content = row.GetString(1),
        Timestamp = row.Time(2),
        State = row.Word<MessageState>(3),
        Seq = row.GetInt32(4),
        ParentId = row.IdOrNull(5),
        Model = row.TextOrNull(6),
        AudioUrl = row.TextOrNull(7),
        AudioDuration = row.SecondsOrNull(8),
        TokensIn = row.NumberOrNull(9),
        TokensOut = row.NumberOrNull(10),
        TokensEstimated = row.GetBoolean(11),
        ExternalId = row.TextOrNull(12),
        Metadata = row.TextOrNull(13),
    };

    private static async ValueTask<Draft?> FindDraftAsync(DatabaseScope db, LockedConversation conversation, long rowId)
    {
        await using var row = await db
            .Statement("SELECT is_open, next_n, bytes, version, node, lease_until FROM drafts WHERE message_row_id = @row_id", ("@row_id", rowId))
            .ExecuteReaderAsync();
        return await row.ReadAsync()
            ? new Draft
            {
                MessageRowId = rowId,
                ConversationId = conversation.Id,
                IsOpen = row.GetBoolean(0),
                NextN = row.GetInt32(1),
                Bytes = row.GetInt32(2),
                Version = row.GetInt64(3),
                Node = row.GetString(4),
                LeaseUntil = row.Time(5),
            }
            : null;
    }

    private static async ValueTask<bool> ExistsAsync(DatabaseScope db, LockedConversation conversation, Guid messageId) =>
        await db
            .Statement("SELECT 1 FROM messages WHERE id = @id AND conversation_id = @conversation_id", ("@id", messageId), ("@conversation_id", conversation.Id))
            .ExecuteScalarAsync() is not null;
}
