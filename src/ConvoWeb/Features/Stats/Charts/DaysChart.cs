using System.Globalization;
using ConvoWeb.Components.Shared;

namespace ConvoWeb.Features.Stats.Charts;

/// <summary>Messages and conversations over time.</summary>
internal static class DaysChart
{
    public static Chart Of(StatsView view, StatsAddresses addresses)
    {
        var slots = TimeSlots.Of(view.Range, view.Days);
        var unit = TimeSlots.UnitOf(view.Range);
        IReadOnlyList<double> messages = [.. slots.Select(slot => (double)slot.Totals.Messages)];
        IReadOnlyList<double> conversations = [.. slots.Select(slot => (double)slot.Totals.Conversations)];
        var scale = Scale.Of(messages.Concat(conversations).Max());
        var most = slots.MaxBy(slot => slot.Totals.Messages)!;
        return new Chart
        {
            Name = "days",
            Numbers = StatsCsv.Days,
            Title = Title(unit),
            Sentence = Wording.Of(StatsTexts.DaysSentence, Title(unit), StatsWords.Messages(view.Totals.Messages), StatsWords.Conversations(view.Totals.Conversations), SlotName(most, unit), StatsWords.Messages(most.Totals.Messages)),
            Legend = [new("s1", StatsTexts.Messages), new("s2", StatsTexts.Conversations)],
            Plot = view.Totals is { Messages: 0, Conversations: 0 } ? null : new Plot(
                slots.Count * PlotPaths.Slot,
                [
                    new("lines", PlotPaths.Lines(scale, slots.Count * PlotPaths.Slot)),
                    new(slots.Count == 1 ? "line s1 dot" : "line s1", PlotPaths.Line(messages, scale)),
                    new(slots.Count == 1 ? "line s2 dot" : "line s2", PlotPaths.Line(conversations, scale)),
                ],
                PlotPaths.Ticks(scale),
                SlotLabels(slots, unit),
                [
                    .. slots.Select((slot, index) => new ChartPoint(
                        PlotPaths.At(index, slots.Count),
                        PlotPaths.Round(100 - scale.At(slot.Totals.Messages)),
                        SlotName(slot, unit),
                        Wording.Of(StatsTexts.Both, StatsWords.Messages(slot.Totals.Messages), StatsWords.Conversations(slot.Totals.Conversations)))),
                ]),
            Table = new ChartTable(
                [UnitName(unit), StatsTexts.Conversations, StatsTexts.YourMessages, StatsTexts.Answers, StatsTexts.Messages],
                [
                    .. slots.Where(slot => slot.Totals.Messages + slot.Totals.Conversations > 0).Select(slot => (IReadOnlyList<ChartCell>)
                    [
                        SlotName(slot, unit),
                        ChartCell.Of(slot.Totals.Conversations, addresses.Conversations(slot.Dates)),
                        ChartCell.Of(slot.Totals.UserMessages, addresses.Messages(slot.Dates, "from:user")),
                        ChartCell.Of(slot.Totals.AiMessages, addresses.Messages(slot.Dates, "from:ai")),
                        ChartCell.Of(slot.Totals.Messages, addresses.Messages(slot.Dates)),
                    ]),
                ]),
        };
    }

    public static string UnitName(SlotUnit unit) => unit switch
    {
        SlotUnit.Day => StatsTexts.Day,
        SlotUnit.Week => StatsTexts.Week,
        SlotUnit.Month => StatsTexts.Month,
        _ => StatsTexts.Year,
    };

    public static string SlotName(TimeSlot slot, SlotUnit unit) => unit switch
    {
        SlotUnit.Day => StatsWords.Day(slot.From),
        SlotUnit.Week => StatsWords.Span(slot.From, slot.To),
        SlotUnit.Month => StatsWords.Culture.MonthAndYear(slot.From),
        _ => slot.From.Year.ToString(CultureInfo.InvariantCulture),
    };

    public static IReadOnlyList<AxisLabel> SlotLabels(IReadOnlyList<TimeSlot> slots, SlotUnit unit)
    {
        var isOneYear = slots[0].From.Year == slots[^1].To.Year || slots[^1].To.DayNumber - slots[0].From.DayNumber <= TimeSlots.MaxDays;
        return PlotPaths.Labels(slots.Count, index => unit switch
        {
            SlotUnit.Year => slots[index].From.Year.ToString(CultureInfo.InvariantCulture),
            SlotUnit.Day or SlotUnit.Week when isOneYear => StatsWords.Culture.ShortDayOfYear(slots[index].From),
            _ => StatsWords.Culture.ShortMonthAndYear(slots[index].From),
        });
    }

    private static string Title(SlotUnit unit) => unit switch
    {
        SlotUnit.Day => StatsTexts.PerDay,
        SlotUnit.Week => StatsTexts.PerWeek,
        SlotUnit.Month => StatsTexts.PerMonth,
        _ => StatsTexts.PerYear,
    };
}
