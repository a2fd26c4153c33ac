using ConvoWeb.Features.Search.Syntax;
using ConvoWeb.Features.Stats;

namespace ConvoWeb.Tests.Unit.Features.Stats;

public sealed class StatsAddressesTests
{
    [Fact]
    public void Conversations_are_those_of_the_list_to_the_day_after_the_last()
    {
        var id = Guid.CreateVersion7();
        var addresses = Of(new StatsSelection { Tag = "a b", Source = "chatgpt" });

        Assert.Equal("/?status=all&from=2026-03-01&to=2026-03-31&tag=a%20b&source=chatgpt", addresses.Conversations());
        Assert.Equal($"/?status=all&from=2026-03-01&to=2026-03-31&personality={id}&tag=a%20b&source=chatgpt", addresses.Conversations(personalityId: id));
        Assert.Equal("/?status=all&from=2026-03-05&to=2026-03-06&model=m&tag=c&source=chatgpt", addresses.Conversations(Day(5), model: "m", tag: "c"));
    }

    [Fact]
    public void Messages_are_those_of_a_search_with_the_filters_of_the_page()
    {
        var addresses = Of(new StatsSelection { PersonalityId = Guid.CreateVersion7(), Model = "gpt 4", Tag = "a\"b c", Source = "x" }, "Juno");

        Assert.Equal("on:2026-03-01..2026-03-30 from:user personality:Juno by:\"gpt 4\" tag:\"a\"\"b c\" source:x", Query(addresses.Messages(null, "from:user")));
        Assert.Equal("on:2026-03-05 by:\"other\" personality:Juno tag:\"a\"\"b c\" source:x", Query(addresses.Messages(Day(5), StatsAddresses.OfModel("other"))));
    }

    [Theory]
    [InlineData("Juno")]
    [InlineData("Juno May")]
    [InlineData("\"Juno\"")]
    [InlineData("Ju\"no")]
    [InlineData("Juno*")]
    [InlineData("“Juno”")]
    [InlineData("-x:y")]
    public void A_name_is_written_so_that_the_search_reads_that_name(string name)
    {
        var query = SearchParser.Parse(StatsAddresses.OfPersonality(name), DateTimeOffset.UnixEpoch, TimeZoneInfo.Utc);

        Assert.Equal(name, Assert.IsType<PersonalityFilter>(Assert.Single(query.Filters)).IdOrName);
        Assert.Empty(query.Problems);
    }

    [Fact]
    public void Days_weekdays_and_hours_are_what_the_search_understands()
    {
        var text = Query(Of(new StatsSelection()).Messages(Day(5), StatsAddresses.OfWeekday(1), StatsAddresses.OfHours(9, 9), StatsAddresses.OfHours(18, 23), "has:audio"));

        var query = SearchParser.Parse(text, DateTimeOffset.UnixEpoch, TimeZoneInfo.Utc);

        Assert.Equal("on:2026-03-05 weekday:mon hour:9 hour:18-23 has:audio", text);
        Assert.Equal(5, query.Filters.Count);
        Assert.Equal(DayOfWeek.Monday, Assert.Single(query.Filters.OfType<WeekdayFilter>()).Days.Single());
    }

    private static StatsAddresses Of(StatsSelection query, string? personality = null) => Views.Addresses(Views.Of(), query, personality);

    private static StatsDates Day(int day) => new(new DateOnly(2026, 3, day), new DateOnly(2026, 3, day));

    private static string Query(string address) => Uri.UnescapeDataString(address["/search?q=".Length..]);
}
