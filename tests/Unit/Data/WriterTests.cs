using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Providers;
using static ConvoWeb.Tests.Unit.Data.Writes;

namespace ConvoWeb.Tests.Unit.Data;

public sealed class WriterTests
{
    [Theory, DatabaseData]
    public async Task A_write_that_fails_leaves_nothing(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        var conversation = await database.AddConversationAsync();

        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => RenameAsync(database.Database, conversation, "half done", fails: true));

        Assert.Equal("Trip to Oslo", (await database.ReadAsync(conversation)).Title);
    }

    [Theory, DatabaseData]
    public async Task A_write_whose_caller_gave_up_before_stores_nothing(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        var conversation = await database.AddConversationAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => RenameAsync(database.Database, conversation, "given up", cancellationToken: new CancellationToken(canceled: true)));

        Assert.Equal("Trip to Oslo", (await database.ReadAsync(conversation)).Title);
    }

    [Fact]
    public async Task A_write_that_fails_harms_no_neighbour_in_its_group()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite);
        var before = await database.AddConversationAsync();
        var failing = await database.AddConversationAsync();
        var after = await database.AddConversationAsync();
        using var writer = await HeldWriter.HoldAsync(database.Database);

        var first = RenameAsync(database.Database, before, "renamed");
        var second = RenameAsync(database.Database, failing, "half done", fails: true);
        var third = RenameAsync(database.Database, after, "renamed");
        await writer.ReleaseAsync();

        await first;
        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => second);
        await third;
        Assert.Equal("renamed", (await database.ReadAsync(before)).Title);
        Assert.Equal("Trip to Oslo", (await database.ReadAsync(failing)).Title);
        Assert.Equal("renamed", (await database.ReadAsync(after)).Title);
    }

    [Fact]
    public async Task A_broken_rule_of_the_database_harms_no_neighbour_either()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite);
        var conversation = await database.AddConversationAsync();
        using var writer = await HeldWriter.HoldAsync(database.Database);

        var first = database.Database.AppendAsync(conversation, Said("one"));
        var second = database.Database.WriteAsync(db => db.ExecuteAsync("INSERT INTO conversations (id) VALUES ('x')"), Cancel);
        var third = database.Database.AppendAsync(conversation, Said("two"));
        await writer.ReleaseAsync();

        await first;
        await Assert.ThrowsAsync<Microsoft.Data.Sqlite.SqliteException>(() => second);
        await third;
        Assert.Equal(["one", "two"], (await database.MessagesAsync(conversation)).Select(message => message.Content));
    }

    [Fact]
    public async Task A_write_that_is_cancelled_while_it_waits_stores_nothing()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite);
        var conversation = await database.AddConversationAsync();
        using var givenUp = new CancellationTokenSource();
        using var writer = await HeldWriter.HoldAsync(database.Database);

        var write = RenameAsync(database.Database, conversation, "given up", cancellationToken: givenUp.Token);
        await givenUp.CancelAsync();
        await writer.ReleaseAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => write);
        Assert.Equal("Trip to Oslo", (await database.ReadAsync(conversation)).Title);
    }

    [Fact]
    public async Task Readers_never_wait_for_the_writer()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite);
        var conversation = await database.AddConversationAsync();
        using var writer = await HeldWriter.HoldAsync(database.Database);

        var title = await database.ScalarAsync<string>("SELECT title FROM conversations WHERE id = @id", ("@id", conversation.Id));

        Assert.Equal("Trip to Oslo", title);
        await writer.ReleaseAsync();
    }

    [Fact]
    public async Task What_was_handed_in_before_the_end_is_stored()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite);
        var conversation = await database.AddConversationAsync();
        using var writer = await HeldWriter.HoldAsync(database.Database);

        var write = RenameAsync(database.Database, conversation, "renamed");
        var end = database.Database.DisposeAsync();
        await writer.ReleaseAsync();
        await end;

        Assert.Equal(1, await write);
    }

    private static Task<int> RenameAsync(
        IDatabase database, Conversation conversation, string title, bool fails = false, CancellationToken? cancellationToken = null) =>
        database.WriteAsync(
            async db =>
            {
                var rows = await db.ExecuteAsync("UPDATE conversations SET title = @title WHERE id = @id", ("@title", title), ("@id", conversation.Id));
                return fails ? throw new InvalidTimeZoneException("Something that no database throws.") : rows;
            },
            cancellationToken ?? Cancel);
}
