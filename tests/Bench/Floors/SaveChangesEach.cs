using ConvoWeb.Data;
using ConvoWeb.Data.Conventions;
using ConvoWeb.Data.Conversations;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace ConvoWeb.Bench.Floors;

/// <summary>
/// What most would write first: a context for each request, which reads the conversation, adds the message and saves.
/// One request at a time, because numbers without gaps allow no more.
/// </summary>
internal sealed class SaveChangesEach : IAsyncDisposable
{
    private readonly SqliteConnection _connection;
    private readonly DbContextOptions<FloorContext> _options;
    private readonly SemaphoreSlim _turn = new(1);

    public SaveChangesEach(string path)
    {
        _connection = FloorConnections.OpenWriter(path);
        _options = new DbContextOptionsBuilder<FloorContext>().UseSqlite(_connection).Options;
    }

    public async Task<StoredMessage> AppendAsync(string conversationId, PostedMessage posted)
    {
        var id = Guid.Parse(conversationId);
        await _turn.WaitAsync();
        try
        {
            await using var db = new FloorContext(_options);
            var conversation = await db.Conversations.SingleAsync(
                c => c.Id == id && c.OwnerId == FloorServer.Owner && c.Status != ConversationStatus.Deleted);
            var message = Append(conversation, posted);
            db.Messages.Add(message);
            await db.SaveChangesAsync();

            return new StoredMessage(message.Id.ToString(), message.Seq, message.Version);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        _turn.Dispose();
    }

    private static Message Append(Conversation conversation, PostedMessage posted)
    {
        var now = TimeProvider.System.GetUtcNow();
        var message = new Message
        {
            Id = Guid.CreateVersion7(now),
            ConversationId = conversation.Id,
            Seq = conversation.NextSeq++,
            ParentId = conversation.ActiveLeafId,
            Type = Words<MessageType>.Parse(posted.Type),
            State = MessageState.Final,
            Timestamp = now,
            Version = ++conversation.Version,
            AddedVersion = conversation.Version,
            Content = posted.Content,
        };

        conversation.MessageCount++;
        conversation.LastMessageAt = now;
        conversation.UpdatedAt = now;
        conversation.ActiveLeafId = message.Id;
        conversation.Preview = Previews.Of(posted.Content);
        return message;
    }

    private sealed class FloorContext(DbContextOptions<FloorContext> options) : ConvoDbContext(options);
}
