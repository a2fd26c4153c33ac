using ConvoWeb.Data.Conventions;
using ConvoWeb.Data.Providers;
using ConvoWeb.Data.Rollups;

namespace ConvoWeb.Data.Conversations;

/// <summary>The statements that bring in a whole conversation, and that say that it was handed out.</summary>
public static class ConversationWrites
{
    /// <summary>All hues, neighbours of the circle far from each other.</summary>
    private static readonly PersonalityColor[] Apart =
    [
        PersonalityColor.Rose, PersonalityColor.Lagoon, PersonalityColor.Ochre, PersonalityColor.Violet,
        PersonalityColor.Moss, PersonalityColor.Blue, PersonalityColor.Rust, PersonalityColor.Pine,
    ];

    /// <summary>
    /// False when the id, or what it was imported from, is taken: of two that come at once the unique index takes one,
    /// and the other learns it without an error that would end its transaction.
    /// </summary>
    public static async ValueTask<bool> TryAddAsync(DatabaseScope db, Conversation conversation, IEnumerable<string> tags)
    {
        if (!await TryInsertAsync(db, conversation))
        {
            return false;
        }

        var names = tags.ToHashSet(StringComparer.Ordinal);
        foreach (var tag in names)
        {
            await db.ExecuteAsync(
                "INSERT INTO conversation_tags (conversation_id, owner_id, name) VALUES (@conversation_id, @owner_id, @name)",
                ("@conversation_id", conversation.Id),
                ("@owner_id", conversation.OwnerId),
                ("@name", tag));
        }

        ConversationRollups.Begin(db, conversation, names);
        return true;
    }

    /// <summary>The one of that name when it is there; otherwise this one, under another id when its own is taken.</summary>
    /// <param name="color">Of a new one; null is a fresh one.</param>
    public static async ValueTask<Guid> FindOrAddAsync(DatabaseScope db, Personality personality, PersonalityColor? color)
    {
        if (await FindAsync(db, personality) is { } found)
        {
            return found;
        }

        personality.Color = color ?? await FreshColorAsync(db, personality.OwnerId);
        if (!await TryAddAsync(db, personality, personality.Id))
        {
            await TryAddAsync(db, personality, Guid.CreateVersion7(personality.CreatedAt));
        }

        // Ours, or the one that somebody else added in between.
        return await FindAsync(db, personality) ?? throw new InvalidOperationException("The personality was removed while it was added.");
    }

    /// <summary>The one that the fewest of the owner's personalities have; of several, the first that looks least like those before it.</summary>
    public static async ValueTask<PersonalityColor> FreshColorAsync(DatabaseScope db, string ownerId)
    {
        Dictionary<PersonalityColor, long> used = [];
        await using (var row = await db
            .Statement("SELECT color, count(*) FROM personalities WHERE owner_id = @owner GROUP BY color", ("@owner", ownerId))
            .ExecuteReaderAsync())
        {
            while (await row.ReadAsync())
            {
                used[row.Word<PersonalityColor>(0)] = row.GetInt64(1);
            }
        }

        return Apart.MinBy(color => used.GetValueOrDefault(color));
    }

    /// <summary>
    /// Sets <c>last_exported_at</c>, which is a change like any other: the column is part of what readers see, so the
    /// version and with it the ETag go up. <c>updated_at</c> stays, so that it tells a change since the export.
    /// </summary>
    /// <returns>Those of them that are there, with their versions.</returns>
    public static async ValueTask<IReadOnlyList<(Guid Id, long Version)>> MarkExportedAsync(
        DatabaseScope db, string ownerId, IReadOnlyList<Guid> ids, DateTimeOffset at)
    {
        var parameters = new StatementParameters();
        var time = parameters.Add(at);

        // The empty text keeps SQLite from going through all that are the owner's.
        var sql =
            $"""
            UPDATE conversations SET version = version + 1, last_exported_at = {time}
            WHERE id IN ({parameters.AddAll(ids)}) AND owner_id || '' = {parameters.Add(ownerId)}
            RETURNING id, version
            """;
        List<(Guid Id, long Version)> marked = [];
        await using var row = await db.Statement(sql, parameters.Values).ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            marked.Add((row.Id(0), row.GetInt64(1)));
        }

        return marked;
    }

    private static async ValueTask<bool> TryInsertAsync(DatabaseScope db, Conversation conversation) =>
        await db.ExecuteAsync(
            """
            INSERT INTO conversations (
                id, owner_id, title, title_key, personality_id, created_at, updated_at, stored_at, last_message_at, status, restores_to,
                message_count, audio_duration, tokens_in, tokens_out, next_seq, version, active_leaf_id, open_drafts, model, starred,
                held_at, deleted_at, restored_at, last_exported_at, source, external_id, preview, metadata)
            VALUES (
                @id, @owner_id, @title, @title_key, @personality_id, @created_at, @updated_at, @stored_at, @last_message_at, @status, @restores_to,
                @message_count, @audio_duration, @tokens_in, @tokens_out, @next_seq, @version, @active_leaf_id, @open_drafts, @model, @starred,
                @held_at, @deleted_at, @restored_at, @last_exported_at, @source, @external_id, @preview, @metadata)
            ON CONFLICT DO NOTHING
            """,
            ("@id", conversation.Id),
            ("@owner_id", conversation.OwnerId),
            ("@title", conversation.Title),
            ("@title_key", conversation.TitleKey),
            ("@personality_id", conversation.PersonalityId),
            ("@created_at", conversation.CreatedAt),
            ("@updated_at", conversation.UpdatedAt),
            ("@stored_at", conversation.StoredAt),
            ("@last_message_at", conversation.LastMessageAt),
            ("@status", conversation.Status),
            ("@restores_to", conversation.RestoresTo),
            ("@message_count", conversation.MessageCount),
            ("@audio_duration", conversation.AudioDuration),
            ("@tokens_in", conversation.TokensIn),
            ("@tokens_out", conversation.TokensOut),
            ("@next_seq", conversation.NextSeq),
            ("@version", conversation.Version),
            ("@active_leaf_id", conversation.ActiveLeafId),
            ("@open_drafts", conversation.OpenDrafts),
            ("@model", conversation.Model),
            ("@starred", conversation.Starred),
            ("@held_at", conversation.HeldAt),
            ("@deleted_at", conversation.DeletedAt),
            ("@restored_at", conversation.RestoredAt),
            ("@last_exported_at", conversation.LastExportedAt),
            ("@source", conversation.Source),
            ("@external_id", conversation.ExternalId),
            ("@preview", conversation.Preview),
            ("@metadata", conversation.Metadata)) > 0;

    private static async ValueTask<Guid?> FindAsync(DatabaseScope db, Personality personality) =>
        await db
            .Statement(
                "SELECT id FROM personalities WHERE owner_id = @owner AND name_key = @name_key",
                ("@owner", personality.OwnerId),
                ("@name_key", personality.NameKey))
            .ExecuteScalarAsync() is string id
            ? Guid.Parse(id)
            : null;

    private static async ValueTask<bool> TryAddAsync(DatabaseScope db, Personality personality, Guid id) =>
        await db.ExecuteAsync(
            """
            INSERT INTO personalities (
                id, owner_id, name, name_key, color, voice, system_prompt, created_at, updated_at, version)
            VALUES (@id, @owner_id, @name, @name_key, @color, @voice, @system_prompt, @created_at, @updated_at, @version)
            ON CONFLICT DO NOTHING
            """,
            ("@id", id),
            ("@owner_id", personality.OwnerId),
            ("@name", personality.Name),
            ("@name_key", personality.NameKey),
            ("@color", Words<PersonalityColor>.Of(personality.Color)),
            ("@voice", personality.Voice),
            ("@system_prompt", personality.SystemPrompt),
            ("@created_at", personality.CreatedAt),
            ("@updated_at", personality.UpdatedAt),
            ("@version", personality.Version)) > 0;
}
