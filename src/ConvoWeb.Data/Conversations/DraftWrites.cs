using System.Globalization;
using System.Text;
using ConvoWeb.Data.Files;
using ConvoWeb.Data.Providers;

namespace ConvoWeb.Data.Conversations;

/// <summary>The statements that begin and end a message which is written piece by piece: <see cref="DeltaWrites"/> adds the pieces, which are joined once, when it ends.</summary>
public static class DraftWrites
{
    /// <summary>How far the clocks of two nodes may be apart before one takes the other's living draft for silent.</summary>
    private static readonly TimeSpan ClockDifference = TimeSpan.FromSeconds(5);

    /// <summary>Joins the text and counts the message. False when it is final already, or not there, or <paramref name="end"/> leaves it.</summary>
    /// <param name="end">What it ends with, by what it began with; null leaves it as it is.</param>
    /// <param name="expectedN">The number of deltas that were sent, when the caller says it.</param>
    /// <exception cref="DeltaGapException">Not all deltas have come.</exception>
    public static async ValueTask<bool> EndAsync(
        DatabaseScope db, LockedConversation conversation, Guid messageId, Func<StoredMessage, Draft, MessageEnd?> end, int? expectedN, DateTimeOffset now)
    {
        if (await MessageWrites.FindAsync(db, conversation.Id, messageId) is not { State: not MessageState.Final } before
            || await LockAsync(db, before.RowId) is not { } draft
            || end(before, draft) is not { } ended)
        {
            return false;
        }

        if (expectedN is not null && expectedN != draft.NextN)
        {
            throw new DeltaGapException(expectedN.Value, draft.NextN);
        }

        MessageWrites.Uncount(db, conversation, before);
        conversation.Version++;
        var metadata = ended.State is MessageState.Final && before.Type is MessageType.Ai ? draft.TimesAt(now).AddTo(ended.Metadata) : ended.Metadata;
        var length = await db.Statement(
            """
            UPDATE messages SET
                content = content || coalesce((SELECT string_agg(text, '' ORDER BY n) FROM deltas WHERE message_row_id = @row_id), ''),
                state = @state, version = @version, model = @model, audio_url = @audio_url, audio_duration = @audio_duration,
                tokens_in = @tokens_in, tokens_out = @tokens_out, tokens_estimated = @tokens_estimated, metadata = @metadata
            WHERE row_id = @row_id RETURNING length(content)
            """,
            ("@row_id", before.RowId),
            ("@state", ended.State),
            ("@version", conversation.Version),
            ("@model", ended.Model),
            ("@audio_url", ended.AudioUrl),
            ("@audio_duration", ended.AudioDuration),
            ("@tokens_in", ended.TokensIn),
            ("@tokens_out", ended.TokensOut),
            ("@tokens_estimated", ended.TokensEstimated),
            ("@metadata", metadata)).ExecuteScalarAsync();
        await FileUses.NoteAsync(db, conversation, ended.AudioUrl, ended.Metadata);
        await db.ExecuteAsync("DELETE FROM deltas WHERE message_row_id = @message_row_id", ("@message_row_id", before.RowId));
        if (ended.State is MessageState.Final)
        {
            await db.ExecuteAsync("DELETE FROM drafts WHERE message_row_id = @message_row_id", ("@message_row_id", before.RowId));
        }
        else
        {
            await SetOpenAsync(db, before.RowId, isOpen: false, conversation.Version);
        }

        conversation.OpenDrafts -= draft.IsOpen ? 1 : 0;
        MessageWrites.Count(
            db,
            conversation,
            before.Counted with
            {
                Model = ended.Model,
                TokensIn = ended.TokensIn,
                TokensOut = ended.TokensOut,
                TokensEstimated = ended.TokensEstimated,
                AudioDuration = ended.AudioDuration,
                Length = Convert.ToInt64(length, CultureInfo.InvariantCulture),
                Metadata = metadata,
            });
        await MessageWrites.ShowNewestAsync(db, conversation);
        await conversation.SaveAsync(db, now);
        return true;
    }

    /// <summary>Those whose lease ran out. Another node's only when it ran out by any clock.</summary>
    public static async ValueTask<IReadOnlyList<SilentDraft>> FindSilentAsync(DatabaseScope db, string node, DateTimeOffset now, int limit)
    {
        var silent = new List<SilentDraft>();
        await using var row = await db
            .Statement(
                """
                SELECT c.owner_id, c.id, m.id
                FROM drafts d JOIN messages m ON m.row_id = d.message_row_id JOIN conversations c ON c.id = m.conversation_id
                WHERE d.is_open AND c.owner_id <> '' AND d.lease_until < CASE WHEN d.node = @node THEN @now ELSE @now_by_any_clock END
                LIMIT @limit
                """,
                ("@node", node),
                ("@now", now),
                ("@now_by_any_clock", now - ClockDifference),
                ("@limit", limit))
            .ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            silent.Add(new SilentDraft(row.GetString(0), row.Id(1), row.Id(2)));
        }

        return silent;
    }

    /// <summary>Ends it as interrupted with what has come, unless it was written to in the meantime.</summary>
    public static ValueTask<bool> InterruptAsync(
        DatabaseScope db, LockedConversation conversation, Guid messageId, string node, DateTimeOffset now) =>
        EndAsync(
            db,
            conversation,
            messageId,
            (message, draft) => draft.IsOpen && draft.LeaseUntil < (draft.Node == node ? now : now - ClockDifference)
                ? new MessageEnd
                {
                    State = MessageState.Interrupted,
                    Model = message.Model,
                    AudioUrl = message.AudioUrl,
                    AudioDuration = message.AudioDuration,
                    TokensIn = message.TokensIn,
                    TokensOut = message.TokensOut,
                    TokensEstimated = message.TokensEstimated,
                    Metadata = message.Metadata,
                }
                : null,
            expectedN: null,
            now);

    internal static async ValueTask BeginAsync(
        DatabaseScope db, LockedConversation conversation, NewMessageRow message, DraftLease lease, DateTimeOffset now)
    {
        conversation.OpenDrafts++;
        await db.ExecuteAsync(
            """
            INSERT INTO drafts (message_row_id, conversation_id, is_open, next_n, bytes, version, node, lease_until, begun_at)
            SELECT row_id, conversation_id, @is_open, 0, @bytes, @version, @node, @lease_until, @begun_at FROM messages WHERE id = @id
            """,
            ("@is_open", true),
            ("@bytes", Encoding.UTF8.GetByteCount(message.Content)),
            ("@version", conversation.Version),
            ("@node", lease.Node),
            ("@lease_until", lease.Until),
            ("@begun_at", now),
            ("@id", message.Id));
    }

    internal static async ValueTask ResizeAsync(DatabaseScope db, long messageRowId, string content) =>
        await db.ExecuteAsync(
            "UPDATE drafts SET bytes = @bytes WHERE message_row_id = @message_row_id",
            ("@bytes", Encoding.UTF8.GetByteCount(content)),
            ("@message_row_id", messageRowId));

    /// <summary>One that was interrupted has no time that it took.</summary>
    internal static async ValueTask SetOpenAsync(DatabaseScope db, long messageRowId, bool isOpen, long version) =>
        await db.ExecuteAsync(
            "UPDATE drafts SET is_open = @is_open, version = @version, begun_at = NULL WHERE message_row_id = @message_row_id",
            ("@is_open", isOpen),
            ("@version", version),
            ("@message_row_id", messageRowId));

    internal static async ValueTask<Draft?> LockAsync(DatabaseScope db, long messageRowId)
    {
        await using var row = await db
            .Statement(
                "SELECT conversation_id, is_open, next_n, bytes, version, node, lease_until, begun_at, first_delta_at FROM drafts WHERE message_row_id = @message_row_id "
                + db.ForUpdate,
                ("@message_row_id", messageRowId))
            .ExecuteReaderAsync();
        return await row.ReadAsync()
            ? new Draft
            {
                MessageRowId = messageRowId,
                ConversationId = row.Id(0),
                IsOpen = row.GetBoolean(1),
                NextN = row.GetInt32(2),
                Bytes = row.GetInt32(3),
                Version = row.GetInt64(4),
                Node = row.GetString(5),
                LeaseUntil = row.Time(6),
                BegunAt = row.TimeOrNull(7),
                FirstDeltaAt = row.TimeOrNull(8),
            }
            : null;
    }
}
