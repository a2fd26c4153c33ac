using System.Globalization;
using ConvoWeb.Data.Providers;
using ConvoWeb.Data.Rollups;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Retention;

namespace ConvoWeb.Tests.Unit.Features.Retention;

public sealed class RandomRetentionTests
{
    private const int Together = 100;

    /// <summary>More on demand: <c>CONVOWEB_OWNERS=10000 dotnet test tests/Unit --filter RandomRetentionTests</c>.</summary>
    private static readonly int Owners = int.Parse(Environment.GetEnvironmentVariable("CONVOWEB_OWNERS") ?? "1000", CultureInfo.InvariantCulture);

    /// <summary>Around leap days, the ends of years and the changes of clocks, where people live.</summary>
    private static readonly (string Zone, DateTime At)[] Starts =
    [
        ("Europe/Berlin", new(2024, 2, 28, 23, 59, 59)), ("Asia/Kathmandu", new(2025, 3, 1, 0, 0, 0)), ("Australia/Lord_Howe", new(2026, 4, 5, 1, 45, 0)),
        ("Pacific/Kiritimati", new(2027, 12, 31, 23, 30, 0)), ("America/New_York", new(2028, 2, 29, 12, 0, 0)),
    ];

    [Theory, DatabaseData]
    public async Task The_preview_is_what_the_sweep_does_whatever_the_history_and_the_rules(Engine engine)
    {
        var clock = new TestClock(new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using var app = new ConvoWebApp(engine) { Clock = clock };
        app.StartServer();
        var random = new Random(11);
        foreach (var (name, at) in Starts)
        {
            var zone = TimeZoneInfo.FindSystemTimeZoneById(name);
            clock.Jump(new DateTimeOffset(at, zone.GetUtcOffset(at)) - clock.GetUtcNow());
            var now = clock.GetUtcNow();
            var owners = Enumerable.Range(0, Owners / Starts.Length).Select(n => new RandomRetention($"{name} {n}", random, now, zone)).ToList();
            await DoAsync(app, owners, (db, owner) => owner.WriteAsync(db, now));

            await SweepAsync(app, clock, owners); // what is due at once, and not what is due a millisecond later
            await DoAsync(app, owners, (db, owner) => owner.ActAsync(db, clock.GetUtcNow()));
            clock.Jump(TimeSpan.FromMilliseconds(random.NextInt64(100L * 24 * 60 * 60 * 1000)));
            await SweepAsync(app, clock, owners);

            await using var db = await app.Get<IDatabase>().ReadAsync(Cancel);
            Assert.Empty(await RollupCheck.CompareAsync(db, owners[0].OwnerId));
            await app.Stored.Database.WriteAsync(write => write.ExecuteAsync("DELETE FROM retention_rules"), Cancel);
        }
    }

    private static async Task SweepAsync(ConvoWebApp app, TestClock clock, IReadOnlyList<RandomRetention> owners)
    {
        var now = clock.GetUtcNow();
        foreach (var (n, owner) in owners.Index())
        {
            await CompareAsync(app, owner, now, limit: n % 20 == 0 ? 2 : 200);
        }

        await app.Get<RetentionSweep>().RunAsync(Cancel);

        foreach (var owner in owners)
        {
            owner.Sweep(now);
        }

        Assert.Equal(
            owners.SelectMany(owner => owner.Conversations).Select(one => (one.Id, one.DeletedAt)).OrderBy(one => one.Id),
            await StoredAsync(app, owners[0].OwnerId.Split(' ')[0]));
    }

    private static async Task CompareAsync(ConvoWebApp app, RandomRetention owner, DateTimeOffset now, int limit)
    {
        var user = new CurrentUser(owner.OwnerId);
        List<(Guid Id, DateTimeOffset MovesAt)> items = [];
        RetentionTotals? totals = null;
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await app.Get<RetentionService>().PreviewAsync(user, null, cursor, limit, Cancel);
            items.AddRange(page.Items.Select(item => (item.Id, item.MovesAt)));
            (cursor, totals) = (page.NextCursor, page.Totals);
        }

        Assert.Equal(owner.Moves, items);
        Assert.Equal(items.Count(item => item.MovesAt <= now), totals!.Due);
    }

    private static async Task<IReadOnlyList<(Guid Id, DateTimeOffset? DeletedAt)>> StoredAsync(ConvoWebApp app, string start)
    {
        List<(Guid, DateTimeOffset?)> stored = [];
        await using var db = await app.Get<IDatabase>().ReadAsync(Cancel);
        await using var row = await db
            .Statement("SELECT id, deleted_at FROM conversations WHERE owner_id LIKE @start ORDER BY id", ("@start", $"{start} %"))
            .ExecuteReaderAsync(Cancel);
        while (await row.ReadAsync(Cancel))
        {
            stored.Add((row.Id(0), row.TimeOrNull(1)));
        }

        return stored;
    }

    private static async Task DoAsync(ConvoWebApp app, IReadOnlyList<RandomRetention> owners, Func<DatabaseScope, RandomRetention, ValueTask> act)
    {
        foreach (var some in owners.Chunk(Together))
        {
            await app.Get<IDatabase>().WriteAsync(
                async db =>
                {
                    foreach (var owner in some)
                    {
                        await act(db, owner);
                    }

                    return some.Length;
                },
                Cancel);
        }
    }
}
