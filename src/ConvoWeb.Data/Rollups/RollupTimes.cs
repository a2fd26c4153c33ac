namespace ConvoWeb.Data.Rollups;

/// <summary>Times as rollups number them.</summary>
public static class RollupTimes
{
    public const int SlotMinutes = 15;

    private const long SlotMilliseconds = SlotMinutes * 60_000L;

    /// <summary>Quarters of an hour since 1970 in UTC.</summary>
    public static int SlotOf(DateTimeOffset time) => (int)Math.Clamp(FloorDivide(time.ToUnixTimeMilliseconds(), SlotMilliseconds), int.MinValue, int.MaxValue);

    public static DateTimeOffset StartOfSlot(int slot) => DateTimeOffset.FromUnixTimeMilliseconds(slot * SlotMilliseconds);

    /// <summary>What the clock on the wall says.</summary>
    public static DateTime Local(DateTimeOffset time, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(time, zone).DateTime;

    /// <summary>From 0 on Monday at midnight to 167.</summary>
    public static int HourOfWeek(DateTime local) => ((((int)local.DayOfWeek + 6) % 7) * 24) + local.Hour;

    /// <summary>Months since the year 0.</summary>
    public static int MonthOf(DateOnly day) => (day.Year * 12) + day.Month - 1;

    public static DateOnly StartOfMonth(int month) => new(month / 12, (month % 12) + 1, 1);

    private static long FloorDivide(long value, long by) => Math.DivRem(value, by, out var rest) - (rest < 0 ? 1 : 0);
}
