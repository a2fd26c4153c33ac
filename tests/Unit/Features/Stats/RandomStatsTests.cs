using System.Globalization;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Providers;
using ConvoWeb.Data.Rollups;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Stats;
using ConvoWeb.Features.Stats.Prices;
using ConvoWeb.Features.Stats.Upkeep;

namespace ConvoWeb.Tests.Unit.Features.Stats;

public sealed class RandomStatsTests
{
    /// <summary>More on demand: <c>CONVOWEB_ACTS=10000 dotnet test tests/Unit --filter RandomStatsTests</c>.</summary>
    private static readonly int Acts = int.Parse(Environment.GetEnvironmentVariable("CONVOWEB_ACTS") ?? "2000", CultureInfo.InvariantCulture);

    private static readonly string[] Zones = ["UTC", "Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe", "America/New_York"];

    private static readonly CurrentUser Alice = new("alice");
    private static readonly CurrentUser Bob = new("bob");

    [Theory, DatabaseData]
    public async Task Every_figure_is_what_a_recount_of_the_messages_comes_to(Engine engine)
    {
        var clock = new TestClock(new DateTimeOffset(2026, 5, 20, 12, 0, 0, TimeSpan.Zero));
        await using var app = new ConvoWebApp(engine) { Clock = clock };
        app.StartServer();
        await app.Get<PriceService>().ReplaceAsync(
            Alice,
            [new("gpt-4o*", null, 2.5m, 10), new("gpt-4o-mini", new DateOnly(2025, 3, 30), 0.15m, 0.6m), new("claude", new DateOnly(2025, 10, 26), 3, 15)],
            Cancel);

        var (alice, bob) = (new RandomActs(app, Alice, seed: 7), new RandomActs(app, Bob, seed: 8));
        var steps = 5;
        for (var step = 0; step < steps; step++)
        {
            await alice.DoAsync(Acts / steps * 9 / 10, clock);
            await bob.DoAsync(Acts / steps / 10, clock);

            // The zone changes in the middle of it, and the history goes on while it is counted anew.
            await app.Get<StatsService>().ChooseTimeZoneAsync(Alice, TimeZoneInfo.FindSystemTimeZoneById(Zones[(step + 1) % Zones.Length]), Cancel);
            await app.Get<IDatabase>().WriteAsync(db => RollupRecount.CountSomeAsync(db, Alice.Id), Cancel);
            await alice.DoAsync(20, clock);
            await app.Get<RollupCounter>().CountAllAsync(Cancel);
        }

        await AssertAgreesAsync(app);
        var own = await app.Get<StatsService>().TimeZoneAsync(Alice, Cancel);
        Assert.Equal("UTC", own.Id);
        foreach (var zone in Zones)
        {
            foreach (var request in Requests(TimeZoneInfo.FindSystemTimeZoneById(zone), await app.Get<StatsService>().ChoicesAsync(Alice, Cancel)))
            {
                await CompareAsync(app, request, own);
            }
        }
    }

    private static async Task AssertAgreesAsync(ConvoWebApp app)
    {
        foreach (var owner in (string[])[Alice.Id, Bob.Id])
        {
            await using var db = await app.Get<IDatabase>().ReadAsync(Cancel);
            Assert.Empty(await RollupCheck.CompareAsync(db, owner));
        }
    }

    private static IEnumerable<StatsRequest> Requests(TimeZoneInfo zone, StatsChoices choices)
    {
        var all = new StatsRequest { From = null, To = new DateOnly(2026, 5, 20), Zone = zone };
        var year = all with { From = new DateOnly(2025, 5, 21) };
        return
        [
            all, year, year with { From = new DateOnly(2025, 3, 15), To = new DateOnly(2025, 11, 30) },
            all with { From = new DateOnly(2025, 3, 30), To = new DateOnly(2025, 3, 30) },
            all with { From = new DateOnly(2025, 4, 6), To = new DateOnly(2025, 4, 6) },
            all with { From = new DateOnly(2025, 10, 25), To = new DateOnly(2025, 11, 3) },
            all with { From = new DateOnly(2024, 1, 1), To = new DateOnly(2024, 1, 1) },
            year with { PersonalityId = choices.Personalities[0].Id },
            year with { Model = "gpt-4o" },
            year with { PersonalityId = choices.Personalities[^1].Id, Model = "claude" },
            year with { Tag = "work" },
            year with { Source = "chatgpt", Model = "gpt-4o-mini" },
        ];
    }

    private static async Task CompareAsync(ConvoWebApp app, StatsRequest request, TimeZoneInfo ownZone)
    {
        var prices = new PriceTable(await app.Get<PriceService>().ListAsync(Alice, Cancel));
        var view = await app.Get<StatsService>().ReadAsync(Alice, request, Cancel);
        var recount = await Recount.OfAsync(app, Alice.Id, request, prices, ownZone);

        var (from, to) = request.From is null && request is { Tag: null, Source: null, Model: null, PersonalityId: null } ? (recount.From, recount.To) : (view.Range.From, view.Range.To);
        Assert.Equal((from, to), (view.Range.From, view.Range.To));
        Assert.Equal(recount.Totals(from, to), view.Totals);
        Assert.Equal(recount.CostOf(from, to), view.Cost);
        Assert.Equal(recount.Days(), view.Days);
        Assert.Equal(recount.Hours(), view.Hours);
        Assert.Equal(recount.Personalities().ToHashSet(), view.Personalities.ToHashSet());
        Assert.Equal(recount.Models().ToHashSet(), view.Models.ToHashSet());
        Assert.Equal(view.Models.OrderByDescending(model => model.Totals.Messages).Select(model => model.Totals.Messages), view.Models.Select(model => model.Totals.Messages));
        Assert.Equal(recount.Tags(), view.Tags);
        Compare(recount.Lengths(MessageType.User), view.UserLengths);
        Compare(recount.Lengths(MessageType.Ai), view.AiLengths);
        Compare(recount.ConversationLengths(), view.ConversationLengths);
        Compare(recount.Times("first_token_ms"), view.FirstToken);
        Compare(recount.Times("response_ms"), view.Response);
        CompareStreaks(recount.DaysWithMessages(), view.Streaks);
        Assert.Equal(recount.Days().OrderByDescending(day => day.Totals.Messages).ThenBy(day => day.Day).Where(day => day.Totals.Messages > 0).Take(5), view.BusiestDays);
        if (view.Before is { } before)
        {
            Assert.Equal((from.AddDays(-view.Range.Days), from.AddDays(-1)), (before.From, before.To));
            Assert.Equal(recount.Totals(before.From, before.To), before.Totals);
            Assert.Equal(recount.CostOf(before.From, before.To), before.Cost);
        }

        Assert.Equal(request.From is null, view.Before is null);
    }

    private static void Compare(IReadOnlyList<long> numbers, Distribution distribution)
    {
        Assert.Equal(numbers.Count, distribution.Count);
        Assert.Equal(numbers.GroupBy(RangeOf).Select(range => new DistributionBucket(range.Key.From, range.Key.To, range.Count())).OrderBy(range => range.From), distribution.Buckets);
        var sorted = numbers.Order().ToList();
        Assert.Equal(sorted.Count == 0 ? null : MiddleOf(sorted[(int)Math.Ceiling(sorted.Count / 2.0) - 1]), distribution.Median);
        Assert.Equal(sorted.Count == 0 ? null : MiddleOf(sorted[(int)Math.Ceiling(sorted.Count * 0.9m) - 1]), distribution.P90);
    }

    private static void CompareStreaks(List<DateOnly> days, StatsStreaks streaks)
    {
        var longest = 0;
        foreach (var start in days)
        {
            var length = 1;
            while (days.Contains(start.AddDays(length)))
            {
                length++;
            }

            longest = Math.Max(longest, length);
        }

        Assert.Equal(longest, streaks.Longest?.Days ?? 0);
    }

    private static long? MiddleOf(long number) => (RangeOf(number).From + RangeOf(number).To) / 2;

    /// <summary>Eighths of the power of two below it; up to 15 the number alone.</summary>
    private static (long From, long To) RangeOf(long number)
    {
        var power = 16L;
        while (power * 2 <= number)
        {
            power *= 2;
        }

        var width = number < 16 ? 1 : power / 8;
        return (number - (number % width), number - (number % width) + width - 1);
    }
}
