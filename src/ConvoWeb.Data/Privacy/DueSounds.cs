using System.Data.Common;
using System.Globalization;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Providers;

namespace ConvoWeb.Data.Privacy;

/// <summary>The sound of a message that was kept for as long as it was to be.</summary>
public sealed record DueSound(Guid ConversationId, Guid MessageId, string Address, Guid FileId);

/// <summary>A conversation whose sound went: its version then, the messages, and the files whose bytes go next.</summary>
public sealed record SilencedConversation(Guid Id, long Version, IReadOnlyList<Guid> MessageIds, IReadOnlyList<Guid> FileIds);

/// <summary>
/// Which sound a term removes while the text stays: stored here, of messages that are old enough, in conversations that nothing keeps
/// as they are. Sound that is elsewhere is not ours.
/// </summary>
public static class DueSounds
{
    /// <summary>Of messages that are taken at once, all of one conversation.</summary>
    private const int TakenAtOnce = 50;

    /// <summary>Takes the sound of some messages of one conversation; null when none is left.</summary>
    public static async ValueTask<SilencedConversation?> TakeSomeAsync(DatabaseScope db, RetentionTerm term, DateTimeOffset now)
    {
        if (term.AudioDays is not { } days
            || await FindAsync(db, term, now.AddDays(-days)) is not { Count: > 0 } sounds
            || await LockedConversation.LockAsync(db, term.OwnerId, sounds[0].ConversationId) is not { } conversation)
        {
            return null;
        }

        // Now that nobody changes it: what is due still.
        sounds = [.. (await FindAsync(db, term, now.AddDays(-days))).Where(sound => sound.ConversationId == conversation.Id)];
        if (sounds.Count == 0)
        {
            return null;
        }

        conversation.Version++;
        foreach (var sound in sounds)
        {
            await db.ExecuteAsync(
                "UPDATE messages SET audio_url = NULL, version = @version WHERE id = @id", ("@version", conversation.Version), ("@id", sound.MessageId));
        }

        // What is said is as it was exported: updated_at stays.
        await db.ExecuteAsync("UPDATE conversations SET version = @version WHERE id = @id", ("@version", conversation.Version), ("@id", conversation.Id));
        var files = new List<Guid>();
        foreach (var sound in sounds.DistinctBy(sound => sound.FileId))
        {
            if (await GiveUpAsync(db, conversation, sound))
            {
                files.Add(sound.FileId);
            }
        }

        return new SilencedConversation(conversation.Id, conversation.Version, [.. sounds.Select(sound => sound.MessageId)], files);
    }

    public static async ValueTask<bool> IsAnyAsync(DatabaseScope db, RetentionTerm term, DateTimeOffset now) =>
        term.AudioDays is { } days && (await FindAsync(db, term, now.AddDays(-days))).Count > 0;

    /// <summary>How many files, and their bytes.</summary>
    public static async ValueTask<(int Files, long Bytes)> CountAsync(DatabaseScope db, RetentionTerm term, DateTimeOffset now)
    {
        if (term.AudioDays is not { } days)
        {
            return (0, 0);
        }

        await using var row = await Statement(
            db, term, now.AddDays(-days), sql => $"SELECT count(*), coalesce(sum(size), 0) FROM (SELECT DISTINCT f.id, f.size {sql}) due").ExecuteReaderAsync();
        await row.ReadAsync();
        return (row.GetInt32(0), Convert.ToInt64(row.GetValue(1), CultureInfo.InvariantCulture));
    }

    private static async ValueTask<IReadOnlyList<DueSound>> FindAsync(DatabaseScope db, RetentionTerm term, DateTimeOffset before)
    {
        var found = new List<DueSound>();
        await using var row = await Statement(
            db, term, before, sql => $"SELECT m.conversation_id, m.id, m.audio_url, f.id {sql} ORDER BY m.timestamp, m.conversation_id, m.id LIMIT {TakenAtOnce}").ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            found.Add(new DueSound(row.Id(0), row.Id(1), row.GetString(2), row.Id(3)));
        }

        return found;
    }

    /// <summary>SQLite takes tables that are joined crosswise in their order: old sound first, of which there is little.</summary>
    private static DbCommand Statement(DatabaseScope db, RetentionTerm term, DateTimeOffset before, Func<string, string> around)
    {
        var parameters = new StatementParameters();
        var sql = around(
            $"""
            FROM messages m CROSS JOIN conversations c CROSS JOIN files f
            WHERE m.audio_url IS NOT NULL AND m.timestamp <= {parameters.Add(before)} AND m.state <> 'draft'
              AND c.id = m.conversation_id AND {DueConversations.IsOf(term, parameters, column => $"c.{column}")}
              AND c.status IN ('active', 'archived') AND NOT c.starred AND c.held_at IS NULL
              AND m.audio_url LIKE '/api/files/%' AND f.id = substr(m.audio_url, 12) AND f.owner_id = c.owner_id AND f.state = 'stored'
            """);
        return db.Statement(sql, parameters.Values);
    }

    /// <summary>Unless another conversation names it, or another message of the same.</summary>
    private static async ValueTask<bool> GiveUpAsync(DatabaseScope db, LockedConversation conversation, DueSound sound)
    {
        if (await db
            .Statement(
                """
                SELECT 1 FROM messages
                WHERE conversation_id = @id AND (audio_url = @address OR metadata LIKE @named) LIMIT 1
                """,
                ("@id", conversation.Id),
                ("@address", sound.Address),
                ("@named", $"%{sound.FileId}%"))
            .ExecuteScalarAsync() is not null)
        {
            return false;
        }

        await db.ExecuteAsync("DELETE FROM conversation_files WHERE conversation_id = @id AND file_id = @file", ("@id", conversation.Id), ("@file", sound.FileId));
        return await db.ExecuteAsync(
            """
            UPDATE files SET state = 'removed'
            WHERE id = @file AND state = 'stored' AND NOT EXISTS (SELECT 1 FROM conversation_files o WHERE o.file_id = files.id)
            """,
            ("@file", sound.FileId)) == 1;
    }
}
