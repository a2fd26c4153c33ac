using System.Globalization;
using ConvoWeb.Components.Shared;

namespace ConvoWeb.Features.Stats;

/// <summary>How the numbers of the page are said, as the reader writes them.</summary>
internal static class StatsWords
{
    private const int Thousand = 1000, Million = 1_000_000, Billion = 1_000_000_000;

    public static ReaderCulture Culture => ReaderCulture.Named(CultureInfo.CurrentCulture.Name);

    /// <summary>950, 12k, 1.4M: for axes, where the exact number has no room.</summary>
    public static string Short(double number) => number switch
    {
        < 10 * Thousand => number.ToString("N0", CultureInfo.CurrentCulture),
        < Million => Wording.Of(StatsTexts.Thousands, number / Thousand),
        < Billion => Wording.Of(StatsTexts.Millions, number / Million),
        _ => Wording.Of(StatsTexts.Billions, number / Billion),
    };

    /// <summary>64 h 12 min, 3 min, 45 s</summary>
    public static string Duration(double seconds)
    {
        if (seconds < 60)
        {
            return Wording.Of(StatsTexts.Seconds, Wording.Number((long)Math.Round(seconds)));
        }

        var (hours, minutes) = Math.DivRem((long)Math.Round(seconds / 60), 60);
        return hours == 0 ? Wording.Of(StatsTexts.Minutes, minutes)
            : minutes == 0 ? Wording.Of(StatsTexts.Hours, Wording.Number(hours))
            : Wording.Of(StatsTexts.HoursAndMinutes, Wording.Number(hours), minutes);
    }

    /// <summary>320 ms, 1.2 s, 14 s, 3 min</summary>
    public static string Wait(long milliseconds) => milliseconds switch
    {
        < Thousand => Wording.Of(StatsTexts.Milliseconds, milliseconds),
        < 10 * Thousand => Wording.Of(StatsTexts.Seconds, (milliseconds / (double)Thousand).ToString("0.#", CultureInfo.CurrentCulture)),
        _ => Duration(milliseconds / (double)Thousand),
    };

    /// <summary>$12.40; what is less than a dollar more exactly.</summary>
    public static string Money(decimal dollars) =>
        Wording.Of(StatsTexts.Dollars, dollars.ToString(dollars is > 0 and < 1 ? "0.00##" : "N2", CultureInfo.CurrentCulture));

    /// <summary>42 %</summary>
    public static string Percent(double share) => Wording.Of(StatsTexts.Percent, Math.Round(share * 100));

    public static string Messages(long count) => Wording.Count(count, StatsTexts.OneMessage, StatsTexts.ManyMessages);

    public static string Conversations(long count) => Wording.Count(count, StatsTexts.OneConversation, StatsTexts.ManyConversations);

    public static string Answers(long count) => Wording.Count(count, StatsTexts.OneAnswer, StatsTexts.ManyAnswers);

    public static string Tokens(long count) => Wording.Count(count, StatsTexts.OneToken, StatsTexts.ManyTokens);

    public static string Characters(long count) => Wording.Count(count, StatsTexts.OneCharacter, StatsTexts.ManyCharacters);

    public static string Days(long count) => Wording.Count(count, StatsTexts.OneDay, StatsTexts.ManyDays);

    /// <summary>the 30 days before</summary>
    public static string DaysBefore(int count) => count == 1 ? StatsTexts.TheDayBefore : Wording.Of(StatsTexts.TheDaysBefore, Days(count));

    /// <summary>Thu 19 Nov 2026</summary>
    public static string Day(DateOnly day) => Wording.Of(StatsTexts.WeekdayAndDay, Culture.ShortWeekdayOf(day), Culture.ShortDate(day));

    /// <summary>3 Mar to 12 Apr 2026; of one day only that.</summary>
    public static string Span(DateOnly from, DateOnly to) =>
        from == to ? Culture.ShortDate(from)
        : Wording.Of(StatsTexts.FromTo, from.Year == to.Year ? Culture.ShortDayOfYear(from) : Culture.ShortDate(from), Culture.ShortDate(to));

    /// <summary>In the language of the page, for its sentences: Tuesday.</summary>
    public static string Weekday(int weekday) => CultureInfo.CurrentUICulture.DateTimeFormat.GetDayName((DayOfWeek)(weekday % 7));
}
