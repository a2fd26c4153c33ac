using System.Globalization;
using ConvoWeb.Features.Stats.Prices;

namespace ConvoWeb.Tests.Unit.Features.Stats.Prices;

public sealed class PriceTableTests
{
    /// <summary>Told apart by what they cost.</summary>
    private static readonly PriceView[] Prices =
    [
        new("*", null, 1, 0),
        new("gpt-*", null, 2, 0),
        new("gpt-4o*", null, 3, 0),
        new("gpt-4o*", Day("2026-03-01"), 4, 0),
        new("gpt-4o", Day("2026-06-01"), 5, 0),
        new("gpt-4o", Day("2026-09-01"), 6, 0),
        new("Émile", null, 7, 0),
    ];

    [Theory]
    [InlineData("claude", "2026-01-01", 1)]
    [InlineData("", "2026-01-01", 1)]
    [InlineData("gpt", "2026-01-01", 1)]
    [InlineData("gpt-", "2026-01-01", 2)]
    [InlineData("gpt-5", "2026-12-31", 2)]
    [InlineData("gpt-4o-mini", "2026-02-28", 3)]
    [InlineData("gpt-4o-mini", "2026-03-01", 4)]
    [InlineData("gpt-4o-mini", "2030-01-01", 4)]
    [InlineData("GPT-4O-Mini", "2030-01-01", 4)]
    [InlineData("gpt-4o", "2026-08-31", 5)] // its own name beats the beginning of it
    [InlineData("gpt-4o", "2026-09-01", 6)]
    [InlineData("gpt-4o", "2026-05-31", 4)] // nobody said yet what it costs alone
    [InlineData("gpt-4o", "0001-01-01", 3)]
    [InlineData("ÉMILE", "2026-01-01", 7)]
    [InlineData("émile", "2026-01-01", 1)] // only letters of ASCII have a case
    [InlineData("gpt-4o*", "2026-01-01", 3)]
    public void The_longest_name_that_fits_counts_and_of_it_the_latest_price(string model, string day, int input) =>
        Assert.Equal(input, new PriceTable(Prices.Reverse()).Find(model, Day(day))?.Input);

    [Fact]
    public void What_fits_none_has_no_price()
    {
        var table = new PriceTable([new("gpt-4o", Day("2026-06-01"), 5, 0), new("claude-*", null, 1, 0)]);

        Assert.Null(table.Find("gpt-4", Day("2026-06-01")));
        Assert.Null(table.Find("gpt-4o-mini", Day("2026-06-01")));
        Assert.Null(table.Find("gpt-4o", Day("2026-05-31")));
        Assert.Null(table.Find("claude", Day("2026-06-01")));
        Assert.Null(new PriceTable([]).Find("gpt-4o", Day("2026-06-01")));
    }

    [Fact]
    public void Prices_of_a_name_in_another_case_are_of_the_same_name()
    {
        var table = new PriceTable([new("GPT-4o", null, 1, 0), new("gpt-4o", Day("2026-06-01"), 2, 0)]);

        Assert.Equal([1, 2], new[] { "2026-05-31", "2026-06-01" }.Select(day => table.Find("Gpt-4O", Day(day))!.Input));
    }

    [Theory]
    [InlineData("2026-01-01", "2026-12-31", "2026-03-01 2026-06-01 2026-09-01")]
    [InlineData("2026-03-01", "2026-06-01", "2026-06-01")]
    [InlineData("2026-02-28", "2026-05-31", "2026-03-01")]
    [InlineData("2026-09-01", "2026-12-31", "")]
    [InlineData("2026-12-31", "2026-01-01", "")]
    [InlineData("0001-01-01", "9999-12-31", "2026-03-01 2026-06-01 2026-09-01")]
    public void The_days_on_which_a_price_begins_are_known(string from, string to, string days)
    {
        var table = new PriceTable([.. Prices.Reverse(), new("other", Day("2026-06-01"), 9, 0)]);

        Assert.Equal(days, string.Join(' ', table.Changes(Day(from), Day(to)).Select(day => day.ToString("O", CultureInfo.InvariantCulture))));
    }

    /// <summary>Compared with the rule as one would say it, one price after the other.</summary>
    [Fact]
    public void Any_prices_are_found_as_the_rule_says()
    {
        var random = new Random(11);
        for (var round = 0; round < 300; round++)
        {
            var prices = Enumerable.Range(0, random.Next(12))
                .Select(i => new PriceView(Name(random, 3) + (random.Next(2) == 0 ? "*" : ""), random.Next(3) == 0 ? null : Soon(random), i, 0))
                .DistinctBy(price => (price.Model.ToLowerInvariant(), price.From))
                .Where(price => price.Model.Length > 0)
                .ToList();
            var table = new PriceTable(prices);
            for (var i = 0; i < 30; i++)
            {
                var (model, day) = (Name(random, 4), Soon(random));

                var expected = prices
                    .Where(price => (price.From ?? DateOnly.MinValue) <= day)
                    .Where(price => price.Model.EndsWith('*')
                        ? model.StartsWith(price.Model[..^1], StringComparison.OrdinalIgnoreCase)
                        : model.Equals(price.Model, StringComparison.OrdinalIgnoreCase))
                    .OrderByDescending(price => price.Model.TrimEnd('*').Length)
                    .ThenBy(price => price.Model.EndsWith('*'))
                    .ThenByDescending(price => price.From ?? DateOnly.MinValue)
                    .FirstOrDefault();
                Assert.Equal(expected, table.Find(model, day));
            }
        }
    }

    private static string Name(Random random, int max) => string.Concat(Enumerable.Range(0, random.Next(max + 1)).Select(_ => "abAB"[random.Next(4)]));

    private static DateOnly Soon(Random random) => Day("2026-01-01").AddDays(random.Next(10));

    private static DateOnly Day(string text) => DateOnly.Parse(text, CultureInfo.InvariantCulture);
}
