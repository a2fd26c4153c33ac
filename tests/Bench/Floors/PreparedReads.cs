using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Pipelines;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace ConvoWeb.Bench.Floors;

/// <summary>Pooled connections with prepared statements, whose rows go straight into the answer.</summary>
internal sealed class PreparedReads(string path)
{
    private readonly ConcurrentBag<Reader> _idle = [];

    public Task WriteConversationAsync(HttpContext context)
    {
        var id = (string)context.Request.RouteValues["id"]!;
        return AnswerAsync(context, reader => reader.WriteConversation(id));
    }

    public Task WriteListAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var limit = int.Parse(query["limit"]!, CultureInfo.InvariantCulture);
        var before = query.TryGetValue("before", out var time) ? long.Parse(time!, CultureInfo.InvariantCulture) : long.MaxValue;
        return AnswerAsync(context, reader => reader.WriteList(before, query["id"].ToString(), limit));
    }

    private async Task AnswerAsync(HttpContext context, Action<Reader> write)
    {
        context.Response.ContentType = "application/json";
        var reader = _idle.TryTake(out var idle) ? idle : new Reader(path);
        reader.Begin(context.Response.BodyWriter);
        write(reader);
        _idle.Add(reader);
        await context.Response.BodyWriter.FlushAsync();
    }

    private sealed class Reader
    {
        private readonly SqliteCommand _conversation;
        private readonly SqliteCommand _messages;
        private readonly SqliteCommand _list;
        private readonly Utf8JsonWriter _json = new(
            Stream.Null,
            new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });

        public Reader(string path)
        {
            const string Tags = "(SELECT json_group_array(name) FROM conversation_tags WHERE conversation_id = conversations.id)";

            var connection = FloorConnections.OpenReader(path);
            _conversation = connection.Prepare(
                $"SELECT {JsonRow.Conversation.Select}, {Tags} FROM conversations WHERE id = @id AND owner_id = @owner",
                "@id",
                "@owner");
            _messages = connection.Prepare(
                $"SELECT {JsonRow.Message.Select} FROM messages WHERE conversation_id = @id ORDER BY seq",
                "@id");
            _list = connection.Prepare(
                $"""
                SELECT {JsonRow.Conversation.Select}, {Tags} FROM conversations
                WHERE owner_id = @owner AND status = 'active' AND (last_message_at, id) < (@before, @id)
                ORDER BY last_message_at DESC, id DESC LIMIT @limit
                """,
                "@owner",
                "@before",
                "@id",
                "@limit");
        }

        public void Begin(PipeWriter output) => _json.Reset(output);

        public void WriteConversation(string id)
        {
            _conversation.Parameters[0].Value = id;
            _conversation.Parameters[1].Value = FloorServer.Owner;
            using (var row = _conversation.ExecuteReader())
            {
                row.Read();
                _json.WriteStartObject();
                WriteColumns(row);
            }

            _json.WriteStartArray("messages");
            _messages.Parameters[0].Value = id;
            using (var row = _messages.ExecuteReader())
            {
                while (row.Read())
                {
                    _json.WriteStartObject();
                    JsonRow.Message.Write(_json, row);
                    _json.WriteEndObject();
                }
            }

            _json.WriteEndArray();
            _json.WriteEndObject();
            _json.Flush();
        }

        public void WriteList(long before, string id, int limit)
        {
            _list.Parameters[0].Value = FloorServer.Owner;
            _list.Parameters[1].Value = before;
            _list.Parameters[2].Value = id;
            _list.Parameters[3].Value = limit;
            _json.WriteStartObject();
            _json.WriteStartArray("items");
            using (var row = _list.ExecuteReader())
            {
                while (row.Read())
                {
                    _json.WriteStartObject();
                    WriteColumns(row);
                    _json.WriteEndObject();
                }
            }

            _json.WriteEndArray();
            _json.WriteEndObject();
            _json.Flush();
        }

        private void WriteColumns(SqliteDataReader row)
        {
            JsonRow.Conversation.Write(_json, row);
            _json.WritePropertyName("tags");
            _json.WriteRawValue(row.GetString(JsonRow.Conversation.Count), skipInputValidation: true);
        }
    }
}
