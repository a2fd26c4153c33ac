using System.Globalization;
using ConvoWeb.Data;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Platform.Json;
using Microsoft.AspNetCore.Mvc;

namespace ConvoWeb.Features.Stats;

/// <summary>In an address: which part of the history is counted.</summary>
public sealed record StatsQuery
{
    /// <summary><c>7</c>, <c>30</c> (default), <c>90</c> or <c>365</c> days up to today, or <c>all</c>.</summary>
    [FromQuery(Name = "range")]
    public string? Range { get; init; }

    /// <summary>Instead of a range: <c>2026-03-01..2026-03-05</c>, both days included.</summary>
    [FromQuery(Name = "date")]
    public string? Date { get; init; }

    /// <summary>In which days begin, as in <c>Europe/Berlin</c>; by default the one that the owner's days are kept in.</summary>
    [FromQuery(Name = "time_zone")]
    public string? TimeZone { get; init; }

    /// <summary>Id or name.</summary>
    [FromQuery(Name = "personality")]
    public string? Personality { get; init; }

    /// <summary>What it answered, and conversations in which it answered last.</summary>
    [FromQuery(Name = "model")]
    public string? Model { get; init; }

    [FromQuery(Name = "tag")]
    public string? Tag { get; init; }

    /// <summary>The program or export that conversations came from.</summary>
    [FromQuery(Name = "source")]
    public string? Source { get; init; }

    /// <exception cref="InvalidInputException">A field has a value that it does not take.</exception>
    public async Task<StatsRequest> ToRequestAsync(CurrentUser user, StatsService stats, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var zone = string.IsNullOrEmpty(TimeZone) ? await stats.TimeZoneAsync(user, cancellationToken) : ZoneOf(TimeZone);
        var (from, to) = DaysOf(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime));
        return new StatsRequest
        {
            From = from,
            To = to,
            Zone = zone,
            PersonalityId = Clean(Personality) is not { } personality ? null
                : await stats.FindPersonalityAsync(user, personality, cancellationToken) ?? Guid.Empty, // of which there is no conversation
            Model = Clean(Model),
            Tag = Clean(Tag),
            Source = Clean(Source),
        };
    }

    private (DateOnly? From, DateOnly To) DaysOf(DateOnly today)
    {
        if (!string.IsNullOrEmpty(Date))
        {
            return StatsSelection.DatesIn(Date.Contains("..", StringComparison.Ordinal) ? Date : $"{Date}..{Date}") is var (from, to)
                ? (from, to)
                : throw new InvalidInputException(
                    "date", "date must be two days as in 2026-03-01..2026-03-05, the first one first and at most 100 years before the other, or one day.");
        }

        return Range switch
        {
            null or "" => (today.AddDays(1 - StatsSelection.UsualDays), today),
            "7" or "30" or "90" or "365" => (today.AddDays(1 - int.Parse(Range, CultureInfo.InvariantCulture)), today),
            "all" => (null, today),
            _ => throw new InvalidInputException("range", "range must be 7, 30, 90, 365 or all."),
        };
    }

    private static string? Clean(string? text) => string.IsNullOrEmpty(text) ? null : CleanText.Of(text);

    /// <summary>The names of Windows would be known here, but not to the database.</summary>
    internal static TimeZoneInfo ZoneOf(string id) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) && zone.HasIanaId ? zone
        : throw new InvalidInputException("time_zone", "time_zone must be the name of one, as in Europe/Berlin.");
}
