using System.Text;
using ConvoWeb.Data.Providers;

namespace ConvoWeb.Data.Conversations;

/// <summary>The message that pieces are added to, as far as it matters for what is removed from them.</summary>
/// <param name="Revision">Of what its owner wants removed.</param>
/// <param name="Metadata">Of a system message.</param>
public sealed record RedactedDraft(long Revision, MessageType Type, string? Metadata);

/// <summary>
/// Removes from a text that comes in pieces what is not to be stored. Only the next piece may tell what the end of the text was; then
/// that end is taken back, which changes the message like an edit.
/// </summary>
/// <param name="context">How many characters of the end of the text are to be seen.</param>
/// <param name="redact">How many characters of the end go, and what comes instead of them and the piece.</param>
public sealed class DraftRedaction(int context, Func<string, string, (int TakenBack, string Appended)> redact)
{
    /// <returns>The deltas as they are to be stored, and how many bytes of the text went.</returns>
    internal async ValueTask<(IReadOnlyList<NumberedText> Deltas, int RemovedBytes)> RedactAsync(
        DatabaseScope db, LockedConversation conversation, Draft draft, IReadOnlyList<NumberedText> fresh, DateTimeOffset now)
    {
        var (takenBack, appended) = redact(await TailAsync(db, draft.MessageRowId), string.Concat(fresh.Select(delta => delta.Text)));
        var removed = takenBack == 0 ? 0 : await TakeBackAsync(db, conversation, draft, takenBack, now);
        return ([fresh[0] with { Text = appended }, .. fresh.Skip(1).Select(delta => delta with { Text = "" })], removed);
    }

    private async ValueTask<string> TailAsync(DatabaseScope db, long messageRowId)
    {
        var (pieces, length) = (new Stack<string>(), 0);
        await using (var row = await db
            .Statement("SELECT text FROM deltas WHERE message_row_id = @row_id AND text <> '' ORDER BY n DESC LIMIT @limit", ("@row_id", messageRowId), ("@limit", context))
            .ExecuteReaderAsync())
        {
            while (length < context && await row.ReadAsync())
            {
                pieces.Push(row.GetString(0));
                length += pieces.Peek().Length;
            }
        }

        if (length < context)
        {
            pieces.Push((string)(await db
                .Statement(
                    "SELECT CASE WHEN length(content) > @context THEN substr(content, length(content) - @context + 1) ELSE content END FROM messages WHERE row_id = @row_id",
                    ("@row_id", messageRowId),
                    ("@context", context))
                .ExecuteScalarAsync())!);
        }

        var tail = string.Concat(pieces);
        return tail.Length <= context ? tail : tail[^context..];
    }

    /// <summary>The pieces before are joined, as when a draft ends: who has only some of them reads the message again.</summary>
    private static async ValueTask<int> TakeBackAsync(DatabaseScope db, LockedConversation conversation, Draft draft, int count, DateTimeOffset now)
    {
        var whole = (string)(await db
            .Statement(
                """
                SELECT content || coalesce((SELECT string_agg(text, '' ORDER BY n) FROM deltas WHERE message_row_id = @row_id), '')
                FROM messages WHERE row_id = @row_id
                """,
                ("@row_id", draft.MessageRowId))
            .ExecuteScalarAsync())!;
        draft.Version = ++conversation.Version;
        await db.ExecuteAsync(
            "UPDATE messages SET content = @content, version = @version WHERE row_id = @row_id",
            ("@content", whole[..^count]),
            ("@version", draft.Version),
            ("@row_id", draft.MessageRowId));
        await db.ExecuteAsync("DELETE FROM deltas WHERE message_row_id = @row_id", ("@row_id", draft.MessageRowId));
        await db.ExecuteAsync("UPDATE drafts SET version = @version WHERE message_row_id = @row_id", ("@version", draft.Version), ("@row_id", draft.MessageRowId));
        await conversation.SaveAsync(db, now);
        return Encoding.UTF8.GetByteCount(whole.AsSpan(whole.Length - count));
    }
}
