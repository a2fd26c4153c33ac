using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Components.Shared;

/// <summary>
/// Times as the person at the browser reads them. The zone comes from the browser once per circuit; until then it is UTC.
/// Cascaded to every component, which is rendered again when the zone is known.
/// </summary>
public sealed class BrowserTime
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    private readonly TimeProvider _clock;

    public BrowserTime(TimeProvider clock)
    {
        _clock = clock;
        Source = new CascadingValueSource<BrowserTime>(this, isFixed: false);
    }

    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    internal CascadingValueSource<BrowserTime> Source { get; }

    public DateOnly Today => DayOf(_clock.GetUtcNow());

    public Task SetZoneAsync(string? id) =>
        id is not null && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) && !zone.Equals(Zone)
            ? SetZoneAsync(zone)
            : Task.CompletedTask;

    public DateOnly DayOf(DateTimeOffset time) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time, Zone).DateTime);

    /// <summary>09:41</summary>
    public string Clock(DateTimeOffset time) => Local(time, "HH:mm");

    /// <summary>Today, Yesterday, Thursday 19 November, 4 May 2025.</summary>
    public string Day(DateOnly day) => (Today.DayNumber - day.DayNumber) switch
    {
        0 => "Today",
        1 => "Yesterday",
        _ when day.Year == Today.Year => day.ToString("dddd d MMMM", English),
        _ => day.ToString("d MMMM yyyy", English),
    };

    /// <summary>Today, 21 November 2026; Thursday, 19 November 2026.</summary>
    public string LongDay(DateOnly day)
    {
        var name = (Today.DayNumber - day.DayNumber) switch { 0 => "Today", 1 => "Yesterday", _ => day.ToString("dddd", English) };
        return $"{name}, {day.ToString("d MMMM yyyy", English)}";
    }

    /// <summary>Today, Yesterday, 19 Nov, 4 May 2025.</summary>
    public string ShortDay(DateOnly day) => (Today.DayNumber - day.DayNumber) switch
    {
        0 => "Today",
        1 => "Yesterday",
        _ => day.ToString(day.Year == Today.Year ? "d MMM" : "d MMM yyyy", CultureInfo.InvariantCulture),
    };

    /// <summary>21 November 2026, 09:41</summary>
    public string Full(DateTimeOffset time) => Local(time, "d MMMM yyyy, HH:mm");

    private Task SetZoneAsync(TimeZoneInfo zone)
    {
        Zone = zone;
        return Source.NotifyChangedAsync();
    }

    private string Local(DateTimeOffset time, string format) => TimeZoneInfo.ConvertTime(time, Zone).ToString(format, English);
}
