using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace ConvoWeb.Components.Shared;

/// <summary>
/// How a culture writes numbers, days and times. The words of the pages are English; the years are those of the Gregorian
/// calendar everywhere, as in the search and its addresses.
/// </summary>
public sealed class ReaderCulture
{
    /// <summary>More languages than a person speaks.</summary>
    private const int MaxLanguages = 20;

    private static readonly FrozenSet<string> Known =
        CultureInfo.GetCultures(CultureTypes.AllCultures).Select(culture => culture.Name).Where(name => name.Length > 0).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly ConcurrentDictionary<string, ReaderCulture> Read = new(StringComparer.OrdinalIgnoreCase);

    private readonly CultureInfo _info;
    private readonly string _date, _shortDate, _shortDay;

    private ReaderCulture(CultureInfo info)
    {
        _info = (CultureInfo)info.Clone();
        if (info.OptionalCalendars.OfType<GregorianCalendar>().FirstOrDefault() is { } gregorian)
        {
            _info.DateTimeFormat.Calendar = gregorian;
        }

        var format = _info.DateTimeFormat;
        _date = WithoutWeekday(format.LongDatePattern);
        _shortDate = Short(_date);
        _shortDay = Short(format.MonthDayPattern);
    }

    /// <summary>Where the reader's is not known.</summary>
    public static ReaderCulture English { get; } = Named("en-GB");

    /// <summary>What a page and its circuit run with; <see cref="Wording"/> writes numbers with it.</summary>
    public CultureInfo Info => _info;

    /// <summary>As in <c>de-CH</c>.</summary>
    public string Name => _info.Name;

    /// <summary>In English: German (Switzerland).</summary>
    public string EnglishName => _info.EnglishName;

    /// <summary>For the <c>lang</c> of names of days and months; null where it is that of the page.</summary>
    public string? Language => _info.TwoLetterISOLanguageName == "en" ? null : Name;

    /// <summary>English for a name that is unknown.</summary>
    public static ReaderCulture Named(string? name) =>
        name is not null && Known.Contains(name) ? Read.GetOrAdd(name, known => new ReaderCulture(CultureInfo.GetCultureInfo(known))) : English;

    /// <summary>The first of the reader's languages that is known, or that is when its region is left out.</summary>
    public static ReaderCulture Of(StringValues acceptLanguage)
    {
        if (!StringWithQualityHeaderValue.TryParseList(acceptLanguage, out var languages))
        {
            return English;
        }

        var names = languages.Where(language => language.Quality is not 0).OrderByDescending(language => language.Quality ?? 1)
            .Take(MaxLanguages)
            .Select(language => language.Value.Value!);
        return Named(names.Select(KnownPart).OfType<string>().FirstOrDefault());
    }

    /// <summary>09:41</summary>
    public string Clock(DateTime time) => time.ToString(_info.DateTimeFormat.ShortTimePattern, _info);

    /// <summary>Thursday</summary>
    public string WeekdayOf(DateOnly day) => day.ToString("dddd", _info);

    /// <summary>Thu</summary>
    public string ShortWeekdayOf(DateOnly day) => day.ToString("ddd", _info);

    /// <summary>Nov</summary>
    public string ShortMonthOf(DateOnly day) => day.ToString("MMM", _info);

    /// <summary>Nov 2026</summary>
    public string ShortMonthAndYear(DateOnly day) => day.ToString(Short(_info.DateTimeFormat.YearMonthPattern), _info);

    /// <summary>November 2026</summary>
    public string MonthAndYear(DateOnly day) => day.ToString(_info.DateTimeFormat.YearMonthPattern, _info);

    /// <summary>19 November</summary>
    public string DayOfYear(DateOnly day) => day.ToString(_info.DateTimeFormat.MonthDayPattern, _info);

    /// <summary>19 Nov</summary>
    public string ShortDayOfYear(DateOnly day) => day.ToString(_shortDay, _info);

    /// <summary>19 November 2026</summary>
    public string Date(DateOnly day) => day.ToString(_date, _info);

    /// <summary>19 Nov 2026</summary>
    public string ShortDate(DateOnly day) => day.ToString(_shortDate, _info);

    private static string? KnownPart(string name)
    {
        for (var part = name; ; part = part[..part.LastIndexOf('-')])
        {
            if (Known.Contains(part))
            {
                return part;
            }

            if (!part.Contains('-', StringComparison.Ordinal))
            {
                return null;
            }
        }
    }

    private static string Short(string pattern) => pattern.Replace("MMMM", "MMM", StringComparison.Ordinal);

    /// <summary>Without the weekday and what parts it from the day.</summary>
    private static string WithoutWeekday(string pattern) =>
        string.Join(' ', pattern.Split("dddd").Select(part => part.Trim(' ', ',', '،', '、'))).Trim();
}
