using ConvoWeb.Features.Stats;

namespace ConvoWeb.Tests.Unit.Features.Stats;

/// <summary>Each is said from its threshold on, and not one below it.</summary>
public sealed class InsightsTests
{
    private const int Tuesday = 2;

    [Fact]
    public void Little_says_nothing() => Assert.Empty(Of(Views.Of() with
    {
        Totals = Views.Totals(2, 5, 5, 100, 900),
        Before = Before(3),
        Hours = [new(Tuesday, 20, 10)],
        Personalities = [Views.Personality("Juno", 1000, 9), Views.Personality(null, 10, 1)],
        Models = [Views.Model("a", 4), Views.Model("b", 1)],
        UserLengths = Views.Spread(5, 10),
        AiLengths = Views.Spread(5, 1000),
        Streaks = new StatsStreaks(Run(4), null),
        Days = [Views.Day(0, 10)],
    }));

    [Theory]
    [InlineData(24, 20, 30, true)]
    [InlineData(23, 20, 30, false)] // the next time is nearly as busy
    [InlineData(24, 20, 13, false)] // one and a half weeks are no habit
    public void The_busiest_time_stands_out(int busiest, int next, int days, bool isSaid)
    {
        var view = Views.Of(days) with
        {
            Days = [Views.Day(2, 10), Views.Day(9, 9), Views.Day(16, 9)],
            Hours = [new(Tuesday, 18, busiest - 4), new(Tuesday, 23, 4), new(5, 10, next), .. Enumerable.Range(0, 6).Select(hour => new StatsHour(7, hour, 2))],
        };

        var insight = Of(view).SingleOrDefault();

        Assert.Equal(isSaid, insight is not null);
        if (isSaid)
        {
            Assert.Equal(("Tuesday evenings are your busiest time", "24 of 56 messages"), (insight!.Sentence, insight.Figures));
            Assert.Equal("on:2026-03-01..2026-03-30 weekday:tue hour:18-23", Query(insight));
        }
    }

    [Theory]
    [InlineData(49, false)]
    [InlineData(50, true)]
    public void The_busiest_time_needs_messages(int all, bool isSaid) =>
        Assert.Equal(isSaid, Of(Views.Of() with { Days = [Views.Day(1, 15), Views.Day(8, 15), Views.Day(15, 10)], Hours = [new(1, 7, all - 10), new(2, 7, 10)] }).Count == 1);

    [Theory]
    [InlineData(20, 10, 10, true)]
    [InlineData(21, 10, 10, false)] // half of it was one evening
    [InlineData(20, 20, 0, false)] // two evenings
    public void The_busiest_time_is_a_habit(int first, int second, int third, bool isSaid) => Assert.Equal(
        isSaid,
        Of(Views.Of() with { Days = [Views.Day(1, first), Views.Day(8, second), Views.Day(15, third)], Hours = [new(1, 7, 40), new(2, 7, 10)] }).Count == 1);

    [Theory]
    [InlineData(36, "20 % more messages than in the 30 days before")]
    [InlineData(35, null)]
    [InlineData(25, null)]
    [InlineData(24, "20 % fewer messages than in the 30 days before")]
    public void A_change_is_said_from_a_fifth_on(long now, string? sentence) =>
        Assert.Equal(sentence, Of(Views.Of() with { Totals = Views.Totals(user: now), Before = Before(30) }).SingleOrDefault()?.Sentence);

    [Fact]
    public void A_change_against_few_is_not_said() => Assert.Empty(Of(Views.Of() with { Totals = Views.Totals(user: 100), Before = Before(29) }));

    [Theory]
    [InlineData(40, 60, 15, true)]
    [InlineData(39, 61, 15, false)]
    [InlineData(40, 60, 14, false)]
    [InlineData(100, 0, 15, false)] // all of it is no share
    public void A_personality_has_a_large_share(long tokens, long others, long messages, bool isSaid)
    {
        var view = Views.Of() with
        {
            Personalities = [Views.Personality("Juno May", tokens, messages), Views.Personality("Brant", others / 2, messages), Views.Personality("Ines", others - (others / 2), 0)],
        };

        var insight = Of(view).SingleOrDefault();

        Assert.Equal(isSaid, insight is not null);
        if (isSaid)
        {
            Assert.Equal(("40 % of your tokens went to Juno May", "40 of 100 tokens"), (insight!.Sentence, insight.Figures));
            Assert.Equal("on:2026-03-01..2026-03-30 personality:\"Juno May\"", Query(insight));
        }
    }

    [Theory]
    [InlineData(15, 15, true)]
    [InlineData(15, 16, true)] // then the other has it
    [InlineData(15, 14, false)]
    public void A_model_gives_most_answers(long first, long second, bool isSaid) =>
        Assert.Equal(isSaid, Of(Views.Of() with { Models = [Views.Model("a", first), Views.Model("b", second)] }).Count == 1);

    [Fact]
    public void No_model_gives_most_answers_when_three_share_them() =>
        Assert.Empty(Of(Views.Of() with { Models = [Views.Model("a", 40), Views.Model("b", 30), Views.Model("c", 30)] }));

    [Fact]
    public void A_run_is_said_from_five_days_on()
    {
        Assert.Empty(Of(Views.Of() with { Streaks = new StatsStreaks(Run(4), null) }));

        var insight = Assert.Single(Of(Views.Of() with { Streaks = new StatsStreaks(Run(5), null) }));

        Assert.Equal("Your longest run was 5 days in a row", insight.Sentence);
        Assert.Equal("on:2026-03-01..2026-03-05", Query(insight));
        Assert.Equal("There is a message on every single day", Assert.Single(Of(Views.Of(7) with { Streaks = new StatsStreaks(Run(7), null) })).Sentence);
    }

    [Theory]
    [InlineData(30, 300, true)]
    [InlineData(30, 299, false)]
    [InlineData(29, 300, false)]
    public void Answers_are_much_longer(long count, long answered, bool isSaid)
    {
        var insight = Of(Views.Of() with { UserLengths = Views.Spread(count, 100), AiLengths = Views.Spread(count, answered) }).SingleOrDefault();

        Assert.Equal(isSaid ? "A typical answer is 3 times as long as your message" : null, insight?.Sentence);
    }

    [Theory]
    [InlineData(1800, true)]
    [InlineData(1799, false)]
    public void Half_an_hour_of_speech_is_worth_a_word(double seconds, bool isSaid)
    {
        var totals = Views.Totals(user: 3, audio: seconds);

        var insight = Of(Views.Of() with { Totals = totals, Days = [new(Views.First, totals)] }).SingleOrDefault();

        Assert.Equal(isSaid ? "30 min were spoken" : null, insight?.Sentence);
        Assert.Equal(isSaid ? "on 1 day, about 30 min each" : null, insight?.Figures);
    }

    [Fact]
    public void Only_so_many_stand_out() => Assert.Equal(Insights.Most, Of(Views.Of() with
    {
        Totals = Views.Totals(user: 100, audio: 9000),
        Before = Before(30),
        Hours = [new(Tuesday, 20, 100)],
        Personalities = [Views.Personality("Juno", 1000), Views.Personality(null, 10)],
        Models = [Views.Model("a", 40), Views.Model("b", 1)],
        UserLengths = Views.Spread(50, 10),
        AiLengths = Views.Spread(50, 1000),
        Streaks = new StatsStreaks(Run(9), null),
        Days = [new(Views.First, Views.Totals(audio: 9000))],
    }).Count);

    private static IReadOnlyList<Insight> Of(StatsView view) => Insights.Of(view, Views.Addresses(view));

    private static StatsBefore Before(long messages) => new(Views.First.AddDays(-30), Views.First.AddDays(-1), Views.Totals(user: messages), Cost.Nothing);

    private static Streak Run(int days) => new(Views.First, Views.First.AddDays(days - 1));

    private static string Query(Insight insight) => Uri.UnescapeDataString(insight.Address!["/search?q=".Length..]);
}
