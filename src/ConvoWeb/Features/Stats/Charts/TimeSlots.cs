namespace ConvoWeb.Features.Stats.Charts;

public enum SlotUnit
{
    Day,
    Week,
    Month,
    Year,
}

/// <param name="From">Within the range, so that the first and the last of a range may be shorter.</param>
/// <param name="To">Inclusive.</param>
public sealed record TimeSlot(DateOnly From, DateOnly To, StatsTotals Totals)
{
    public StatsDates Dates => new(From, To);
}

/// <summary>A range in parts that are few enough to see: days of months, weeks of years, months of a life.</summary>
public static class TimeSlots
{
    public const int MaxDays = 120, MaxDaysOfWeeks = 3 * 366, MaxDaysOfMonths = 40 * 366;

    public static SlotUnit UnitOf(StatsRange range) => range.Days switch
    {
        <= MaxDays => SlotUnit.Day,
        <= MaxDaysOfWeeks => SlotUnit.Week,
        <= MaxDaysOfMonths => SlotUnit.Month,
        _ => SlotUnit.Year,
    };

    /// <summary>In order, those without anything included.</summary>
    public static IReadOnlyList<TimeSlot> Of(StatsRange range, IReadOnlyList<StatsDay> days)
    {
        var unit = UnitOf(range);
        var slots = new List<TimeSlot>();
        var next = 0;
        for (var from = range.From; from <= range.To;)
        {
            var to = EndOf(from, unit) is var end && end < range.To ? end : range.To;
            var totals = new List<StatsTotals>();
            for (; next < days.Count && days[next].Day <= to; next++)
            {
                totals.Add(days[next].Totals);
            }

            slots.Add(new TimeSlot(from, to, Sum(totals)));
            if (to == DateOnly.MaxValue)
            {
                break;
            }

            from = to.AddDays(1);
        }

        return slots;
    }

    /// <summary>The Monday on or before it.</summary>
    public static DateOnly MondayOf(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));

    public static StatsTotals Sum(IReadOnlyCollection<StatsTotals> totals) => new()
    {
        Conversations = totals.Sum(one => one.Conversations),
        UserMessages = totals.Sum(one => one.UserMessages),
        AiMessages = totals.Sum(one => one.AiMessages),
        TokensIn = totals.Sum(one => one.TokensIn),
        TokensOut = totals.Sum(one => one.TokensOut),
        TokensInEstimated = totals.Sum(one => one.TokensInEstimated),
        TokensOutEstimated = totals.Sum(one => one.TokensOutEstimated),
        AudioSeconds = totals.Sum(one => one.AudioSeconds),
    };

    private static DateOnly EndOf(DateOnly from, SlotUnit unit) => unit switch
    {
        SlotUnit.Day => from,
        SlotUnit.Week => MondayOf(from) is var monday && monday.DayNumber + 6 < DateOnly.MaxValue.DayNumber ? monday.AddDays(6) : DateOnly.MaxValue,
        SlotUnit.Month => new DateOnly(from.Year, from.Month, DateTime.DaysInMonth(from.Year, from.Month)),
        _ => new DateOnly(from.Year, 12, 31),
    };
}
