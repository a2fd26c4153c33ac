using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace ConvoWeb.Features.Search.Syntax;

/// <summary>
/// Dates as <c>before:</c>, <c>after:</c> and <c>on:</c> take them: a year, a month, a day or a time, <c>today</c>, <c>yesterday</c>,
/// or so long ago (<c>7d</c>, <c>2w</c>, <c>3m</c>, <c>1y</c>), by the calendar and the clocks of the reader's zone.
/// </summary>
internal sealed partial class SearchDates(DateTimeOffset now, TimeZoneInfo zone)
{
    private const int TimeoutMilliseconds = 1000;

    private readonly DateTime _localNow = TimeZoneInfo.ConvertTime(now, zone).DateTime;

    public SearchMeaning Before(string value) =>
        Read(value, out var why) is { } time ? new(new TimeFilter(null, time.From)) : new(null, why);

    public SearchMeaning After(string value) =>
        Read(value, out var why) is { } time ? new(new TimeFilter(time.From, null)) : new(null, why);

    public SearchMeaning On(string value)
    {
        var range = value.IndexOf("..", StringComparison.Ordinal);
        if (range >= 0)
        {
            return Range(value, value[..range], value[(range + 2)..]);
        }

        return Read(value, out var why) is { } time ? new(new TimeFilter(time.From, time.To)) : new(null, why);
    }

    private SearchMeaning Range(string value, string first, string last)
    {
        Time? from = null;
        Time? to = null;
        if (first.Length > 0 && (from = Read(first, out var why)) is null)
        {
            return new(null, why);
        }

        if (last.Length > 0 && (to = Read(last, out why)) is null)
        {
            return new(null, why);
        }

        // A day ends a range with its last moment; what is so long ago is a moment itself.
        var end = to is { IsAgo: true } ? to.Value.From : to?.To;
        return from is null && to is null ? SearchMeaning.None
            : from?.From > to?.From && from?.From >= end ? new(null, SearchProblems.EndsBeforeItBegins(value))
            : new(new TimeFilter(from?.From, end));
    }

    private Time? Read(string text, out string? why)
    {
        why = null;
        if (text.Equals("today", StringComparison.OrdinalIgnoreCase))
        {
            return Between(_localNow.Date, TimeSpan.TicksPerDay);
        }

        if (text.Equals("yesterday", StringComparison.OrdinalIgnoreCase))
        {
            return Between(DaysBefore(_localNow.Date, 1), TimeSpan.TicksPerDay);
        }

        if (AgoPattern().Match(text) is { Success: true } ago)
        {
            return new Time(InstantOf(Ago(NumberOf(ago, "count"), ago.Groups["unit"].ValueSpan[0])), now.ToUniversalTime(), IsAgo: true);
        }

        var date = DatePattern().Match(text);
        if (!date.Success)
        {
            return null;
        }

        Time? time = IsInCalendar(date) ? TimeOf(date) : null;
        why = time is null ? SearchProblems.NoSuchDate(text) : null;
        return time;
    }

    private static bool IsInCalendar(Match date)
    {
        var (year, month) = (NumberOf(date, "year"), NumberOf(date, "month", otherwise: 1));
        return year >= 1 && month is >= 1 and <= 12
            && NumberOf(date, "day", otherwise: 1) is var day && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            && NumberOf(date, "hour") < 24 && NumberOf(date, "minute") < 60 && NumberOf(date, "second") < 60
            && NumberOf(date, "zoneHours") <= 14 && NumberOf(date, "zoneMinutes") < 60;
    }

    private Time TimeOf(Match date)
    {
        var fraction = date.Groups["fraction"].Value;
        var local = new DateTime(
            NumberOf(date, "year"), NumberOf(date, "month", otherwise: 1), NumberOf(date, "day", otherwise: 1),
            NumberOf(date, "hour"), NumberOf(date, "minute"), NumberOf(date, "second"), DateTimeKind.Unspecified)
            .AddTicks(fraction.Length == 0 ? 0 : int.Parse(fraction.PadRight(7, '0'), CultureInfo.InvariantCulture));

        // As long as the smallest part that was told.
        var ticks = fraction.Length > 0 ? (long)Math.Pow(10, 7 - fraction.Length)
            : date.Groups["second"].Success ? TimeSpan.TicksPerSecond
            : date.Groups["minute"].Success ? TimeSpan.TicksPerMinute
            : date.Groups["hour"].Success ? TimeSpan.TicksPerHour
            : date.Groups["day"].Success ? TimeSpan.TicksPerDay
            : date.Groups["month"].Success ? DateTime.DaysInMonth(local.Year, local.Month) * TimeSpan.TicksPerDay
            : (DateTime.IsLeapYear(local.Year) ? 366 : 365) * TimeSpan.TicksPerDay;
        if (!date.Groups["zone"].Success)
        {
            return Between(local, ticks);
        }

        var offset = ((NumberOf(date, "zoneHours") * 60) + NumberOf(date, "zoneMinutes")) * TimeSpan.TicksPerMinute;
        var from = local.Ticks - (date.Groups["zone"].ValueSpan[0] is '-' ? -offset : offset);
        return new Time(At(from), EndAt(from + ticks));
    }

    private Time Between(DateTime local, long ticks) =>
        new(InstantOf(local), local.Ticks + ticks > DateTime.MaxValue.Ticks ? null : InstantOf(local.AddTicks(ticks)));

    private DateTime Ago(int count, char unit) => char.ToLowerInvariant(unit) switch
    {
        'd' => DaysBefore(_localNow, count),
        'w' => DaysBefore(_localNow, count * 7L),
        'm' => MonthsBefore(_localNow, count),
        _ => MonthsBefore(_localNow, count * 12L),
    };

    private static DateTime DaysBefore(DateTime local, long days) =>
        days > local.Ticks / TimeSpan.TicksPerDay ? DateTime.MinValue : local.AddTicks(-days * TimeSpan.TicksPerDay);

    private static DateTime MonthsBefore(DateTime local, long months) =>
        months >= ((local.Year - 1) * 12L) + local.Month ? DateTime.MinValue : local.AddMonths(-(int)months);

    /// <summary>
    /// The first moment at which the clocks of the zone show the time. When they are put back there are two, and when they are put forward
    /// there may be none: then it is the moment at which they jump over it.
    /// </summary>
    private DateTimeOffset InstantOf(DateTime local)
    {
        var (before, after) = (OffsetAt(local.Ticks - TimeSpan.TicksPerDay), OffsetAt(local.Ticks + TimeSpan.TicksPerDay));
        var (early, late) = (local.Ticks - Math.Max(before, after), local.Ticks - Math.Min(before, after));
        if (early + OffsetAt(early) == local.Ticks)
        {
            return At(early);
        }

        while (late + OffsetAt(late) != local.Ticks && late - early > 1)
        {
            var middle = early + ((late - early) / 2);
            (early, late) = middle + OffsetAt(middle) < local.Ticks ? (middle, late) : (early, middle);
        }

        return At(late);
    }

    private long OffsetAt(long ticks) => zone.GetUtcOffset(At(ticks)).Ticks;

    /// <summary>The calendar has an end on both sides, and a zone can lead beyond it.</summary>
    private static DateTimeOffset At(long ticks) => new(Math.Clamp(ticks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks), TimeSpan.Zero);

    private static DateTimeOffset? EndAt(long ticks) => ticks > DateTime.MaxValue.Ticks ? null : At(ticks);

    private static int NumberOf(Match match, string group, int otherwise = 0) =>
        match.Groups[group] is { Success: true } found ? int.Parse(found.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : otherwise;

    [GeneratedRegex(@"\A(?<count>[0-9]{1,9})(?<unit>[dwmy])\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeoutMilliseconds)]
    private static partial Regex AgoPattern();

    [GeneratedRegex(
        """
        \A (?<year>[0-9]{4}) ( - (?<month>[0-9]{2}) ( - (?<day>[0-9]{2})
        ( T (?<hour>[0-9]{2}) ( : (?<minute>[0-9]{2}) ( : (?<second>[0-9]{2}) ( \. (?<fraction>[0-9]{1,7}) )? )? )?
        (?<zone> Z | [+-] (?<zoneHours>[0-9]{2}) ( :? (?<zoneMinutes>[0-9]{2}) )? )? )? )? )? \z
        """,
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace,
        TimeoutMilliseconds)]
    private static partial Regex DatePattern();

    /// <summary>To exclusive; null where the calendar ends.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Time(DateTimeOffset From, DateTimeOffset? To, bool IsAgo = false);
}
