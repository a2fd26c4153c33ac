using System.Data.Common;
using System.Text.Json;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Privacy;
using ConvoWeb.Data.Providers;
using ConvoWeb.Platform.Json;

namespace ConvoWeb.Features.Conversations;

/// <summary>The columns of a conversation in one fixed order, written straight as the JSON of <see cref="ConversationView"/>.</summary>
internal static class ConversationColumns
{
    public const string List =
        """
        id, owner_id, title, personality_id, created_at, updated_at, last_message_at, status, message_count, audio_duration,
        tokens_in, tokens_out, next_seq, version, active_leaf_id, model, starred, held_at, deleted_at, last_exported_at,
        source, external_id, preview, metadata, open_drafts, restores_to
        """;

    /// <summary>How far its drafts are, all together; null when it has none. Goes after <see cref="List"/>.</summary>
    public const string SelectProgress =
        """
        CASE open_drafts WHEN 0 THEN NULL
            ELSE (SELECT sum(next_n) FROM drafts WHERE drafts.conversation_id = conversations.id AND is_open) END
        """;

    /// <summary>Goes after <see cref="List"/> and <see cref="SelectProgress"/>.</summary>
    public const string SelectRedaction = OwnerRedaction.RevisionOfConversation;

    public const int OwnerId = 1, Status = 7, NextSeq = 12, Version = 13, OpenDrafts = 24, RestoresTo = 25, Progress = 26, Redaction = 27;

    private static readonly JsonEncodedText[] Names =
    [
        .. List.Split(',', StringSplitOptions.TrimEntries).Select(name => JsonEncodedText.Encode(name)),
    ];

    /// <summary>The members alone, as they are stored: the caller begins and ends the object, and adds what is not a column.</summary>
    public static void WriteMembers(Utf8JsonWriter json, DbDataReader row)
    {
        for (var column = 0; column < Names.Length; column++)
        {
            var name = Names[column];
            switch (column)
            {
                case 4 or 5 or 6 or 17 or 18 or 19 when !row.IsDBNull(column):
                    json.WriteTime(name, row.Time(column));
                    break;
                case 8 or 10 or 11 or 12 or 13 or OpenDrafts:
                    json.WriteInteger(name, row, column);
                    break;
                case 9:
                    json.WriteSeconds(name, row, column);
                    break;
                case 16:
                    json.WriteBoolean(name, row.GetBoolean(column));
                    break;
                case 17 or 18 or 19:
                    json.WriteNull(name);
                    break;
                case 23:
                    json.WriteJson(name, row, column);
                    break;
                default:
                    json.WriteText(name, row, column);
                    break;
            }
        }
    }

    /// <summary>All but its tags, as it is stored.</summary>
    public static ConversationView Read(DbDataReader row) => new()
    {
        Id = row.Id(0),
        OwnerId = row.GetString(OwnerId),
        Title = row.GetString(2),
        PersonalityId = row.IdOrNull(3),
        CreatedAt = row.Time(4),
        UpdatedAt = row.Time(5),
        LastMessageAt = row.Time(6),
        Status = row.Word<ConversationStatus>(Status),
        MessageCount = row.GetInt32(8),
        AudioDuration = row.GetDouble(9),
        TokensIn = row.GetInt64(10),
        TokensOut = row.GetInt64(11),
        NextSeq = row.GetInt32(NextSeq),
        Version = row.GetInt64(Version),
        ActiveLeafId = row.IdOrNull(14),
        Model = row.TextOrNull(15),
        Starred = row.GetBoolean(16),
        HeldAt = row.TimeOrNull(17),
        DeletedAt = row.TimeOrNull(18),
        LastExportedAt = row.TimeOrNull(19),
        Source = row.TextOrNull(20),
        ExternalId = row.TextOrNull(21),
        Preview = row.GetString(22),
        Metadata = row.TextOrNull(23),
        OpenDrafts = row.GetInt32(OpenDrafts),
        RestoresTo = row.IsDBNull(RestoresTo) ? null : row.Word<ConversationStatus>(RestoresTo),
        Redaction = row.GetInt64(Redaction),
        Tags = [],
    };

    public static async Task WriteTagsAsync(DatabaseScope db, Guid id, Utf8JsonWriter json, CancellationToken cancellationToken)
    {
        json.WriteStartArray("tags"u8);
        await using (var tag = await db
            .Statement("SELECT name FROM conversation_tags WHERE conversation_id = @id ORDER BY name", ("@id", id))
            .ExecuteReaderAsync(cancellationToken))
        {
            while (await tag.ReadAsync(cancellationToken))
            {
                json.WriteStringValue(tag.GetString(0));
            }
        }

        json.WriteEndArray();
    }
}
