using System.Text.Json;
using ConvoWeb.Data.Conversations;
using Microsoft.Data.Sqlite;

namespace ConvoWeb.Bench.Floors;

/// <summary>Our JSON lines into the same tables, indexes and triggers, as they stand: parsed, and a thousand rows in a transaction.</summary>
internal sealed class FloorImport(string path)
{
    private const int RowsPerTransaction = 1000;

    public async Task<int> ReadAsync(Stream lines)
    {
        using var connection = FloorConnections.OpenWriter(path);
        using var conversation = Insert(
            connection,
            "conversations",
            "id", "owner_id", "title", "title_key", "created_at", "updated_at", "stored_at", "last_message_at", "status", "message_count", "audio_duration", "tokens_in",
            "tokens_out", "next_seq", "version", "active_leaf_id", "open_drafts", "starred", "preview");
        using var message = Insert(
            connection,
            "messages",
            "id", "conversation_id", "seq", "parent_id", "type", "state", "timestamp", "version", "added_version", "tokens_estimated", "content");
        using var reader = new StreamReader(lines);
        var rows = 0;
        var transaction = connection.BeginTransaction(deferred: false);
        while (await reader.ReadLineAsync() is { } line)
        {
            using var document = JsonDocument.Parse(line);
            var record = document.RootElement;
            if (record.GetProperty("type").ValueEquals("conversation"))
            {
                Add(conversation, transaction, record, Text("title"), 0);
            }
            else
            {
                Add(message, transaction, record, Text("content"), 1);
            }

            if (++rows % RowsPerTransaction == 0)
            {
                await transaction.CommitAsync();
                await transaction.DisposeAsync();
                transaction = connection.BeginTransaction(deferred: false);
            }

            string Text(string name) => record.GetProperty(name).GetString()!;
        }

        await transaction.CommitAsync();
        await transaction.DisposeAsync();
        return rows;
    }

    private static SqliteCommand Insert(SqliteConnection connection, string table, params string[] columns) =>
        connection.Prepare(
            $"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select(column => "@" + column))})",
            [.. columns.Select(column => "@" + column)]);

    private static void Add(SqliteCommand command, SqliteTransaction transaction, JsonElement record, string text, long addedVersion)
    {
        foreach (SqliteParameter parameter in command.Parameters)
        {
            parameter.Value = parameter.ParameterName[1..] switch
            {
                "owner_id" => FloorServer.Owner,
                "title_key" => Conversation.TitleKeyOf(text),
                "added_version" => addedVersion,
                "stored_at" => 0L,
                var name => ValueOf(name, record.GetProperty(name)),
            };
        }

        command.Transaction = transaction;
        command.ExecuteNonQuery();
    }

    private static object ValueOf(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => DBNull.Value,
        JsonValueKind.True => 1L,
        JsonValueKind.False => 0L,
        JsonValueKind.Number => value.TryGetInt64(out var whole) ? whole : value.GetDouble(),
        _ when name is "timestamp" || name.EndsWith("_at", StringComparison.Ordinal) => value.GetDateTimeOffset().ToUnixTimeMilliseconds(),
        _ => value.GetString()!,
    };
}
