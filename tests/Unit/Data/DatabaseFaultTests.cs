using ConvoWeb.Data;
using ConvoWeb.Data.Providers;
using ConvoWeb.Data.Providers.Sqlite;
using static ConvoWeb.Tests.Unit.Data.Writes;

namespace ConvoWeb.Tests.Unit.Data;

public sealed class DatabaseFaultTests
{
    [Fact]
    public async Task A_full_disk_refuses_the_message_and_takes_the_next_one_when_there_is_space()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite);
        var conversation = await database.AddConversationAsync();
        await database.Database.AppendAsync(conversation, Said("acknowledged"));
        // The writer's connection cannot make the file any larger, until it is opened anew.
        await database.Database.WriteAsync(async db => await db.Statement("PRAGMA max_page_count = 1").ExecuteScalarAsync(), Cancel);

        var refusal = await Assert.ThrowsAnyAsync<Exception>(() => database.Database.AppendAsync(conversation, Said(new string('x', 1_000_000))));
        var fault = database.Database.Translate(refusal);
        Assert.Equal(DatabaseFaultKind.DiskFull, fault?.Kind);
        Assert.StartsWith($"The disk is full: {database.Address} cannot grow.", fault?.Message);

        await database.Database.AppendAsync(conversation, Said(new string('y', 1_000_000)));
        Assert.Equal(["acknowledged", new string('y', 1_000_000)], (await database.MessagesAsync(conversation)).Select(message => message.Content));
        Assert.Equal([1, 2], (await database.MessagesAsync(conversation)).Select(message => message.Seq));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_told_and_left_alone()
    {
        using var folder = new TestFolder();
        await File.WriteAllTextAsync(folder["notes.db"], string.Concat(Enumerable.Repeat("Dear diary, ", 1000)), Cancel);
        await using var database = new SqliteDatabase(new SqliteUrl(folder["notes.db"]));

        var refusal = await Assert.ThrowsAnyAsync<Exception>(() => database.PrepareAsync(Cancel));

        var fault = database.Translate(refusal);
        Assert.Equal(DatabaseFaultKind.Corrupt, fault?.Kind);
        Assert.StartsWith($"file:{folder["notes.db"]} is damaged or no ConvoWeb database", fault?.Message);
        Assert.StartsWith("Dear diary, ", await File.ReadAllTextAsync(folder["notes.db"], Cancel));
    }

    [Fact]
    public async Task A_damaged_file_is_told()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite);
        await using (var file = File.OpenWrite(((SqliteUrl)database.Url).Path))
        {
            file.Seek(4096, SeekOrigin.Begin); // after the first page, which says that it is a database
            await file.WriteAsync(Enumerable.Repeat((byte)0xFF, 200_000).ToArray(), Cancel);
        }

        var refusal = await Assert.ThrowsAnyAsync<Exception>(() => database.AddConversationAsync());

        Assert.Equal(DatabaseFaultKind.Corrupt, database.Database.Translate(refusal)?.Kind);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_told_and_tried_again()
    {
        using var folder = new TestFolder();
        await File.WriteAllTextAsync(folder["data"], "a file where the folder should be", Cancel);
        await using var database = new SqliteDatabase(new SqliteUrl(folder["data/convoweb.db"]));

        var fault = await Assert.ThrowsAsync<DatabaseFaultException>(() => database.PrepareAsync(Cancel));
        Assert.Equal(DatabaseFaultKind.Unavailable, fault.Kind);
        Assert.Contains("must be writable by the user that runs ConvoWeb", fault.Message);

        File.Delete(folder["data"]);
        await database.PrepareAsync(Cancel);
        await database.PingAsync(Cancel);
    }

    [Fact]
    public async Task A_file_that_was_taken_away_is_noticed()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite);
        var path = ((SqliteUrl)database.Url).Path;
        await database.Database.PingAsync(Cancel);
        File.Move(path, path + ".away");

        var refusal = await Assert.ThrowsAnyAsync<Exception>(() => database.Database.PingAsync(Cancel));

        Assert.Equal(DatabaseFaultKind.Unavailable, database.Database.Translate(refusal)?.Kind);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told_without_its_password()
    {
        await using var away = new TcpRelay();
        away.Stop();
        Assert.True(DatabaseUrl.TryParse($"postgres://ada:secret@127.0.0.1:{away.Port}/convo", out var url, out _));
        await using var database = new ConvoWeb.Data.Providers.Postgres.PostgresDatabase((PostgresUrl)url);

        var refusal = await Assert.ThrowsAnyAsync<Exception>(() => database.PrepareAsync(Cancel));

        var fault = database.Translate(refusal);
        Assert.Equal(DatabaseFaultKind.Unavailable, fault?.Kind);
        Assert.Equal($"postgres://127.0.0.1:{away.Port}/convo cannot be reached. A write may be sent again with the same Idempotency-Key.", fault?.Message);
    }

    [Fact]
    public async Task A_database_that_the_server_does_not_have_is_told_with_the_command_that_makes_it()
    {
        Assert.True(DatabaseUrl.TryParse(PostgresServer.NewAddress("convoweb_missing"), out var url, out _));
        await using var database = new ConvoWeb.Data.Providers.Postgres.PostgresDatabase((PostgresUrl)url);

        var refusal = await Assert.ThrowsAnyAsync<Exception>(() => database.PrepareAsync(Cancel));

        Assert.Equal($"{url.Display}: that database does not exist; create it with createdb.", database.Translate(refusal)?.Message);
    }

    [Theory, DatabaseData]
    public async Task What_the_caller_did_wrong_is_no_fault_of_the_database(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);

        var refusal = await Assert.ThrowsAnyAsync<Exception>(
            () => database.Database.WriteAsync(db => db.ExecuteAsync("INSERT INTO conversations (id) VALUES ('x')"), Cancel));

        Assert.Null(database.Database.Translate(refusal));
    }
}
