using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Components.Shared;

/// <summary>
/// Times as the person at the browser reads them. Their culture and, but for the first visit, their zone come with the
/// request, so that a page is rendered with them at once; the browser is asked again once per circuit. Until then it is UTC.
/// Cascaded to every component, which is rendered again when the zone has changed.
/// </summary>
public sealed class BrowserTime
{
    private readonly TimeProvider _clock;

    public BrowserTime(TimeProvider clock)
    {
        _clock = clock;
        Source = new CascadingValueSource<BrowserTime>(this, isFixed: false);
    }

    public ReaderCulture Culture { get; private set; } = ReaderCulture.English;

    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    internal CascadingValueSource<BrowserTime> Source { get; }

    public DateTimeOffset Now => _clock.GetUtcNow();

    public DateOnly Today => DayOf(Now);

    /// <summary>Before anything is rendered: what the request says.</summary>
    public void Begin(string? culture, string? zone)
    {
        Culture = ReaderCulture.Named(culture);
        Zone = FindZone(zone) ?? Zone;
    }

    public Task SetZoneAsync(string? id)
    {
        if (FindZone(id) is not { } zone || zone.Equals(Zone))
        {
            return Task.CompletedTask;
        }

        Zone = zone;
        return Source.NotifyChangedAsync();
    }

    public DateOnly DayOf(DateTimeOffset time) => DateOnly.FromDateTime(Local(time));

    /// <summary>09:41</summary>
    public string Clock(DateTimeOffset time) => Culture.Clock(Local(time));

    /// <summary>Today, Yesterday, Thursday 19 November, 4 May 2025.</summary>
    public string Day(DateOnly day) => (Today.DayNumber - day.DayNumber) switch
    {
        0 => SharedTexts.Today,
        1 => SharedTexts.Yesterday,
        _ when day.Year == Today.Year => Wording.Of(SharedTexts.WeekdayAndDay, Culture.WeekdayOf(day), Culture.DayOfYear(day)),
        _ => Culture.Date(day),
    };

    /// <summary>Today, 21 November 2026; Thursday, 19 November 2026.</summary>
    public string LongDay(DateOnly day)
    {
        var name = (Today.DayNumber - day.DayNumber) switch { 0 => SharedTexts.Today, 1 => SharedTexts.Yesterday, _ => Culture.WeekdayOf(day) };
        return Wording.Of(SharedTexts.DayAndDate, name, Culture.Date(day));
    }

    /// <summary>Today, Yesterday, 19 Nov, 4 May 2025.</summary>
    public string ShortDay(DateOnly day) => (Today.DayNumber - day.DayNumber) switch
    {
        0 => SharedTexts.Today,
        1 => SharedTexts.Yesterday,
        _ => day.Year == Today.Year ? Culture.ShortDayOfYear(day) : Culture.ShortDate(day),
    };

    /// <summary>21 November 2026, 09:41</summary>
    public string Full(DateTimeOffset time) => Wording.Of(SharedTexts.DateAndTime, Culture.Date(DayOf(time)), Clock(time));

    private DateTime Local(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, Zone).DateTime;

    /// <summary>The id is a file's name on many systems, so only what looks like one of a zone is looked for.</summary>
    private static TimeZoneInfo? FindZone(string? id) =>
        id is { Length: > 0 and <= 64 } && id[0] is not '/' && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '+' or '-')
        && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : null;
}
