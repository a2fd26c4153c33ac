namespace ConvoWeb.Data.Conventions;

/// <summary>Days as the clocks of a time zone have them.</summary>
public static class Days
{
    /// <summary>No zone's clocks change at another minute.</summary>
    private const int MinutesBetweenChanges = 15;

    /// <summary>When a day begins; where clocks go forward at midnight, when they have.</summary>
    public static DateTimeOffset StartOf(DateOnly day, TimeZoneInfo zone)
    {
        var start = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(start))
        {
            start = start.AddMinutes(MinutesBetweenChanges);
        }

        // Of two midnights the first; the ends of the calendar have no day before or after them to be shifted into.
        var offset = day.Year is <= 1 or >= 9999 ? TimeSpan.Zero
            : zone.IsAmbiguousTime(start) ? zone.GetAmbiguousTimeOffsets(start).Max()
            : zone.GetUtcOffset(start);
        return new DateTimeOffset(start, offset);
    }
}
