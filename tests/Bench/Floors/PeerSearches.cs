using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace ConvoWeb.Bench.Floors;

/// <summary>Searches without us, by prepared statements whose rows go straight into the answer.</summary>
internal sealed class PeerSearches(string path, string peersPath)
{
    /// <summary>What everybody writes who has FTS5: the best twenty of all that match.</summary>
    private const string Ranked =
        """
        SELECT id, conversation_id, seq, type, timestamp, snippet(plain, 0, '', '', '…', 24)
        FROM peers.plain JOIN messages ON row_id = plain.rowid
        WHERE plain MATCH @q ORDER BY rank LIMIT 20
        """;

    /// <summary>In the product's own index, as far as it counts.</summary>
    private const string Counted =
        "SELECT count(*) FROM (SELECT 1 FROM messages_fts WHERE messages_fts MATCH @q LIMIT 1001)";

    /// <summary>Where a conversation is one JSON text.</summary>
    private const string Like =
        "SELECT id, title FROM peers.chats WHERE json LIKE '%' || @q || '%' LIMIT 20";

    /// <summary>The same as the most-used peer asks it, so that the names in the JSON are not found: message by message.</summary>
    private const string LikeEach =
        """
        SELECT id, title FROM peers.chats
        WHERE EXISTS (SELECT 1 FROM json_each(chats.json, '$.messages') WHERE lower(value ->> 'content') LIKE '%' || @q || '%') LIMIT 20
        """;

    private readonly ConcurrentBag<Reader> _idle = [];

    public Task WriteRankedAsync(HttpContext context) => AnswerAsync(context, reader => reader.Ranked, JsonRow.Hit);

    public Task WriteCountAsync(HttpContext context) => AnswerAsync(context, reader => reader.Counted, JsonRow.Total);

    public Task WriteLikeAsync(HttpContext context) => AnswerAsync(context, reader => reader.Like, JsonRow.Chat);

    public Task WriteLikeEachAsync(HttpContext context) => AnswerAsync(context, reader => reader.LikeEach, JsonRow.Chat);

    private async Task AnswerAsync(HttpContext context, Func<Reader, SqliteCommand> search, JsonRow row)
    {
        context.Response.ContentType = "application/json";
        var reader = _idle.TryTake(out var idle) ? idle : new Reader(path, peersPath);
        reader.Write(context.Response.BodyWriter, search(reader), row, context.Request.Query["q"]!);
        _idle.Add(reader);
        await context.Response.BodyWriter.FlushAsync();
    }

    private sealed class Reader
    {
        private readonly Utf8JsonWriter _json = new(
            Stream.Null,
            new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });

        public Reader(string path, string peersPath)
        {
            var connection = FloorConnections.OpenReader(path);
            connection.AttachPeers(peersPath);
            Ranked = connection.Prepare(PeerSearches.Ranked, "@q");
            Counted = connection.Prepare(PeerSearches.Counted, "@q");
            Like = connection.Prepare(PeerSearches.Like, "@q");
            LikeEach = connection.Prepare(PeerSearches.LikeEach, "@q");
        }

        public SqliteCommand Ranked { get; }

        public SqliteCommand Counted { get; }

        public SqliteCommand Like { get; }

        public SqliteCommand LikeEach { get; }

        public void Write(PipeWriter output, SqliteCommand search, JsonRow columns, string query)
        {
            _json.Reset(output);
            _json.WriteStartObject();
            _json.WriteStartArray("items");
            search.Parameters[0].Value = query;
            using (var row = search.ExecuteReader())
            {
                while (row.Read())
                {
                    _json.WriteStartObject();
                    columns.Write(_json, row);
                    _json.WriteEndObject();
                }
            }

            _json.WriteEndArray();
            _json.WriteEndObject();
            _json.Flush();
        }
    }
}
