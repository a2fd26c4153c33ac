using ConvoWeb.Bench.Corpus;
using ConvoWeb.Data;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Providers;

namespace ConvoWeb.Bench.Databases;

/// <summary>Writes the corpus through the product's own data layer, so that counters, previews and indexes are what it makes them.</summary>
internal sealed class CorpusSeeder(IDatabase database)
{
    public const string Owner = "local";

    /// <summary>Of a conversation that is there beside the corpus, whatever its size: the one that is read.</summary>
    public const int ReadMessages = 50;

    /// <summary>How many there are of it.</summary>
    public const int ConversationsToRead = 1;

    /// <summary>Few: at the end of every statement SQLite walks through what it noted to undo the savepoint.</summary>
    private const int ConversationsPerTransaction = 20;

    private readonly Dictionary<string, Guid> _personalities = new(StringComparer.Ordinal);

    public async Task SeedAsync(int conversations, CancellationToken cancellationToken)
    {
        // The next ones are invented while these are written.
        var writing = Task.FromResult(0);
        foreach (var some in ConversationCorpus.Generate(conversations).Chunk(ConversationsPerTransaction))
        {
            var toRead = some
                .Where(conversation => conversation.Messages.Count == ConversationCorpus.Longest)
                .Select(longest => longest with { Messages = [.. longest.Messages.Take(ReadMessages)] });
            CorpusConversation[] together = [.. some, .. toRead];

            await writing;
            writing = WriteAsync(together, cancellationToken);
        }

        await writing;
    }

    private Task<int> WriteAsync(CorpusConversation[] conversations, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async db =>
            {
                foreach (var conversation in conversations)
                {
                    AddPersonality(db.Context, conversation.Personality);
                }

                await db.Context.SaveChangesAsync(CancellationToken.None);
                var rows = Array.ConvertAll(conversations, Row);
                foreach (var (row, conversation) in rows.Zip(conversations))
                {
                    await ConversationWrites.TryAddAsync(db, row, conversation.Tags);
                    var locked = await LockedConversation.LockAsync(db, Owner, row.Id);
                    await MessageWrites.AppendAsync(db, locked!, [.. conversation.Messages.Select(Row)], Time(conversation.EndedAt));
                }

                return rows.Length;
            },
            cancellationToken);

    private void AddPersonality(ConvoDbContext db, string name)
    {
        if (_personalities.TryAdd(name, Guid.CreateVersion7()))
        {
            var now = TimeProvider.System.GetUtcNow();
            db.Add(new Personality
            {
                Id = _personalities[name],
                OwnerId = Owner,
                Name = name,
                NameKey = Personality.NameKeyOf(name),
                CreatedAt = now,
                UpdatedAt = now,
            });
        }
    }

    private Conversation Row(CorpusConversation conversation)
    {
        var createdAt = Time(conversation.StartedAt);
        return new Conversation
        {
            Id = Guid.CreateVersion7(createdAt),
            OwnerId = Owner,
            Title = conversation.Title,
            TitleKey = Conversation.TitleKeyOf(conversation.Title),
            PersonalityId = _personalities[conversation.Personality],
            CreatedAt = createdAt,
            UpdatedAt = createdAt,
            StoredAt = createdAt,
            LastMessageAt = createdAt,
            Source = conversation.Source,
        };
    }

    private static NewMessageRow Row(CorpusMessage message) => new()
    {
        Id = Guid.CreateVersion7(Time(message.Timestamp)),
        Type = message.Role switch
        {
            CorpusRole.User => MessageType.User,
            CorpusRole.System => MessageType.System,
            _ => MessageType.Ai,
        },
        Content = message.Content,
        Timestamp = Time(message.Timestamp),
    };

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
