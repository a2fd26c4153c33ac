using ConvoWeb.Components.Shared;

namespace ConvoWeb.Features.Stats.Charts;

/// <summary>At which hours of which weekdays.</summary>
internal static class HoursChart
{
    private const int Hours = 24, Weekdays = 7;

    public static Chart Of(StatsView view, StatsAddresses addresses)
    {
        var messages = view.Hours.ToDictionary(hour => (hour.Weekday, hour.Hour), hour => hour.Messages);
        var busy = Heat.BusyOf(messages.Values);
        var most = view.Hours.MaxBy(hour => hour.Messages);
        (int Weekday, int Hour)[] cells = [.. from hour in Enumerable.Range(0, Hours) from weekday in Enumerable.Range(1, Weekdays) select (weekday, hour)];
        return new Chart
        {
            Name = "hours",
            Numbers = StatsCsv.Hours,
            Title = StatsTexts.WeekdaysAndHours,
            Sentence = most is null ? StatsTexts.WeekdaysAndHours
                : Wording.Of(StatsTexts.HoursSentence, StatsWords.Weekday(most.Weekday), Clock(most.Hour), StatsWords.Messages(most.Messages)),
            Heat = most is null ? null : new HeatMap(
                Hours,
                Weekdays,
                [.. Enumerable.Range(0, Heat.Levels + 1).Select(level => new ChartShape(
                    $"heat-{level}", PlotPaths.Cells(cells.Where(cell => Heat.LevelOf(Count(cell), busy) == level).Select(cell => (cell.Hour, cell.Weekday - 1)))))],
                [.. Enumerable.Range(1, Weekdays).Select(weekday => new AxisLabel((weekday - 0.5) / Weekdays * 100, Name(weekday)))],
                [.. Enumerable.Range(0, Hours / 6).Select(quarter => new AxisLabel(quarter * 25, Clock(quarter * 6)))],
                [
                    .. cells.Select(cell => new ChartPoint(
                        PlotPaths.Round((cell.Hour + 0.5) / Hours * 100),
                        PlotPaths.Round((cell.Weekday - 0.5) / Weekdays * 100),
                        Wording.Of(StatsTexts.WeekdayAndHour, Name(cell.Weekday), Clock(cell.Hour)),
                        StatsWords.Messages(Count(cell)))),
                ]),
            Table = new ChartTable(
                [StatsTexts.Hour, .. Enumerable.Range(1, Weekdays).Select(Name)],
                [
                    .. Enumerable.Range(0, Hours).Select(hour => (IReadOnlyList<ChartCell>)
                    [
                        Clock(hour),
                        .. Enumerable.Range(1, Weekdays).Select(weekday => ChartCell.Of(
                            Count((weekday, hour)), addresses.Messages(null, StatsAddresses.OfWeekday(weekday), StatsAddresses.OfHours(hour, hour)))),
                    ]),
                ]),
        };

        long Count((int, int) cell) => messages.GetValueOrDefault(cell);
    }

    // 5 January 1970 was a Monday.
    private static string Name(int weekday) => StatsWords.Culture.ShortWeekdayOf(new DateOnly(1970, 1, 4).AddDays(weekday));

    private static string Clock(int hour) => StatsWords.Culture.Clock(new DateTime(1970, 1, 5, hour, 0, 0, DateTimeKind.Unspecified));
}
