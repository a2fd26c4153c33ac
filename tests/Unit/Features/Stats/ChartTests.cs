using ConvoWeb.Data.Rollups;
using ConvoWeb.Features.Stats;
using ConvoWeb.Features.Stats.Charts;

namespace ConvoWeb.Tests.Unit.Features.Stats;

public sealed class ChartTests
{
    [Theory]
    [InlineData(0, "0 1")]
    [InlineData(1, "0 1")]
    [InlineData(3, "0 1 2 3")]
    [InlineData(7, "0 2 4 6 8")]
    [InlineData(74, "0 20 40 60 80")]
    [InlineData(100, "0 50 100")]
    [InlineData(1_234, "0 500 1000 1500")]
    [InlineData(8_000_000, "0 2000000 4000000 6000000 8000000")]
    public void An_axis_has_few_round_numbers_and_ends_above_all_values(double max, string ticks)
    {
        var scale = Scale.Of(max);

        Assert.Equal(ticks, string.Join(' ', scale.Ticks));
        Assert.True(scale.Top >= max);
    }

    [Theory]
    [InlineData(1, SlotUnit.Day, 1)]
    [InlineData(120, SlotUnit.Day, 120)]
    [InlineData(121, SlotUnit.Week, 19)]
    [InlineData(730, SlotUnit.Week, 106)]
    [InlineData(1099, SlotUnit.Month, 37)]
    [InlineData(20_000, SlotUnit.Year, 55)]
    public void A_range_is_parted_into_what_can_be_seen(int days, SlotUnit unit, int count)
    {
        var range = Views.Of(days).Range;

        var slots = TimeSlots.Of(range, []);

        Assert.Equal((unit, count), (TimeSlots.UnitOf(range), slots.Count));
        Assert.Equal((range.From, range.To), (slots[0].From, slots[^1].To));
        Assert.All(slots.Zip(slots.Skip(1)), pair => Assert.Equal(pair.First.To.AddDays(1), pair.Second.From));
    }

    [Fact]
    public void What_is_in_the_parts_is_what_is_in_the_range()
    {
        StatsDay[] days = [.. Enumerable.Range(0, 800).Where(day => day % 3 == 0).Select(day => Views.Day(day, messages: day, conversations: 2))];

        var slots = TimeSlots.Of(Views.Of(800).Range, days);

        Assert.Equal(days.Sum(day => day.Totals.Messages), slots.Sum(slot => slot.Totals.Messages));
        Assert.Equal(days.Sum(day => day.Totals.Conversations), slots.Sum(slot => slot.Totals.Conversations));
        Assert.All(slots.Skip(1), slot => Assert.Equal(DayOfWeek.Monday, slot.From.DayOfWeek));
    }

    [Fact]
    public void The_calendar_may_end()
    {
        var range = new StatsRange(new DateOnly(9990, 1, 1), DateOnly.MaxValue, "UTC", "UTC");

        Assert.Equal(DateOnly.MaxValue, TimeSlots.Of(range, [])[^1].To);
        Assert.Equal(DateOnly.MaxValue, TimeSlots.Of(range with { From = new DateOnly(9999, 6, 1) }, [])[^1].To);
    }

    [Fact]
    public void A_line_is_one_path_and_a_single_point_is_a_dot()
    {
        Assert.Equal("M5 100L15 50L25 0", PlotPaths.Line([0, 2, 4], new Scale(4, 1)));
        Assert.Equal("M5 50h.01", PlotPaths.Line([2], new Scale(4, 1)));
        Assert.Equal("M5 100L15 100", PlotPaths.Line([0, 0], Scale.Of(0)));
    }

    [Fact]
    public void Bars_stand_on_those_below_and_nothing_has_none()
    {
        Assert.Equal("", PlotPaths.Bars([0, 0], null, Scale.Of(0)));
        Assert.Equal("M81 75V25h8V75z", PlotPaths.Bars([0, 0, 0, 0, 0, 0, 0, 0, 2], [0, 0, 0, 0, 0, 0, 0, 0, 1], new Scale(4, 1)));
    }

    [Fact]
    public void Lengths_are_told_in_few_bars_of_doubling_width()
    {
        var bars = Histogram.Of(Spread(0, 1, 3, 3, 7, 100, 90_000), Spread(5));

        Assert.Equal(Histogram.MaxBars, bars.Count);
        Assert.Equal((0, 63), (bars[0].From, bars[0].To));
        Assert.Equal((64, 127), (bars[1].From, bars[1].To));
        Assert.Equal([5, 1], bars[0].Counts);
        Assert.Equal([7, 1], [bars.Sum(bar => bar.Counts[0]), bars.Sum(bar => bar.Counts[1])]);
        Assert.Empty(Histogram.Of(Distribution.Nothing));
        Assert.Equal((8, 15), Assert.Single(Histogram.Of(Spread(9, 14))) is var one ? (one.From, one.To) : default);
        Assert.Equal(long.MaxValue, Histogram.Of(Spread(long.MaxValue))[0].To);
    }

    [Fact]
    public void One_wild_day_does_not_make_the_others_look_idle()
    {
        var busy = Heat.BusyOf([0, .. Enumerable.Repeat(10L, 19), 1000]);

        Assert.Equal((0, 1, 4, 4), (Heat.LevelOf(0, busy), Heat.LevelOf(1, busy), Heat.LevelOf(10, busy), Heat.LevelOf(1000, busy)));
        Assert.Equal(0, Heat.BusyOf([0, 0]));
    }

    [Fact]
    public void A_calendar_of_two_years_is_its_last_one()
    {
        var view = Views.Of(730) with { Days = [Views.Day(0, 5), Views.Day(729, 7)] };

        var heat = CalendarChart.Of(view, Views.Addresses(view), view.Range.To).Heat!;

        Assert.Equal(365, heat.Points.Count);
        Assert.Equal("7 messages", heat.Points[^1].Value);
        Assert.InRange(heat.Columns, 53, 54);
        Assert.Equal(Heat.Levels + 2, heat.Shapes.Count);
    }

    [Fact]
    public void Names_of_an_axis_have_room()
    {
        Assert.InRange(PlotPaths.Labels(365, index => $"{index}").Count, 4, 7);
        Assert.Equal(7, PlotPaths.Labels(7, index => $"{index}").Count);
        Assert.Equal(50, Assert.Single(PlotPaths.Labels(1, _ => "one")).At);
    }

    private static Distribution Spread(params long[] numbers) => new(
        numbers.Length,
        numbers[0],
        numbers[^1],
        [.. numbers.GroupBy(Buckets.Of).OrderBy(group => group.Key).Select(group => new DistributionBucket(Buckets.RangeOf(group.Key).From, Buckets.RangeOf(group.Key).To, group.Count()))]);
}
