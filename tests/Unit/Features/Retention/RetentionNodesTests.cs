using ConvoWeb.Data;
using ConvoWeb.Data.Providers;
using ConvoWeb.Data.Rollups;
using ConvoWeb.Features.Retention;
using Microsoft.Extensions.DependencyInjection;

namespace ConvoWeb.Tests.Unit.Features.Retention;

/// <summary>Two that sweep at once, and one that is ended in the middle.</summary>
public sealed class RetentionNodesTests
{
    private const int Count = 120;

    /// <summary>The clock of the second is ahead, so that it takes the lease away: what they do must be right without it.</summary>
    [Theory, DatabaseData]
    public async Task Two_at_once_move_and_purge_each_conversation_once(Engine engine)
    {
        var (clock, ahead) = (new TestClock(), new TestClock());
        ahead.Jump(TimeSpan.FromMinutes(2));
        await using var first = new ConvoWebApp(engine) { Clock = clock };
        await FillAsync(first, clock);

        // On SQLite there is one process, and in it one writer.
        await using var second = engine is Engine.Postgres ? new ConvoWebApp(engine, first) { Clock = ahead } : null;
        RetentionSweep[] sweeps = [first.Get<RetentionSweep>(), ActivatorUtilities.CreateInstance<RetentionSweep>((second ?? first).Services, ahead)];
        clock.Jump(TimeSpan.FromDays(30));
        ahead.Jump(TimeSpan.FromDays(30));

        await Task.WhenAll(sweeps.Select(sweep => Task.Run(() => sweep.RunAsync(Cancel), Cancel)));
        Assert.Equal(Count, await first.Stored.ScalarAsync<long>("SELECT count(*) FROM conversations WHERE status = 'deleted'"));
        Assert.Equal(Count, await SumAsync(first, "trashed"));
        Assert.Equal(0, await first.Stored.ScalarAsync<long>("SELECT count(*) FROM conversations WHERE version <> 3"));

        clock.Jump(TimeSpan.FromDays(7.1));
        ahead.Jump(TimeSpan.FromDays(7.1));
        await Task.WhenAll(sweeps.Select(sweep => Task.Run(() => sweep.RunAsync(Cancel), Cancel)));
        Assert.Equal(0, await first.Stored.ScalarAsync<long>("SELECT count(*) FROM conversations"));
        Assert.Equal((Count, Count), (await SumAsync(first, "purged"), await first.Stored.ScalarAsync<long>("SELECT count(*) FROM audit_entries WHERE action = 'purged'")));
        Assert.Equal(Count, await first.Stored.ScalarAsync<long>("SELECT count(*) FROM purge_receipts"));
        await AssertCountsAsync(first);
    }

    [Theory, DatabaseData]
    public async Task While_one_sweeps_another_leaves_it_to_it(Engine engine)
    {
        var clock = new TestClock();
        await using var app = new ConvoWebApp(engine) { Clock = clock };
        await FillAsync(app, clock);
        clock.Jump(TimeSpan.FromDays(30));
        var second = ActivatorUtilities.CreateInstance<RetentionSweep>(app.Services);
        var first = Sweep(app, writes: 1, () => second.RunAsync(Cancel));

        await Assert.ThrowsAsync<BrokenOffException>(() => first.RunAsync(Cancel));
        Assert.Equal(0, await app.Stored.ScalarAsync<long>("SELECT count(*) FROM conversations WHERE status = 'deleted'"));

        clock.Jump(TimeSpan.FromMinutes(1)); // no sign of the first
        await second.RunAsync(Cancel);
        Assert.Equal(Count, await app.Stored.ScalarAsync<long>("SELECT count(*) FROM conversations WHERE status = 'deleted'"));
    }

    /// <summary>Its lease, its warning, and then its batches, one after the other.</summary>
    [Theory]
    [DatabaseData(3, 50)]
    [DatabaseData(4, 100)]
    public async Task One_that_was_ended_between_two_batches_is_finished_by_the_next(Engine engine, int writes, int moved)
    {
        var clock = new TestClock();
        await using var app = new ConvoWebApp(engine) { Clock = clock };
        await FillAsync(app, clock);
        clock.Jump(TimeSpan.FromDays(30));

        await Assert.ThrowsAsync<BrokenOffException>(() => Sweep(app, writes).RunAsync(Cancel));
        Assert.Equal(moved, await app.Stored.ScalarAsync<long>("SELECT count(*) FROM conversations WHERE status = 'deleted'"));
        Assert.Equal(moved, await SumAsync(app, "trashed"));
        await AssertCountsAsync(app);

        clock.Jump(TimeSpan.FromMinutes(1));
        await app.Get<RetentionSweep>().RunAsync(Cancel);
        Assert.Equal(Count, await app.Stored.ScalarAsync<long>("SELECT count(*) FROM conversations WHERE status = 'deleted'"));
        Assert.Equal(Count, await SumAsync(app, "trashed"));
        await AssertCountsAsync(app);
    }

    private static async Task FillAsync(ConvoWebApp app, TestClock clock)
    {
        var alice = app.ClientFor("alice");
        await alice.JsonAsync("PATCH /api/settings/privacy", """{"retention": {"keep_days": 30}}""");
        for (var i = 0; i < Count; i++)
        {
            await alice.JsonAsync("POST /api/conversations", """{"messages": [{"type": "user", "content": "Hello"}]}""");
        }

        clock.Jump(TimeSpan.FromMilliseconds(1));
    }

    private static Task<long> SumAsync(ConvoWebApp app, string action) =>
        app.Stored.ScalarAsync<long>("SELECT CAST(coalesce(sum(count), 0) AS BIGINT) FROM audit_entries WHERE actor = 'convoweb' AND action = @action", ("@action", action));

    private static async Task AssertCountsAsync(ConvoWebApp app)
    {
        await using var db = await app.Get<IDatabase>().ReadAsync(Cancel);
        Assert.Empty(await RollupCheck.CompareAsync(db, "alice"));
    }

    /// <summary>One whose database takes so many writes, and none after them; not even the lease is given back.</summary>
    private static RetentionSweep Sweep(ConvoWebApp app, int writes, Func<Task>? meanwhile = null) =>
        ActivatorUtilities.CreateInstance<RetentionSweep>(app.Services, new BreakingDatabase(app.Get<IDatabase>(), writes, meanwhile));

    private sealed class BrokenOffException : Exception;

    private sealed class BreakingDatabase(IDatabase database, int writes, Func<Task>? meanwhile) : IDatabase
    {
        private int _left = writes;

        public DatabaseUrl Url => database.Url;

        public Task PrepareAsync(CancellationToken cancellationToken) => database.PrepareAsync(cancellationToken);

        public Task PingAsync(CancellationToken cancellationToken) => database.PingAsync(cancellationToken);

        public Task<long> SizeAsync(CancellationToken cancellationToken) => database.SizeAsync(cancellationToken);

        public Task<bool> ClearRemovedAsync(CancellationToken cancellationToken) => database.ClearRemovedAsync(cancellationToken);

        public ValueTask<DatabaseScope> ReadAsync(CancellationToken cancellationToken) => database.ReadAsync(cancellationToken);

        public async Task<T> WriteAsync<T>(Func<DatabaseScope, ValueTask<T>> work, CancellationToken cancellationToken)
        {
            if (_left-- > 0)
            {
                return await database.WriteAsync(work, cancellationToken);
            }

            await (meanwhile?.Invoke() ?? Task.CompletedTask);
            throw new BrokenOffException();
        }

        public ValueTask DisposeAsync() => database.DisposeAsync();
    }
}
