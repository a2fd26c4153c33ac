using ConvoWeb.Features.Stats;

namespace ConvoWeb.Tests.Unit.Features.Stats;

public sealed class StatsSelectionTests
{
    private static readonly DateOnly Today = new(2026, 11, 29);

    [Theory]
    [InlineData(null, null, "/stats")]
    [InlineData("30", null, "/stats")]
    [InlineData("7", null, "/stats?range=7")]
    [InlineData("all", null, "/stats?range=all")]
    [InlineData("8", null, "/stats")]
    [InlineData("", "", "/stats")]
    [InlineData("7", "2026-03-01..2026-03-05", "/stats?date=2026-03-01..2026-03-05")]
    [InlineData("7", "2026-03-05..2026-03-01", "/stats?range=7")]
    [InlineData("7", "2026-02-30..2026-03-01", "/stats?range=7")]
    [InlineData("7", "0001-01-01..9999-12-31", "/stats?range=7")]
    [InlineData("7", "2026-03-01", "/stats?range=7")]
    public void An_address_is_read_and_written_and_what_is_mistyped_is_as_if_it_were_not_there(string? range, string? date, string address) =>
        Assert.Equal(address, StatsSelection.Read(range, date, null, null, null, null).Address);

    [Fact]
    public void Filters_stand_in_the_address()
    {
        var id = Guid.CreateVersion7();

        var query = StatsSelection.Read("all", null, id.ToString(), "a&b", "große Reise", "chat gpt");

        Assert.Equal($"/stats?range=all&personality={id}&model=a%26b&tag=gro%C3%9Fe%20Reise&source=chat%20gpt", query.Address);
        Assert.Equal(
            $"/api/stats/csv?chart=days&range=all&personality={id}&model=a%26b&tag=gro%C3%9Fe%20Reise&source=chat%20gpt&time_zone=Europe%2FOslo",
            query.CsvAddress("days", "Europe/Oslo"));
        Assert.True(query.IsFiltered);
        Assert.False(StatsSelection.Read(null, null, "someone", "", null, null).IsFiltered);
    }

    [Fact]
    public void A_range_ends_today_and_today_is_one_of_its_days()
    {
        var request = StatsSelection.Read("7", null, null, null, null, null).Request(Today, TimeZoneInfo.Utc);

        Assert.Equal((new DateOnly(2026, 11, 23), Today), (request.From, request.To));
        Assert.Null(StatsSelection.Read("all", null, null, null, null, null).Request(Today, TimeZoneInfo.Utc).From);
        Assert.Equal(new DateOnly(2026, 3, 5), StatsSelection.Read(null, "2026-03-01..2026-03-05", null, null, null, null).Request(Today, TimeZoneInfo.Utc).To);
    }
}
