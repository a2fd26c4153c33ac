using ConvoWeb.Data;
using ConvoWeb.Data.Providers.Sqlite;
using ConvoWeb.Features.Search;
using ConvoWeb.Platform.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace ConvoWeb.Tests.Unit.Features.Search.Upkeep;

public sealed class IndexCommandTests : IDisposable
{
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly StringWriter _errors = new() { NewLine = "\n" };

    [Theory, DatabaseData]
    public async Task An_index_that_agrees_is_told_by_the_exit_code_and_the_last_line(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        await database.AddConversationAsync();

        Assert.Equal(0, await RunAsync(database, "index check"));

        Assert.EndsWith("The index agrees with the messages and titles.\n", _output.ToString());
        Assert.Empty(_errors.ToString());
    }

    [Theory]
    [InlineData(
        Engine.Sqlite,
        "DELETE FROM title_rows",
        "The titles that are numbered for the index are not those of the conversations.")]
    [InlineData(
        Engine.Postgres,
        """DROP INDEX "IX_messages_search" """,
        "The index IX_messages_search is missing.")]
    public async Task What_is_wrong_is_told_and_mended(Engine engine, string damage, string finding)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        await database.AddConversationAsync();
        await database.Database.WriteAsync(db => db.ExecuteAsync(damage), Cancel);

        Assert.Equal(1, await RunAsync(database, "index check"));
        Assert.EndsWith(
            $"{finding}\nThe index does not agree with the messages and titles; 'index rebuild' makes it anew.\n", _output.ToString());

        Assert.Equal(0, await RunAsync(database, "index rebuild"));
        Assert.EndsWith("The index is made anew from the messages and titles.\n", _output.ToString());

        Assert.Equal(0, await RunAsync(database, "index check"));
        Assert.Empty(_errors.ToString());
    }

    [Theory, DatabaseData]
    public async Task A_database_that_was_never_started_with_is_prepared_first(Engine engine)
    {
        await using var database = await TestDatabase.CreateEmptyAsync(engine);

        Assert.Equal(0, await RunAsync(database, "index check"));
    }

    [Theory]
    [InlineData("index")]
    [InlineData("index drop")]
    [InlineData("index check twice")]
    [InlineData("unheard of")]
    public async Task Another_word_is_answered_by_those_that_are_there(string name)
    {
        await using var database = await TestDatabase.CreateEmptyAsync(Engine.Sqlite);

        Assert.Equal(2, await RunAsync(database, name));

        Assert.Equal(
            $"""
            There is no command '{name}'. These are there; without one, ConvoWeb serves.
              index check    compares the full-text index with the messages and titles
              index rebuild  makes the full-text index anew from the messages and titles

            """,
            _errors.ToString());
        Assert.Empty(_output.ToString());
    }

    [Fact]
    public async Task A_database_that_cannot_be_used_is_told_why()
    {
        await using var database = TestDatabase.Reserve(Engine.Postgres);

        Assert.Equal(1, await RunAsync(database, "index check"));

        Assert.Equal($"{database.Url.Display}: that database does not exist; create it with createdb.\n", _errors.ToString());
    }

    [Fact]
    public async Task Beside_another_process_on_one_file_it_does_nothing()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite);
        await database.Database.PrepareAsync(Cancel);

        var refusal = await Assert.ThrowsAsync<DatabaseInUseException>(() => RunAsync(database, "index rebuild"));

        Assert.Equal(refusal.Message, StartFaults.Explain(refusal));
        Assert.Empty(_output.ToString());
    }

    public void Dispose()
    {
        _output.Dispose();
        _errors.Dispose();
    }

    /// <summary>As another process does.</summary>
    private async Task<int> RunAsync(TestDatabase database, string name)
    {
        await using var services = new ServiceCollection().AddConvoData(database.Url).AddSearch().BuildServiceProvider();
        return await Commands.RunAsync(services, name.Split(' '), _output, _errors, Cancel);
    }
}
