using ConvoWeb.Data.Files;
using ConvoWeb.Data.Providers;
using ConvoWeb.Data.Rollups;

namespace ConvoWeb.Data.Conversations;

/// <summary>
/// The only statements that change messages. Numbers without gaps, counters, preview and version move in the transaction
/// of the messages that they belong to, whoever asks.
/// </summary>
public static class MessageWrites
{
    private const string Insert =
        """
        INSERT INTO messages (
            id, conversation_id, seq, parent_id, type, state, timestamp, version, added_version, model, audio_url, audio_duration,
            tokens_in, tokens_out, tokens_estimated, external_id, metadata, content)
        VALUES (
            @id, @conversation_id, @seq, @parent_id, @type, @state, @timestamp, @version, @version, @model, @audio_url, @audio_duration,
            @tokens_in, @tokens_out, @tokens_estimated, @external_id, @metadata, @content)
        """;

    /// <summary>Appends in the given order. <paramref name="activeLeaf"/> names the branch that readers see; by default the last one's.</summary>
    /// <exception cref="InvalidInputException">A <c>parent_id</c> is of no message in this conversation.</exception>
    /// <exception cref="ConflictException">An <c>external_id</c> is in the conversation already.</exception>
    /// <remarks>A kept <see cref="NewMessageRow.Seq"/> may leave numbers unused, as a removal did before; none goes back.</remarks>
    public static async ValueTask<Appended> AppendAsync(
        DatabaseScope db, LockedConversation conversation, IReadOnlyList<NewMessageRow> messages, DateTimeOffset now, Guid? activeLeaf = null)
    {
        var firstSeq = conversation.NextSeq;
        var parents = new Guid?[messages.Count];
        var added = messages.Count > 1 ? new HashSet<Guid>() : null; // a parent that was just stored need not be looked up
        var externalIds = firstSeq == 1 ? new HashSet<string>(StringComparer.Ordinal) : null; // no message was ever in it: none is looked for
        conversation.Version++;

        for (var i = 0; i < messages.Count; i++)
        {
            var message = messages[i];
            parents[i] = message.IsRoot ? null : message.ParentId ?? conversation.ActiveLeafId;
            if (message.ParentId is { } parent && added?.Contains(parent) is not true)
            {
                await RequireAsync(db, conversation.Id, parent);
            }

            if (message.ExternalId is not null && externalIds?.Add(message.ExternalId) is not true)
            {
                await RequireNewAsync(db, conversation.Id, message.ExternalId); // of those in this call one is stored already
            }

            var seq = Math.Max(message.Seq ?? 0, conversation.NextSeq);
            conversation.NextSeq = seq + 1;
            added?.Add(message.Id);
            await InsertAsync(db, conversation, message, seq, parents[i]);
            await FileUses.NoteAsync(db, conversation, message.AudioUrl, message.Metadata);

            conversation.ActiveLeafId = message.Id;
            if (message.Lease is { } lease)
            {
                await DraftWrites.BeginAsync(db, conversation, message, lease, now);
                continue; // it counts when it ends
            }

            Count(db, conversation, message.Counted);
            if (message.Type is not MessageType.System)
            {
                conversation.Preview = Previews.Of(message.Content);
            }
        }

        conversation.ActiveLeafId = activeLeaf ?? conversation.ActiveLeafId;
        await conversation.SaveAsync(db, now);
        return new Appended(firstSeq, conversation.Version, parents);
    }

    /// <summary>False when the conversation has no such message.</summary>
    /// <exception cref="ConflictException">It is still being written.</exception>
    public static async ValueTask<bool> EditAsync(
        DatabaseScope db, LockedConversation conversation, Guid messageId, MessageChange change, DateTimeOffset now)
    {
        if (await FindAsync(db, conversation.Id, messageId) is not { } before)
        {
            return false;
        }

        if (before.State is MessageState.Draft)
        {
            throw new ConflictException("The message is still being written. Finalize it first.");
        }

        conversation.Version++;
        await db.ExecuteAsync(
            """
            UPDATE messages SET
                version = @version, model = @model, audio_url = @audio_url, audio_duration = @audio_duration,
                tokens_in = @tokens_in, tokens_out = @tokens_out, metadata = @metadata, content = @content
            WHERE id = @id
            """,
            ("@version", conversation.Version),
            ("@model", change.Model),
            ("@audio_url", change.AudioUrl),
            ("@audio_duration", change.AudioDuration),
            ("@tokens_in", change.TokensIn),
            ("@tokens_out", change.TokensOut),
            ("@metadata", change.Metadata),
            ("@content", change.Content),
            ("@id", messageId));

        await FileUses.NoteAsync(db, conversation, change.AudioUrl, change.Metadata);
        if (before.State is MessageState.Interrupted)
        {
            await DraftWrites.ResizeAsync(db, before.RowId, change.Content); // a delta may still come
        }

        conversation.AudioDuration = Seconds(conversation.AudioDuration + (change.AudioDuration ?? 0) - (before.AudioDuration ?? 0));
        conversation.TokensIn += (change.TokensIn ?? 0) - (before.TokensIn ?? 0);
        conversation.TokensOut += (change.TokensOut ?? 0) - (before.TokensOut ?? 0);
        conversation.Count(db, before.Counted, -1);
        conversation.Count(db, change.CountedAfter(before), 1);
        await ShowNewestAsync(db, conversation);
        await conversation.SaveAsync(db, now);
        return true;
    }

    /// <summary>Its answers move up to what it answered; its number stays unused. False when there is no such message.</summary>
    public static async ValueTask<bool> RemoveAsync(
        DatabaseScope db, LockedConversation conversation, Guid messageId, DateTimeOffset now)
    {
        if (await FindAsync(db, conversation.Id, messageId) is not { } removed)
        {
            return false;
        }

        conversation.Version++;
        await db.ExecuteAsync("DELETE FROM messages WHERE id = @id", ("@id", messageId));
        await db.ExecuteAsync(
            "UPDATE messages SET parent_id = @parent_id, version = @version WHERE parent_id = @id",
            ("@parent_id", removed.ParentId),
            ("@version", conversation.Version),
            ("@id", messageId));
        await db.ExecuteAsync(
            "INSERT INTO message_removals (conversation_id, message_id, version) VALUES (@conversation_id, @message_id, @version)",
            ("@conversation_id", conversation.Id),
            ("@message_id", messageId),
            ("@version", conversation.Version));

        Uncount(db, conversation, removed);
        conversation.OpenDrafts -= removed.State is MessageState.Draft ? 1 : 0;
        if (conversation.ActiveLeafId == messageId)
        {
            conversation.ActiveLeafId = removed.ParentId;
        }

        await FindLastTimeAsync(db, conversation, removed);
        await ShowNewestAsync(db, conversation);
        await conversation.SaveAsync(db, now);
        return true;
    }

    internal static ValueTask<int> InsertAsync(DatabaseScope db, LockedConversation conversation, NewMessageRow message, int seq, Guid? parentId) =>
        db.ExecuteAsync(
            Insert,
            ("@id", message.Id),
            ("@conversation_id", conversation.Id),
            ("@seq", seq),
            ("@parent_id", parentId),
            ("@type", message.Type),
            ("@state", message.State),
            ("@timestamp", message.Timestamp),
            ("@version", conversation.Version),
            ("@model", message.Model),
            ("@audio_url", message.AudioUrl),
            ("@audio_duration", message.AudioDuration),
            ("@tokens_in", message.TokensIn),
            ("@tokens_out", message.TokensOut),
            ("@tokens_estimated", message.TokensEstimated),
            ("@external_id", message.ExternalId),
            ("@metadata", message.Metadata),
            ("@content", message.Content));

    internal static void Count(DatabaseScope db, LockedConversation conversation, in CountedMessage message)
    {
        conversation.LastMessageAt = conversation.MessageCount == 0 || message.Timestamp > conversation.LastMessageAt
            ? message.Timestamp
            : conversation.LastMessageAt;
        conversation.MessageCount++;
        conversation.AudioDuration = Seconds(conversation.AudioDuration + (message.AudioDuration ?? 0));
        conversation.TokensIn += message.TokensIn ?? 0;
        conversation.TokensOut += message.TokensOut ?? 0;
        conversation.Model = message is { Type: MessageType.Ai, Model: not null } ? message.Model : conversation.Model;
        conversation.Count(db, message, 1);
    }

    /// <summary>A draft was never counted.</summary>
    internal static void Uncount(DatabaseScope db, LockedConversation conversation, StoredMessage message)
    {
        if (message.State is not MessageState.Draft)
        {
            conversation.MessageCount--;
            conversation.AudioDuration = Seconds(conversation.AudioDuration - (message.AudioDuration ?? 0));
            conversation.TokensIn -= message.TokensIn ?? 0;
            conversation.TokensOut -= message.TokensOut ?? 0;
            conversation.Count(db, message.Counted, -1);
        }
    }

    /// <summary>After a message that may have been the last one no longer counts.</summary>
    internal static async ValueTask FindLastTimeAsync(DatabaseScope db, LockedConversation conversation, StoredMessage gone)
    {
        if (gone.Timestamp >= conversation.LastMessageAt)
        {
            conversation.LastMessageAt = await db
                .Statement("SELECT max(timestamp) FROM messages WHERE conversation_id = @id AND state <> 'draft'", ("@id", conversation.Id))
                .ExecuteScalarAsync() is long newest
                ? DateTimeOffset.FromUnixTimeMilliseconds(newest)
                : conversation.CreatedAt;
        }
    }

    internal static async ValueTask ShowNewestAsync(DatabaseScope db, LockedConversation conversation)
    {
        // At most the length of a preview and some white space is read of a message that may be large.
        var newest = await db
            .Statement(
                """
                SELECT substr(content, 1, 1000) FROM messages
                WHERE conversation_id = @id AND type <> 'system' AND state <> 'draft' ORDER BY seq DESC LIMIT 1
                """,
                ("@id", conversation.Id))
            .ExecuteScalarAsync();
        conversation.Preview = newest is string content ? Previews.Of(content) : "";
    }

    internal static async ValueTask<StoredMessage?> FindAsync(DatabaseScope db, Guid conversationId, Guid messageId)
    {
        await using var row = await db
            .Statement(
                """
                SELECT row_id, parent_id, type, state, timestamp, model, audio_url, audio_duration, tokens_in, tokens_out, tokens_estimated, metadata,
                       length(content)
                FROM messages WHERE id = @id AND conversation_id = @conversation_id
                """,
                ("@id", messageId),
                ("@conversation_id", conversationId))
            .ExecuteReaderAsync();
        return await row.ReadAsync()
            ? new StoredMessage
            {
                RowId = row.GetInt64(0),
                ParentId = row.IdOrNull(1),
                Type = row.Word<MessageType>(2),
                State = row.Word<MessageState>(3),
                Timestamp = row.Time(4),
                Model = row.TextOrNull(5),
                AudioUrl = row.TextOrNull(6),
                AudioDuration = row.SecondsOrNull(7),
                TokensIn = row.NumberOrNull(8),
                TokensOut = row.NumberOrNull(9),
                TokensEstimated = row.GetBoolean(10),
                Metadata = row.TextOrNull(11),
                Length = row.GetInt64(12),
            }
            : null;
    }

    /// <summary>To the millisecond, so that sums stay free of the dust of binary fractions.</summary>
    private static double Seconds(double seconds) => Math.Round(Math.Clamp(seconds, 0, 1e12), 3);

    private static async ValueTask RequireAsync(DatabaseScope db, Guid conversationId, Guid messageId)
    {
        var found = await db
            .Statement(
                "SELECT 1 FROM messages WHERE id = @id AND conversation_id = @conversation_id",
                ("@id", messageId),
                ("@conversation_id", conversationId))
            .ExecuteScalarAsync();
        if (found is null)
        {
            throw new InvalidInputException("parent_id", "parent_id is not a message of this conversation.");
        }
    }

    internal static async ValueTask RequireNewAsync(DatabaseScope db, Guid conversationId, string externalId)
    {
        var found = await db
            .Statement(
                "SELECT 1 FROM messages WHERE conversation_id = @conversation_id AND external_id = @external_id",
                ("@conversation_id", conversationId),
                ("@external_id", externalId))
            .ExecuteScalarAsync();
        if (found is not null)
        {
            throw new ConflictException("A message with this external_id is in the conversation already.");
        }
    }
}
