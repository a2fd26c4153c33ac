using ConvoWeb.Components.Shared;

namespace ConvoWeb.Features.Stats.Charts;

/// <summary>Every day of up to a year, weeks side by side.</summary>
internal static class CalendarChart
{
    public const int MaxDays = 366;

    private const int DaysOfWeek = 7;

    public static Chart Of(StatsView view, StatsAddresses addresses, DateOnly today)
    {
        var (first, last) = (view.Range.Days <= MaxDays ? view.Range.From : view.Range.To.AddDays(1 - 365), view.Range.To);
        var monday = TimeSlots.MondayOf(first);
        var messages = view.Days.Where(day => day.Day >= first).ToDictionary(day => day.Day, day => day.Totals.Messages);
        DateOnly[] days = [.. Enumerable.Range(0, last.DayNumber - first.DayNumber + 1).Select(first.AddDays)];
        var columns = ColumnOf(last) + 1;
        var busy = Heat.BusyOf(messages.Values);
        var active = messages.Values.Count(count => count > 0);
        return new Chart
        {
            Name = "calendar",
            Numbers = StatsCsv.Days,
            Title = StatsTexts.EveryDay,
            Sentence = Wording.Of(StatsTexts.CalendarSentence, StatsWords.Span(first, last), Wording.Number(active), Wording.Number(days.Length)),
            Note = view.Range.Days <= MaxDays ? null : StatsTexts.LastYearOnly,
            Heat = active == 0 ? null : new HeatMap(
                columns,
                DaysOfWeek,
                [
                    .. Enumerable.Range(0, Heat.Levels + 1).Select(level => new ChartShape(
                        $"heat-{level}",
                        PlotPaths.Cells(days.Where(day => Heat.LevelOf(Count(day), busy) == level).Select(day => (ColumnOf(day), RowOf(day)))))),
                    .. today >= first && today <= last ? (IReadOnlyList<ChartShape>)[new("today", PlotPaths.Cells([(ColumnOf(today), RowOf(today))], inset: 0))] : [],
                ],
                [.. ((int[])[0, 2, 4]).Select(row => new AxisLabel((row + 0.5) / DaysOfWeek * 100, StatsWords.Culture.ShortWeekdayOf(monday.AddDays(row))))],
                Months(),
                [
                    .. days.Select(day => new ChartPoint(
                        PlotPaths.Round((ColumnOf(day) + 0.5) / columns * 100),
                        PlotPaths.Round((RowOf(day) + 0.5) / DaysOfWeek * 100),
                        StatsWords.Day(day),
                        StatsWords.Messages(Count(day)))),
                ])
            { IsCalendar = true },
            Table = new ChartTable(
                [StatsTexts.WeekFrom, .. Enumerable.Range(0, DaysOfWeek).Select(row => StatsWords.Culture.ShortWeekdayOf(monday.AddDays(row)))],
                [.. Enumerable.Range(0, columns).Select(week => monday.AddDays(week * DaysOfWeek)).Select(week => (IReadOnlyList<ChartCell>)[Wording.Day(week), .. Enumerable.Range(0, DaysOfWeek).Select(row => Cell(week.AddDays(row)))])]),
        };

        int ColumnOf(DateOnly day) => (day.DayNumber - monday.DayNumber) / DaysOfWeek;

        int RowOf(DateOnly day) => (day.DayNumber - monday.DayNumber) % DaysOfWeek;

        long Count(DateOnly day) => messages.GetValueOrDefault(day);

        ChartCell Cell(DateOnly day) => day < first || day > last ? "" : ChartCell.Of(Count(day), addresses.Messages(new StatsDates(day, day)));

        // A month is named over its first whole week, where that is not too near to the name before.
        IReadOnlyList<AxisLabel> Months() =>
        [
            .. Enumerable.Range(0, columns)
                .Select(column => (Column: column, Monday: monday.AddDays(column * DaysOfWeek)))
                .Where(week => week.Monday.Day <= DaysOfWeek)
                .Select(week => new AxisLabel(PlotPaths.Round(week.Column * 100.0 / columns), StatsWords.Culture.ShortMonthOf(week.Monday))),
        ];
    }
}
