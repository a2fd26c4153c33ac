using System.Data.Common;
using System.Text.Json;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Privacy.Redaction;
using ConvoWeb.Platform.Json;

namespace ConvoWeb.Features.Messages;

/// <summary>The columns of a message in one fixed order: read as a view, or written straight as the same JSON.</summary>
public static class MessageColumns
{
    /// <summary>Of the table <c>messages</c> under its own name. A draft's text is what it has so far.</summary>
    public const string List =
        $"""
        {Stored},
        {Content} AS content,
        CASE state WHEN 'final'
            THEN NULL
            ELSE (SELECT next_n FROM drafts WHERE message_row_id = messages.row_id) END AS next_n
        """;

    /// <summary>The text alone.</summary>
    public const string Content =
        """
        CASE state WHEN 'draft'
            THEN content || coalesce((SELECT string_agg(text, '' ORDER BY n) FROM deltas WHERE message_row_id = messages.row_id), '')
            ELSE content END
        """;

    /// <summary>How many columns they are: what a statement adds comes after.</summary>
    public const int Count = NextN + 1;

    public const int Metadata = 15;

    private const string Stored =
        """
        id, conversation_id, seq, parent_id, type, state, timestamp, version, model, audio_url, audio_duration,
        tokens_in, tokens_out, tokens_estimated, external_id, metadata
        """;

    private const int NextN = 17;

    private static readonly JsonEncodedText[] Names =
    [
        .. $"{Stored}, content, next_n".Split(',', StringSplitOptions.TrimEntries).Select(name => JsonEncodedText.Encode(name)),
    ];

    public static MessageView Read(DbDataReader row) => new()
    {
        Id = row.Id(0),
        ConversationId = row.Id(1),
        Seq = row.GetInt32(2),
        ParentId = row.IdOrNull(3),
        Type = row.Word<MessageType>(4),
        State = row.Word<MessageState>(5),
        Timestamp = row.Time(6),
        Version = row.GetInt64(7),
        Model = row.TextOrNull(8),
        AudioUrl = row.TextOrNull(9),
        AudioDuration = row.SecondsOrNull(10),
        TokensIn = row.NumberOrNull(11),
        TokensOut = row.NumberOrNull(12),
        TokensEstimated = row.GetBoolean(13),
        ExternalId = row.TextOrNull(14),
        Metadata = row.TextOrNull(Metadata),
        Content = row.GetString(16),
        NextN = row.NumberOrNull(NextN),
    };

    /// <summary>As it is shown: straight from the row when nothing is to be removed.</summary>
    public static void Write(Utf8JsonWriter json, DbDataReader row, RedactionPolicy policy)
    {
        if (policy.IsNone)
        {
            Write(json, row);
        }
        else
        {
            JsonSerializer.Serialize(json, Read(row).Redacted(policy), MessagesJson.Api.MessageView);
        }
    }

    /// <summary>As it is stored.</summary>
    public static void Write(Utf8JsonWriter json, DbDataReader row)
    {
        json.WriteStartObject();
        for (var column = 0; column < Names.Length; column++)
        {
            var name = Names[column];
            switch (column)
            {
                case 2 or 7 or 11 or 12:
                    json.WriteInteger(name, row, column);
                    break;
                case 6:
                    json.WriteTime(name, row.Time(column));
                    break;
                case 10:
                    json.WriteSeconds(name, row, column);
                    break;
                case 13:
                    json.WriteBoolean(name, row.GetBoolean(column));
                    break;
                case Metadata:
                    json.WriteJson(name, row, column);
                    break;
                case NextN:
                    if (!row.IsDBNull(column))
                    {
                        json.WriteInteger(name, row, column);
                    }

                    break;
                default:
                    json.WriteText(name, row, column);
                    break;
            }
        }

        json.WriteEndObject();
    }
}
