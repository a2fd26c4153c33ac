using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Providers;
using ConvoWeb.Data.Rollups;
using static ConvoWeb.Tests.Unit.Data.Writes;

namespace ConvoWeb.Tests.Unit.Data;

public sealed class RollupWriteTests
{
    [Fact]
    public async Task What_is_counted_anew_within_a_group_takes_in_what_comes_behind_it_in_the_group()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite);
        var conversation = await database.AddConversationAsync();
        await database.Database.WriteAsync(BeginAsync, Cancel);
        using var writer = await HeldWriter.HoldAsync(database.Database);

        var first = database.Database.AppendAsync(conversation, Said("one"));
        var counted = database.Database.WriteAsync(db => RollupRecount.CountSomeAsync(db, conversation.OwnerId), Cancel);
        var second = database.Database.AppendAsync(conversation, Said("two"));
        await writer.ReleaseAsync();
        await Task.WhenAll(first, counted, second);

        Assert.Empty(await CompareAsync(database, conversation.OwnerId));

        async ValueTask<bool> BeginAsync(DatabaseScope db)
        {
            await RollupRecount.BeginAsync(db, conversation.OwnerId, "Asia/Kathmandu", isChosen: true);
            return true;
        }
    }

    [Theory, DatabaseData]
    public async Task A_tag_that_is_named_twice_is_one(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        var conversation = new Conversation
        {
            Id = Guid.CreateVersion7(),
            OwnerId = "alice",
            Title = "Trip to Oslo",
            TitleKey = Conversation.TitleKeyOf("Trip to Oslo"),
            CreatedAt = Now,
            UpdatedAt = Now,
            StoredAt = Now,
            LastMessageAt = Now,
        };

        Assert.True(await database.Database.WriteAsync(db => ConversationWrites.TryAddAsync(db, conversation, ["travel", "travel"]), Cancel));

        Assert.Empty(await CompareAsync(database, conversation.OwnerId));
    }

    /// <summary>The day on which the conversation was goes with it to another; nothing is left that counts nothing.</summary>
    [Theory, DatabaseData]
    public async Task A_day_on_which_nothing_is_any_more_is_gone(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        var conversation = await database.AddConversationAsync(change: one => one.LastMessageAt = Now.AddDays(-3));
        await database.Database.WriteAsync(
            async db =>
            {
                await ConversationRollups.AddAsync(db, conversation.OwnerId, [conversation.Id]);
                return true;
            },
            Cancel);

        await database.Database.AppendAsync(conversation, Said("And then?"));

        Assert.Empty(await CompareAsync(database, conversation.OwnerId));
    }

    private static async Task<IReadOnlyList<string>> CompareAsync(TestDatabase database, string ownerId)
    {
        await using var db = await database.Database.ReadAsync(Cancel);
        return await RollupCheck.CompareAsync(db, ownerId);
    }
}
