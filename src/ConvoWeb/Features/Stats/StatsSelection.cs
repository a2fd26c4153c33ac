using System.Globalization;

namespace ConvoWeb.Features.Stats;

/// <summary>
/// What is counted, as the address of the page says it. What is mistyped there is as if it were not there: an old link still opens.
/// </summary>
public sealed record StatsSelection
{
    public const string Page = "/stats";

    public const int UsualDays = 30;

    /// <summary>A longer range is a slip of the finger.</summary>
    private const int MaxDays = 100 * 366;

    /// <summary>As the endpoint takes them.</summary>
    private const int FirstYear = 1900, LastYear = 8999;

    private const string AllRange = "all";

    public static IReadOnlyList<int> OfferedDays { get; } = [7, UsualDays, 90, 365];

    /// <summary>The last so many, today included. Without effect when <see cref="Dates"/> are given; null with none given: the whole history.</summary>
    public int? Days { get; init; } = UsualDays;

    public StatsDates? Dates { get; init; }

    public Guid? PersonalityId { get; init; }

    public string? Model { get; init; }

    public string? Tag { get; init; }

    public string? Source { get; init; }

    public bool IsFiltered => PersonalityId is not null || Model is not null || Tag is not null || Source is not null;

    public string Address => Page + Joined(Parts());

    /// <param name="range">A number of days, or <c>all</c>.</param>
    /// <param name="date">As in <c>2026-03-01..2026-03-05</c>, both included; it counts before <paramref name="range"/>.</param>
    public static StatsSelection Read(string? range, string? date, string? personality, string? model, string? tag, string? source) => new()
    {
        Days = range is AllRange ? null : OfferedDays.FirstOrDefault(days => range == Iso(days), UsualDays),
        Dates = DatesIn(date),
        PersonalityId = Guid.TryParse(personality, out var id) ? id : null,
        Model = NotEmpty(model),
        Tag = NotEmpty(tag),
        Source = NotEmpty(source),
    };

    /// <summary>Null when it is none.</summary>
    public static StatsDates? DatesIn(string? text) =>
        text?.Split("..") is [var first, var last] && DayIn(first) is { } from && DayIn(last) is { } to ? Between(from, to) : null;

    /// <summary>Null when it ends before it begins, and when nobody can mean it.</summary>
    public static StatsDates? Between(DateOnly from, DateOnly to) =>
        from <= to && from.Year >= FirstYear && to.Year <= LastYear && to.DayNumber - from.DayNumber < MaxDays ? new StatsDates(from, to) : null;

    /// <summary>As dates stand in addresses, and in the fields of a browser.</summary>
    public static DateOnly? DayIn(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    public static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public StatsRequest Request(DateOnly today, TimeZoneInfo zone) => new()
    {
        From = Dates?.From ?? (Days is { } days ? today.AddDays(1 - days) : null),
        To = Dates?.To ?? today,
        Zone = zone,
        PersonalityId = PersonalityId,
        Model = Model,
        Tag = Tag,
        Source = Source,
    };

    /// <summary>The numbers of a chart as a file.</summary>
    public string CsvAddress(string chart, string timeZone) =>
        "/api/stats/csv" + Joined([("chart", chart), .. Parts(), ("time_zone", timeZone)]);

    private IEnumerable<(string Name, string? Value)> Parts() =>
    [
        ("range", Dates is not null || Days is UsualDays ? null : Days is { } days ? Iso(days) : AllRange),
        ("date", Dates?.ToString()),
        ("personality", PersonalityId?.ToString()),
        ("model", Model),
        ("tag", Tag),
        ("source", Source),
    ];

    private static string Joined(IEnumerable<(string Name, string? Value)> parts)
    {
        var query = string.Join('&', parts.Where(part => part.Value is not null).Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value!)}"));
        return query.Length == 0 ? "" : "?" + query;
    }

    private static string Iso(int days) => days.ToString(CultureInfo.InvariantCulture);

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}

/// <summary>Both included.</summary>
public sealed record StatsDates(DateOnly From, DateOnly To)
{
    /// <summary>2026-03-01..2026-03-05; of one day only that, which is how a search knows it.</summary>
    public string Told => From == To ? StatsSelection.Iso(From) : ToString();

    public override string ToString() => $"{StatsSelection.Iso(From)}..{StatsSelection.Iso(To)}";
}
