using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Search;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Search;
using ConvoWeb.Features.Search.Syntax;
using Microsoft.EntityFrameworkCore;

namespace ConvoWeb.Tests.Unit.Features.Search;

/// <summary>What holds for the search after whatever happened.</summary>
public sealed class RandomHistoryTests
{
    private const int Changes = 10_000;

    private const int WordsAsked = 40;

    [Theory]
    [InlineData(Engine.Sqlite, 1)]
    [InlineData(Engine.Postgres, 3)]
    public async Task The_index_agrees_with_the_tables_and_everybody_finds_what_is_theirs(Engine engine, int seed)
    {
        await using var app = new ConvoWebApp(engine);
        var history = new RandomHistory(app.Services, seed);

        while (history.Changes < Changes)
        {
            await history.RunAsync(Changes / 2, Cancel);

            var findings = await app.Get<IMessageIndex>().CheckAsync(new Progress<string>(), Cancel);
            Assert.True(findings.Count == 0, $"Seed {seed}, after {history.Changes} changes: {string.Join(' ', findings)}");
            await AssertFoundAsync(app, history);
        }

        await AssertHoldsAsync(app.Stored, history);
    }

    /// <summary>Everybody finds all that is theirs and not in the trash, and nothing else.</summary>
    private static async Task AssertFoundAsync(ConvoWebApp app, RandomHistory history)
    {
        foreach (var owner in RandomHistory.Owners)
        {
            var seen = history.Messages
                .Where(message => message.IsSearchable && message.Conversation.OwnerId == owner)
                .Select(message => (Message: message, Words: SearchText.Of(message.Content).Split(' ').ToHashSet(StringComparer.Ordinal)))
                .ToList();
            foreach (var word in history.Messages.SelectMany(message => SearchText.Of(message.Content).Split(' ')).Where(IsPlain).Distinct(StringComparer.Ordinal).Take(WordsAsked))
            {
                var expected = seen.Where(message => message.Words.Contains(word)).Select(message => message.Message).ToList();

                var found = await app.Get<SearchService>().SearchAsync(
                    new CurrentUser(owner),
                    new SearchRequest { Query = SearchParser.Parse($"\"{word}\"", DateTimeOffset.UnixEpoch, TimeZoneInfo.Utc), Limit = 200, Order = SearchOrder.Newest },
                    Cancel);

                Assert.Equal(Math.Min(expected.Count, SearchService.CountLimit), found.Total);
                Assert.Subset(expected.Select(message => message.Id).ToHashSet(), found.Items.SelectMany(item => item.Hits).Select(hit => hit.MessageId).ToHashSet());
                Assert.All(
                    found.Items.Where(item => item.HitCount > 0),
                    item => Assert.Equal(expected.Count(message => message.Conversation.Id == item.Conversation.Id), item.HitCount));
                Assert.All(found.Items, item => Assert.Equal(owner, item.Conversation.OwnerId));
            }
        }
    }

    /// <summary>Those with signs are words of the index, but nothing that one types alone.</summary>
    private static bool IsPlain(string word) => word.Length > 1 && word.All(char.IsLetterOrDigit);

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
