using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Search;
using Microsoft.EntityFrameworkCore;

namespace ConvoWeb.Tests.Unit.Features.Search;

/// <summary>What holds for the search after whatever happened.</summary>
public sealed class RandomHistoryTests
{
    private const int Changes = 10_000;

    [Theory]
    [InlineData(Engine.Sqlite, 1)]
    [InlineData(Engine.Sqlite, 2)]
    [InlineData(Engine.Postgres, 3)]
    public async Task The_index_agrees_with_the_tables(Engine engine, int seed)
    {
        await using var app = new ConvoWebApp(engine);
        var history = new RandomHistory(app.Services, seed);

        while (history.Changes < Changes)
        {
            await history.RunAsync(Changes / 2, Cancel);

            var findings = await app.Get<IMessageIndex>().CheckAsync(new Progress<string>(), Cancel);
            Assert.True(findings.Count == 0, $"Seed {seed}, after {history.Changes} changes: {string.Join(' ', findings)}");
        }

        await AssertHoldsAsync(app.Stored, history);
    }

    /// <summary>What the history knows is what is stored, so that what is searched for can be told from it.</summary>
    private static async Task AssertHoldsAsync(TestDatabase database, RandomHistory history)
    {
        await using var db = await database.Contexts.CreateDbContextAsync(Cancel);
        var conversations = await db.Conversations.OrderBy(c => c.Id).Select(c => new { c.Id, c.OwnerId, c.Title, c.Status }).ToListAsync(Cancel);
        var messages = await db.Messages.OrderBy(m => m.Id).Select(m => new { m.Id, m.ConversationId, m.Type, m.State, m.Timestamp, m.Content }).ToListAsync(Cancel);
        var deltas = await db.Deltas
            .Join(db.Messages, d => d.MessageRowId, m => m.RowId, (d, m) => new { m.Id, d.N, d.Text })
            .GroupBy(d => d.Id)
            .ToDictionaryAsync(d => d.Key, d => string.Concat(d.OrderBy(delta => delta.N).Select(delta => delta.Text)), Cancel);

        Assert.Equal(
            history.Conversations.OrderBy(c => c.Id.ToString(), StringComparer.Ordinal).Select(c => new { c.Id, c.OwnerId, c.Title, c.Status }), conversations);
        Assert.Equal(
            history.Messages
                .OrderBy(m => m.Id.ToString(), StringComparer.Ordinal)
                .Select(m => new { m.Id, ConversationId = m.Conversation.Id, m.Type, m.State, m.Timestamp, m.Content }),
            messages.Select(m => m with { Content = m.Content + deltas.GetValueOrDefault(m.Id) }));
        Assert.All(Enum.GetValues<MessageState>(), state => Assert.Contains(messages, message => message.State == state));
    }
}
