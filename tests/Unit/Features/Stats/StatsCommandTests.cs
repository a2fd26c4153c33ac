using ConvoWeb.Data.Providers;
using ConvoWeb.Data.Rollups;
using ConvoWeb.Platform.Hosting;

namespace ConvoWeb.Tests.Unit.Features.Stats;

public sealed class StatsCommandTests : IDisposable
{
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly StringWriter _errors = new() { NewLine = "\n" };

    public void Dispose()
    {
        _output.Dispose();
        _errors.Dispose();
    }

    [Theory, DatabaseData]
    public async Task Statistics_that_agree_are_told_by_the_exit_code_and_the_last_line(Engine engine)
    {
        await using var app = await NewAppAsync(engine);

        Assert.Equal(0, await RunAsync(app, "stats check"));

        Assert.Equal("The statistics agree with the history.\n", _output.ToString());
        Assert.Empty(_errors.ToString());
    }

    [Theory]
    [InlineData(Engine.Sqlite, "UPDATE rollups SET user_messages = user_messages + 1 WHERE kind = 0")]
    [InlineData(Engine.Postgres, "UPDATE rollups SET detail = '{\"9\": 7}' WHERE kind = 1")]
    [InlineData(Engine.Sqlite, "DELETE FROM rollups WHERE kind = 3")]
    [InlineData(Engine.Postgres, "INSERT INTO rollups SELECT owner_id, era, kind, 1, personality_id, name, 1, 1, 1, 1, 1, 1, 1, 1, NULL FROM rollups WHERE kind = 0")]
    [InlineData(Engine.Sqlite, "DELETE FROM rollups")]
    public async Task What_is_wrong_is_told_and_mended(Engine engine, string damage)
    {
        await using var app = await NewAppAsync(engine);
        await app.Get<IDatabase>().WriteAsync(db => db.ExecuteAsync(damage), Cancel);

        Assert.Equal(1, await RunAsync(app, "stats check"));
        Assert.EndsWith("\nThe statistics do not agree with the history; 'stats rebuild' makes them anew.\n", _output.ToString());

        Assert.Equal(0, await RunAsync(app, "stats rebuild"));
        Assert.EndsWith("The statistics are made anew from the history.\n", _output.ToString());
        Assert.Equal(0, await RunAsync(app, "stats check"));
        Assert.Empty(_errors.ToString());
    }

    /// <summary>What was there before statistics were kept: its owners are noted by the migration, and counted by the program.</summary>
    [Theory, DatabaseData]
    public async Task A_history_of_an_older_version_is_counted(Engine engine)
    {
        await using var app = await NewAppAsync(engine);
        await app.Get<IDatabase>().WriteAsync(
            async db =>
            {
                await db.ExecuteAsync("DELETE FROM rollups");
                return await db.ExecuteAsync("UPDATE rollup_owners SET era = 0, next_era = 1, next_time_zone = 'UTC', counted_to = ''");
            },
            Cancel);
        Assert.Equal(1, await RunAsync(app, "stats check"));

        // What happens meanwhile goes to both.
        await app.ClientFor("alice").AppendAsync(await app.ClientFor("alice").AddConversationAsync(), "And then?");
        await app.Get<ConvoWeb.Features.Stats.Upkeep.RollupCounter>().CountAllAsync(Cancel);

        Assert.Equal(0, await RunAsync(app, "stats check"));
        Assert.Equal(0L, await CountAsync(app, "SELECT count(*) FROM rollups WHERE era = 0"));
    }

    [Theory, DatabaseData]
    public async Task A_write_that_is_undone_leaves_no_trace_in_the_statistics(Engine engine)
    {
        await using var app = await NewAppAsync(engine);
        var client = app.ClientFor("alice");
        var conversation = await client.AddConversationAsync();
        var database = app.Get<IDatabase>();

        // In one group with others that stay.
        var undone = database.WriteAsync<int>(
            async db =>
            {
                await ConversationRollups.SubtractAsync(db, "alice", [Guid.Parse(conversation)]);
                await db.Rollups.SumUpAsync(db);
                await db.Rollups.FlushAsync(db);
                throw new InvalidOperationException();
            },
            Cancel);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.AppendAsync(conversation, "And then?")));
        await Assert.ThrowsAsync<InvalidOperationException>(() => undone);

        Assert.Equal(0, await RunAsync(app, "stats check"));
    }

    private static async Task<ConvoWebApp> NewAppAsync(Engine engine)
    {
        var app = new ConvoWebApp(engine) { Clock = new TestClock() };
        foreach (var owner in (string[])["alice", "bob"])
        {
            var client = app.ClientFor(owner);
            await client.AppendAsync(await client.AddConversationAsync(), "Which museums?");
        }

        return app;
    }

    private static async Task<long> CountAsync(ConvoWebApp app, string sql)
    {
        await using var db = await app.Get<IDatabase>().ReadAsync(Cancel);
        return (long)(await db.Statement(sql).ExecuteScalarAsync(Cancel))!;
    }

    private Task<int> RunAsync(ConvoWebApp app, string command) => Commands.RunAsync(app.Services, command.Split(' '), _output, _errors, Cancel);
}
