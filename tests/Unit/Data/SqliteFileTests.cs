using ConvoWeb.Data;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Providers;
using ConvoWeb.Data.Providers.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using static ConvoWeb.Tests.Unit.Data.Writes;

namespace ConvoWeb.Tests.Unit.Data;

public sealed class SqliteFileTests
{
    [Theory]
    [InlineData("journal_mode", "wal")]
    [InlineData("synchronous", "2")] // FULL
    [InlineData("foreign_keys", "1")]
    [InlineData("busy_timeout", "5000")]
    [InlineData("secure_delete", "1")]
    [InlineData("temp_store", "2")] // memory: nothing is put into temporary files
    public async Task The_writer_is_durable_strict_and_leaves_no_traces(string pragma, string value)
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite);

        var set = await database.Database.WriteAsync(async db => await db.Statement($"PRAGMA {pragma}").ExecuteScalarAsync(), Cancel);

        Assert.Equal(value, Convert.ToString(set, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_reader_cannot_write()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite);
        await using var reader = await database.Database.ReadAsync(Cancel);

        await Assert.ThrowsAsync<Microsoft.Data.Sqlite.SqliteException>(async () => await reader.ExecuteAsync("DELETE FROM conversations"));
    }

    [Fact]
    public async Task A_second_process_is_told_that_the_file_is_in_use()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite);
        await database.Database.PrepareAsync(Cancel);
        var second = database.AddNode().GetRequiredService<IDatabase>();

        var refusal = await Assert.ThrowsAsync<DatabaseInUseException>(() => second.PrepareAsync(Cancel));

        Assert.StartsWith($"{database.Address} is in use by another ConvoWeb process.", refusal.Message);
    }

    [Fact]
    public async Task Another_name_of_the_same_file_is_no_way_around_the_lock()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite);
        await database.Database.PrepareAsync(Cancel);
        var link = Path.Combine(database.Folder, "link.db");
        File.CreateSymbolicLink(link, ((SqliteUrl)database.Url).Path);
        await using var second = new SqliteDatabase(new SqliteUrl(link));

        await Assert.ThrowsAsync<DatabaseInUseException>(() => second.PrepareAsync(Cancel));
    }

    [Fact]
    public async Task The_file_is_free_again_when_the_first_process_has_ended()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite);
        await database.Database.PrepareAsync(Cancel);
        await database.Database.DisposeAsync();

        await database.AddNode().GetRequiredService<IDatabase>().PrepareAsync(Cancel);
    }

    [Fact]
    public async Task The_index_follows_what_is_said_changed_and_removed()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite);
        var conversation = await database.AddConversationAsync();
        var message = Said("Which museums are open?");

        await database.Database.AppendAsync(conversation, message, Said("the Munch museum", MessageType.Ai), Said("museums in a system prompt", MessageType.System));
        Assert.Equal([1, 2], await FoundAsync(database, "museum*"));

        await database.Database.EditAsync(conversation, message.Id, new MessageChange { Content = "Which galleries are open?" });
        Assert.Equal([2], await FoundAsync(database, "museum*"));
        Assert.Equal([1], await FoundAsync(database, "galleries"));

        await database.Database.RemoveAsync(conversation, message.Id);
        Assert.Empty(await FoundAsync(database, "galleries"));
    }

    [Fact]
    public async Task A_draft_is_found_once_it_is_final()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite);
        var conversation = await database.AddConversationAsync();
        await database.Database.AppendAsync(conversation, Said("museum") with { State = MessageState.Draft });
        Assert.Empty(await FoundAsync(database, "museum"));

        await database.Database.WriteAsync(db => db.ExecuteAsync("UPDATE messages SET state = 'final'"), Cancel);

        Assert.Equal([1], await FoundAsync(database, "museum"));
    }

    [Fact]
    public async Task The_index_keeps_nothing_of_what_was_removed()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite);

        Assert.Equal(1L, await database.ScalarAsync<long>("SELECT v FROM messages_fts_config WHERE k = 'secure-delete'"));
    }

    private static async Task<IReadOnlyList<int>> FoundAsync(TestDatabase database, string words)
    {
        await using var db = await database.Database.ReadAsync(Cancel);
        await using var row = await db
            .Statement("SELECT seq FROM messages_fts JOIN messages ON row_id = messages_fts.rowid WHERE messages_fts MATCH @words ORDER BY seq", ("@words", words))
            .ExecuteReaderAsync(Cancel);
        var found = new List<int>();
        while (await row.ReadAsync(Cancel))
        {
            found.Add(row.GetInt32(0));
        }

        return found;
    }
}
