using System.Text.Json;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ConvoWeb.Bench.Floors;

/// <summary>Columns of a table, and how each stands in JSON.</summary>
internal sealed class JsonRow
{
    private readonly Column[] _columns;

    private JsonRow(params (string Name, Kind Kind)[] columns) =>
        _columns = Array.ConvertAll(columns, column => new Column(JsonEncodedText.Encode(column.Name), column.Kind));

    private enum Kind
    {
        Text,
        Whole,
        Real,
        Time,
        Flag,
        Json,
    }

    public static JsonRow Conversation { get; } = new(
        ("id", Kind.Text), ("owner_id", Kind.Text), ("title", Kind.Text), ("personality_id", Kind.Text), ("created_at", Kind.Time),
        ("updated_at", Kind.Time), ("last_message_at", Kind.Time), ("status", Kind.Text), ("message_count", Kind.Whole),
        ("audio_duration", Kind.Real), ("tokens_in", Kind.Whole), ("tokens_out", Kind.Whole), ("next_seq", Kind.Whole),
        ("version", Kind.Whole), ("active_leaf_id", Kind.Text), ("model", Kind.Text), ("starred", Kind.Flag), ("held_at", Kind.Time),
        ("deleted_at", Kind.Time), ("last_exported_at", Kind.Time), ("source", Kind.Text), ("external_id", Kind.Text),
        ("preview", Kind.Text), ("metadata", Kind.Json));

    public static JsonRow Message { get; } = new(
        ("id", Kind.Text), ("conversation_id", Kind.Text), ("seq", Kind.Whole), ("parent_id", Kind.Text), ("type", Kind.Text),
        ("state", Kind.Text), ("timestamp", Kind.Time), ("version", Kind.Whole), ("model", Kind.Text), ("audio_url", Kind.Text),
        ("audio_duration", Kind.Real), ("tokens_in", Kind.Whole), ("tokens_out", Kind.Whole), ("tokens_estimated", Kind.Flag),
        ("external_id", Kind.Text), ("metadata", Kind.Json), ("content", Kind.Text));

    public static JsonRow Hit { get; } = new(
        ("id", Kind.Text), ("conversation_id", Kind.Text), ("seq", Kind.Whole), ("type", Kind.Text), ("timestamp", Kind.Time),
        ("snippet", Kind.Text));

    public static JsonRow Chat { get; } = new(("id", Kind.Text), ("title", Kind.Text));

    public static JsonRow Total { get; } = new(("total", Kind.Whole));

    public string Select => string.Join(", ", _columns.Select(column => column.Name.Value));

    public int Count => _columns.Length;

    public void Write(Utf8JsonWriter json, SqliteDataReader row)
    {
        for (var i = 0; i < _columns.Length; i++)
        {
            var (name, kind) = _columns[i];
            if (row.IsDBNull(i))
            {
                json.WriteNull(name);
                continue;
            }

            switch (kind)
            {
                case Kind.Text:
                    // UTF-8 as SQLite holds it: no string is made.
                    json.WriteString(name, raw.sqlite3_column_blob(row.Handle, i));
                    break;
                case Kind.Whole:
                    json.WriteNumber(name, row.GetInt64(i));
                    break;
                case Kind.Real:
                    json.WriteNumber(name, row.GetDouble(i));
                    break;
                case Kind.Time:
                    json.WriteString(name, DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(i)).UtcDateTime);
                    break;
                case Kind.Flag:
                    json.WriteBoolean(name, row.GetBoolean(i));
                    break;
                default:
                    json.WritePropertyName(name);
                    json.WriteRawValue(raw.sqlite3_column_blob(row.Handle, i), skipInputValidation: true);
                    break;
            }
        }
    }

    private sealed record Column(JsonEncodedText Name, Kind Kind);
}
