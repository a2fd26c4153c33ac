using System.Text;
using ConvoWeb.Data.Privacy;
using ConvoWeb.Data.Providers;

namespace ConvoWeb.Data.Conversations;

/// <summary>
/// The statements that add a piece to a message. A delta is one small row: what it costs does not depend on how long the text is already.
/// </summary>
public static class DeltaWrites
{
    /// <summary>
    /// Takes each number once: what was there already is left out, all of it when something is missing in between. Null when
    /// the owner has no such message.
    /// </summary>
    /// <param name="deltas">In the order of their numbers.</param>
    /// <param name="redactionOf">What is to be removed from its text; null is nothing.</param>
    /// <exception cref="DeltaGapException">A number between is missing.</exception>
    /// <exception cref="ConflictException">The message is final, or the conversation is in the trash.</exception>
    /// <exception cref="InvalidInputException">The message would be larger than <see cref="Message.ContentMaxBytes"/>.</exception>
    public static async ValueTask<DeltasAppended?> AppendAsync(
        DatabaseScope db,
        string ownerId,
        Guid conversationId,
        Guid messageId,
        IReadOnlyList<NumberedText> deltas,
        Func<RedactedDraft, ValueTask<DraftRedaction?>> redactionOf,
        DraftLease lease,
        DateTimeOffset now)
    {
        if (await FindMessageAsync(db, ownerId, conversationId, messageId) is not { } message)
        {
            return null;
        }

        // In the order in which an end takes its locks: the conversation before the draft.
        var redaction = await redactionOf(new RedactedDraft(message.RedactionRevision, message.Type, message.Metadata));
        var conversation = message.State is MessageState.Interrupted || redaction is not null
            ? await LockedConversation.LockAsync(db, ownerId, conversationId)
            : null;
        if (conversation is null && redaction is not null)
        {
            return null; // it went in between
        }

        var draft = await DraftWrites.LockAsync(db, message.RowId) ?? throw new ConflictException("The message has ended; nothing can be added to it.");
        var begun = draft.Version;
        if (!draft.IsOpen)
        {
            conversation ??= await LockedConversation.LockAsync(db, ownerId, conversationId);
            draft = await ReopenAsync(db, conversation!, messageId, draft, now);
        }

        var (first, next, bytes) = (draft.NextN, draft.NextN, draft.Bytes);
        var fresh = FreshOf(deltas, first);
        if (redaction is not null && fresh.Count > 0)
        {
            (fresh, var removed) = await redaction.RedactAsync(db, conversation!, draft, fresh, now);
            bytes -= removed;
        }

        foreach (var delta in fresh)
        {
            bytes += Encoding.UTF8.GetByteCount(delta.Text);
            await db.ExecuteAsync(
                "INSERT INTO deltas (message_row_id, n, text) VALUES (@message_row_id, @n, @text)",
                ("@message_row_id", draft.MessageRowId),
                ("@n", delta.N),
                ("@text", delta.Text));
            next++;
        }

        if (bytes > Message.ContentMaxBytes)
        {
            throw new InvalidInputException("text", $"The message would be larger than {Message.ContentMaxBytes / (1024 * 1024)} MiB.");
        }

        await db.ExecuteAsync(
            """
            UPDATE drafts SET
                next_n = @next_n, bytes = @bytes, node = @node, lease_until = @lease_until, first_delta_at = coalesce(first_delta_at, @first_delta_at)
            WHERE message_row_id = @message_row_id
            """,
            ("@next_n", next),
            ("@bytes", bytes),
            ("@node", lease.Node),
            ("@lease_until", lease.Until),
            ("@first_delta_at", next > 0 ? now : null),
            ("@message_row_id", draft.MessageRowId));
        return new DeltasAppended(first, next, string.Concat(fresh.Select(delta => delta.Text)), draft.Version, IsChange: draft.Version != begun);
    }

    /// <summary>Those that are not here yet.</summary>
    private static IReadOnlyList<NumberedText> FreshOf(IReadOnlyList<NumberedText> deltas, int first)
    {
        var fresh = new List<NumberedText>();
        foreach (var delta in deltas)
        {
            if (delta.N > first + fresh.Count)
            {
                throw new DeltaGapException(delta.N, first);
            }

            if (delta.N == first + fresh.Count)
            {
                fresh.Add(delta);
            }
        }

        return fresh;
    }

    private static async ValueTask<Draft> ReopenAsync(
        DatabaseScope db, LockedConversation conversation, Guid messageId, Draft draft, DateTimeOffset now)
    {
        var message = (await MessageWrites.FindAsync(db, conversation.Id, messageId))!;
        conversation.Version++;
        conversation.OpenDrafts++;
        await db.ExecuteAsync(
            "UPDATE messages SET state = @state, version = @version WHERE row_id = @row_id",
            ("@state", MessageState.Draft),
            ("@version", conversation.Version),
            ("@row_id", draft.MessageRowId));
        await DraftWrites.SetOpenAsync(db, draft.MessageRowId, isOpen: true, conversation.Version);
        MessageWrites.Uncount(db, conversation, message);
        await MessageWrites.ShowNewestAsync(db, conversation);
        await MessageWrites.FindLastTimeAsync(db, conversation, message);
        await conversation.SaveAsync(db, now);
        draft.Version = conversation.Version;
        return draft;
    }

    private static async ValueTask<(long RowId, MessageState State, long RedactionRevision, MessageType Type, string? Metadata)?> FindMessageAsync(
        DatabaseScope db, string ownerId, Guid conversationId, Guid messageId)
    {
        await using var row = await db
            .Statement(
                $"""
                SELECT m.row_id, m.state, c.status, {OwnerRedaction.RevisionColumn}, m.type, CASE WHEN m.type = 'system' THEN m.metadata END FROM messages m JOIN conversations c ON c.id = m.conversation_id
                WHERE m.id = @id AND c.id = @conversation_id AND c.owner_id = @owner
                """,
                ("@id", messageId),
                ("@conversation_id", conversationId),
                ("@owner", ownerId))
            .ExecuteReaderAsync();
        if (!await row.ReadAsync())
        {
            return null;
        }

        return row.Word<ConversationStatus>(2) is ConversationStatus.Deleted
            ? throw LockedConversation.IsInTrash()
            : (row.GetInt64(0), row.Word<MessageState>(1), row.GetInt64(3), row.Word<MessageType>(4), row.TextOrNull(5));
    }
}
