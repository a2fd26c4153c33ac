using System.Threading.Channels;
using ConvoWeb.Data.Conversations;
using Microsoft.Data.Sqlite;

namespace ConvoWeb.Bench.Floors;

/// <summary>One thread writes; everybody who waits shares its transaction and the sync of the disk. Two statements a message.</summary>
internal sealed class GroupCommit : IDisposable
{
    private const string InsertSql =
        """
        INSERT INTO messages (
            id, conversation_id, seq, parent_id, type, state, timestamp, version, model, audio_url, audio_duration,
            tokens_in, tokens_out, tokens_estimated, external_id, metadata, content)
        SELECT
            @id, id, next_seq, active_leaf_id, @type, 'final', @now, version + 1, NULL, NULL, NULL,
            NULL, NULL, 0, NULL, NULL, @content
        FROM conversations WHERE id = @conversation AND owner_id = @owner AND status <> 'deleted'
        RETURNING seq, version
        """;

    private const string CountSql =
        """
        UPDATE conversations SET
            next_seq = next_seq + 1, version = version + 1, message_count = message_count + 1,
            last_message_at = max(last_message_at, @now), updated_at = @now, active_leaf_id = @id, preview = @preview
        WHERE id = @conversation
        """;

    private readonly Channel<Append> _waiting = Channel.CreateUnbounded<Append>(new() { SingleReader = true });
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _count;
    private readonly Thread _writer;

    public GroupCommit(string path)
    {
        _connection = FloorConnections.OpenWriter(path);
        _insert = _connection.Prepare(InsertSql, "@id", "@type", "@now", "@content", "@conversation", "@owner");
        _count = _connection.Prepare(CountSql, "@now", "@id", "@preview", "@conversation");
        _writer = new Thread(Run) { IsBackground = true, Name = "Group commit" };
        _writer.Start();
    }

    public Task<StoredMessage> AppendAsync(string conversationId, PostedMessage message)
    {
        var append = new Append(conversationId, message);
        _waiting.Writer.TryWrite(append);
        return append.Task;
    }

    public void Dispose()
    {
        _waiting.Writer.Complete();
        _writer.Join();
        _connection.Dispose();
    }

    private void Run()
    {
        var group = new List<Append>();
        while (_waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            using (var transaction = _connection.BeginTransaction(deferred: false))
            {
                while (_waiting.Reader.TryRead(out var append))
                {
                    Store(append, transaction);
                    group.Add(append);
                }

                transaction.Commit();
            }

            foreach (var append in group)
            {
                append.Acknowledge();
            }

            group.Clear();
        }
    }

    private void Store(Append append, SqliteTransaction transaction)
    {
        var id = Guid.CreateVersion7().ToString();
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

        _insert.Transaction = transaction;
        Bind(_insert, id, append.Message.Type, now, append.Message.Content, append.ConversationId, FloorServer.Owner);
        using (var row = _insert.ExecuteReader())
        {
            row.Read();
            append.Stored = new StoredMessage(id, row.GetInt32(0), row.GetInt64(1));
        }

        _count.Transaction = transaction;
        Bind(_count, now, id, Previews.Of(append.Message.Content), append.ConversationId);
        _count.ExecuteNonQuery();
    }

    private static void Bind(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }
    }

    private sealed class Append(string conversationId, PostedMessage message)
    {
        // Continuations must not run on the writer's thread.
        private readonly TaskCompletionSource<StoredMessage> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string ConversationId => conversationId;

        public PostedMessage Message => message;

        public StoredMessage? Stored { get; set; }

        public Task<StoredMessage> Task => _done.Task;

        public void Acknowledge() => _done.SetResult(Stored!);
    }
}
