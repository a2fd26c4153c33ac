using System.Globalization;

namespace ConvoWeb.Features.Search.Syntax;

/// <summary>Hours of the day and days of the week.</summary>
internal static class SearchHours
{
    private static readonly DayOfWeek[] Week =
    [
        DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday, DayOfWeek.Saturday, DayOfWeek.Sunday,
    ];

    public static SearchMeaning Hour(string value)
    {
        var dash = value.IndexOf('-');
        var (first, last) = dash < 0 ? (HourOf(value), HourOf(value)) : (HourOf(value[..dash]), HourOf(value[(dash + 1)..]));
        return first is { } from && last is { } to ? new(new HourFilter(from, to)) : SearchMeaning.None;
    }

    public static SearchMeaning Weekday(string value)
    {
        var days = new HashSet<int>();
        foreach (var part in value.Split(','))
        {
            if (DaysOf(part.Trim().ToLowerInvariant()) is not { } some)
            {
                return SearchMeaning.None;
            }

            days.UnionWith(some);
        }

        return new(new WeekdayFilter([.. days.Order().Select(day => Week[day])]));
    }

    private static int? HourOf(string text) =>
        text.Length is 1 or 2 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var hour) && hour < 24 ? hour : null;

    private static IEnumerable<int>? DaysOf(string part)
    {
        if (part is "weekdays")
        {
            return [0, 1, 2, 3, 4];
        }

        if (part is "weekend")
        {
            return [5, 6];
        }

        var dash = part.IndexOf('-');
        var (first, last) = dash < 0 ? (DayOf(part), DayOf(part)) : (DayOf(part[..dash]), DayOf(part[(dash + 1)..]));

        // It may go over Sunday: sat-mon.
        return first >= 0 && last >= 0 ? Enumerable.Range(first, ((last - first + 7) % 7) + 1).Select(day => day % 7) : null;
    }

    /// <summary>Three letters of the name or more.</summary>
    private static int DayOf(string name) =>
        name.Length < 3 ? -1 : Array.FindIndex(Week, day => day.ToString().StartsWith(name, StringComparison.OrdinalIgnoreCase));
}
