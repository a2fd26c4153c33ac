using System.Globalization;

namespace ConvoWeb.Features.Stats;

/// <summary>
/// Where what a number counts can be read: conversations in the list, messages in the search. Each counts as many as the number says,
/// because the filters of the page go with it.
/// </summary>
/// <param name="personality">The name of the one that the page is filtered by.</param>
public sealed class StatsAddresses(StatsSelection query, StatsRange range, string? personality)
{
    private static readonly string[] Weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    public StatsSelection Query => query;

    public StatsRange Range => range;

    public StatsDates Dates { get; } = new(range.From, range.To);

    public string Conversations(StatsDates? dates = null, Guid? personalityId = null, string? model = null, string? tag = null)
    {
        var (from, to) = dates ?? Dates;
        (string Name, string? Value)[] parts =
        [
            ("from", StatsSelection.Iso(from)),
            ("to", to < DateOnly.MaxValue ? StatsSelection.Iso(to.AddDays(1)) : null),
            ("personality", (personalityId ?? query.PersonalityId)?.ToString()),
            ("model", model ?? query.Model),
            ("tag", tag ?? query.Tag),
            ("source", query.Source),
        ];
        return "/?status=all" + string.Concat(parts.Where(part => part.Value is not null).Select(part => $"&{part.Name}={Uri.EscapeDataString(part.Value!)}"));
    }

    /// <param name="terms">In the search's own syntax, beside the days and the filters.</param>
    public string Messages(StatsDates? dates = null, params string[] terms)
    {
        (string Key, string? Value)[] filters = [("personality", personality), ("by", query.Model), ("tag", query.Tag), ("source", query.Source)];
        var wanted = filters
            .Where(filter => filter.Value is not null && !terms.Any(term => term.StartsWith(filter.Key + ":", StringComparison.Ordinal)))
            .Select(filter => Term(filter.Key, filter.Value!));
        return $"/search?q={Uri.EscapeDataString(string.Join(' ', [$"on:{(dates ?? Dates).Told}", .. terms, .. wanted]))}";
    }

    public static string OfPersonality(string name) => Term("personality", name);

    public static string OfModel(string model) => Term("by", model);

    public static string OfWeekday(int weekday) => $"weekday:{Weekdays[weekday - 1]}";

    public static string OfHours(int first, int last) =>
        first == last ? string.Create(CultureInfo.InvariantCulture, $"hour:{first}") : string.Create(CultureInfo.InvariantCulture, $"hour:{first}-{last}");

    /// <summary>In quotes when a search could read it as anything else.</summary>
    /// <summary>A model in quotes is meant letter for letter.</summary>
    private static string Term(string key, string value) =>
        key is "by" || value.Length == 0 || value[0] is '"' or '“' or '”' or '„' || value[^1] is '*' || value.Any(char.IsWhiteSpace)
            ? $"{key}:\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : $"{key}:{value}";
}
