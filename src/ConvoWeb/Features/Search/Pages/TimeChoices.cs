using System.Globalization;
using ConvoWeb.Components.Shared;
using ConvoWeb.Features.Search.Syntax;

namespace ConvoWeb.Features.Search.Pages;

/// <summary>The spans of time that one chooses with a click, as the query has them.</summary>
internal static class TimeChoices
{
    public const string Week = "after:7d";

    public const string Month = "after:30d";

    public static string Year(DateOnly today) => string.Create(CultureInfo.InvariantCulture, $"on:{today.Year:0000}");

    /// <summary>Both days included; null without any.</summary>
    public static string? Between(DateOnly? from, DateOnly? to) => from is null && to is null ? null : $"on:{Iso(from)}..{Iso(to)}";

    /// <summary>The days that are left by all of the filters, both included; open where they are.</summary>
    public static (DateOnly? From, DateOnly? To) DaysOf(IEnumerable<TimeFilter> filters, Func<DateTimeOffset, DateOnly> dayOf)
    {
        DateTimeOffset? from = null, end = null;
        foreach (var filter in filters)
        {
            from = filter.From is null || filter.From < from ? from : filter.From;
            end = filter.To is null || filter.To > end ? end : filter.To;
        }

        return (from is { } first ? dayOf(first) : null, end is { } last ? dayOf(last.AddTicks(-1)) : null);
    }

    public static string NameOf(string filter) => filter.ToLowerInvariant() switch
    {
        Week => SearchTexts.LastWeek,
        Month => SearchTexts.LastMonth,
        "on:today" or "after:today" => SearchTexts.Today,
        "on:yesterday" => SearchTexts.Yesterday,
        var text when text.Split(':', 2) is [var key, var value] => NameOf(key, value.Split("..")),
        var text => text,
    };

    public static string? Iso(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static DateOnly? DayOf(string? iso) =>
        DateOnly.TryParseExact(iso, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>A year is typed digit by digit, and the browser tells each of them: 0002, 0020, 0202.</summary>
    public static bool IsWhole(string? iso) => string.IsNullOrEmpty(iso) || DayOf(iso) is { Year: >= 1000 };

    private static string NameOf(string key, string[] days) => (key, days) switch
    {
        ("after", [var day, ..]) => Wording.Of(SearchTexts.Since, Name(day)),
        (_, [var day, ""]) => Wording.Of(SearchTexts.Since, Name(day)),
        ("before", [var day, ..]) => Wording.Of(SearchTexts.Before, Name(day)),
        (_, ["", var day]) => Wording.Of(SearchTexts.Until, Name(day)),
        (_, [var first, var last]) => Wording.Of(SearchTexts.Between, Name(first), Name(last)),
        _ => Name(string.Join("..", days)),
    };

    private static string Name(string value) => DayOf(value) is { } day ? Wording.Day(day) : value;
}
