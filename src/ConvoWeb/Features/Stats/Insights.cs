using ConvoWeb.Components.Shared;

namespace ConvoWeb.Features.Stats;

/// <summary>
/// Finds what is worth saying about a history, and says nothing when the numbers do not carry it: a share of ten messages
/// is chance, and so is a change from three to five.
/// </summary>
public static class Insights
{
    /// <summary>The busiest of the 28 times of a week has three times its even share, and stands out from the next.</summary>
    public const int BusiestMinMessages = 50, BusiestMinDays = 14;
    public const double BusiestMinShare = 3.0 / 28, BusiestLead = 1.2;

    /// <summary>A habit is more than one long evening.</summary>
    public const int BusiestMinSameDays = 3;
    public const double BusiestMaxOneDay = 0.5;

    public const int PersonalityMinMessages = 30;
    public const double PersonalityMinShare = 0.4;

    public const int ModelMinAnswers = 30;
    public const double ModelMinShare = 0.5;

    public const int ChangeMinMessages = 30;
    public const double ChangeMinShare = 0.2;

    public const int StreakMinDays = 5;

    public const double SpokenMinSeconds = 30 * 60;

    public const int LengthMinMessages = 30;
    public const double LengthMinRatio = 3;

    /// <summary>More is no longer what stands out.</summary>
    public const int Most = 6;

    private const int HoursOfPart = 6;

    public static IReadOnlyList<Insight> Of(StatsView view, StatsAddresses addresses) =>
    [
        .. ((Insight?[])
        [
            Busiest(view, addresses),
            Change(view, addresses),
            Personality(view, addresses),
            Model(view, addresses),
            LongestRun(view, addresses),
            Lengths(view),
            Spoken(view, addresses),
        ]).OfType<Insight>().Take(Most),
    ];

    private static Insight? Busiest(StatsView view, StatsAddresses addresses)
    {
        var all = view.Hours.Sum(hour => hour.Messages);
        var times = view.Hours
            .GroupBy(hour => (hour.Weekday, Part: hour.Hour / HoursOfPart), hour => hour.Messages)
            .Select(time => (time.Key.Weekday, time.Key.Part, Messages: time.Sum()))
            .OrderByDescending(time => time.Messages)
            .Take(2)
            .ToList();
        if (all < BusiestMinMessages || view.Range.Days < BusiestMinDays
            || times[0].Messages < all * BusiestMinShare
            || (times.Count > 1 && times[0].Messages < times[1].Messages * BusiestLead)
            || !IsHabit(view, times[0].Weekday))
        {
            return null;
        }

        var (weekday, part, messages) = times[0];
        var first = part * HoursOfPart;
        return new Insight(
            Wording.Of(PartText(part), StatsWords.Weekday(weekday)),
            Wording.Of(StatsTexts.SomeOfMessages, Wording.Number(messages), StatsWords.Messages(all)),
            addresses.Messages(null, StatsAddresses.OfWeekday(weekday), StatsAddresses.OfHours(first, first + HoursOfPart - 1)));
    }

    private static bool IsHabit(StatsView view, int weekday)
    {
        var days = view.Days.Where(day => ((int)day.Day.DayOfWeek + 6) % 7 == weekday - 1).Select(day => day.Totals.Messages).Where(messages => messages > 0).ToList();
        return days.Count >= BusiestMinSameDays && days.Max() <= days.Sum() * BusiestMaxOneDay;
    }

    private static Insight? Change(StatsView view, StatsAddresses addresses)
    {
        var (now, before) = (view.Totals.Messages, view.Before?.Totals.Messages ?? 0);
        if (before < ChangeMinMessages || Math.Abs(now - before) < before * ChangeMinShare)
        {
            return null;
        }

        var change = StatsWords.Percent(Math.Abs(now - before) / (double)before);
        return new Insight(
            Wording.Of(now > before ? StatsTexts.MoreThanBefore : StatsTexts.FewerThanBefore, change, StatsWords.DaysBefore(view.Range.Days)),
            Wording.Of(StatsTexts.AfterNumber, StatsWords.Messages(now), Wording.Number(before)),
            addresses.Messages());
    }

    private static Insight? Personality(StatsView view, StatsAddresses addresses)
    {
        var all = view.Personalities.Sum(one => one.Totals.Tokens);
        return view.Personalities.MaxBy(one => one.Totals.Tokens) is { Name: { } name } most
            && view.Personalities.Count(one => one.Totals.Tokens > 0) > 1
            && view.Personalities.Sum(one => one.Totals.Messages) >= PersonalityMinMessages
            && most.Totals.Tokens >= all * PersonalityMinShare
            ? new Insight(
                Wording.Of(StatsTexts.TokensWentTo, StatsWords.Percent(most.Totals.Tokens / (double)all), name),
                Wording.Of(StatsTexts.SomeOfTokens, Wording.Number(most.Totals.Tokens), StatsWords.Tokens(all)),
                addresses.Messages(null, StatsAddresses.OfPersonality(name)))
            : null;
    }

    private static Insight? Model(StatsView view, StatsAddresses addresses)
    {
        var all = view.Models.Sum(one => one.Totals.AiMessages);
        return view.Models.MaxBy(one => one.Totals.AiMessages) is { } most
            && view.Models.Count > 1
            && all >= ModelMinAnswers
            && most.Totals.AiMessages >= all * ModelMinShare
            ? new Insight(
                Wording.Of(StatsTexts.AnswersCameFrom, StatsWords.Percent(most.Totals.AiMessages / (double)all), most.Model),
                Wording.Of(StatsTexts.SomeOfAnswers, Wording.Number(most.Totals.AiMessages), StatsWords.Answers(all)),
                addresses.Messages(null, StatsAddresses.OfModel(most.Model)))
            : null;
    }

    private static Insight? LongestRun(StatsView view, StatsAddresses addresses) =>
        view.Streaks.Longest is { Days: >= StreakMinDays } run
            ? new Insight(
                run.Days == view.Range.Days ? StatsTexts.EveryDayOfRange : Wording.Of(StatsTexts.LongestRunWas, StatsWords.Days(run.Days)),
                StatsWords.Span(run.From, run.To),
                addresses.Messages(new StatsDates(run.From, run.To)))
            : null;

    private static Insight? Lengths(StatsView view) =>
        view is { UserLengths: { Count: >= LengthMinMessages, Median: > 0 and var asked }, AiLengths: { Count: >= LengthMinMessages, Median: > 0 and var answered } }
        && answered >= asked * LengthMinRatio
            ? new Insight(
                Wording.Of(StatsTexts.AnswersAreLonger, Wording.Number((long)Math.Round((double)answered / asked))),
                Wording.Of(StatsTexts.MediansOfLengths, StatsWords.Characters(answered), StatsWords.Characters(asked)))
            : null;

    private static Insight? Spoken(StatsView view, StatsAddresses addresses)
    {
        var days = view.Days.Count(day => day.Totals.AudioSeconds > 0);
        return days > 0 && view.Totals.AudioSeconds >= SpokenMinSeconds
            ? new Insight(
                Wording.Of(StatsTexts.SpokenFor, StatsWords.Duration(view.Totals.AudioSeconds)),
                Wording.Of(StatsTexts.SpokenOnDays, StatsWords.Days(days), StatsWords.Duration(view.Totals.AudioSeconds / days)),
                addresses.Messages(null, "has:audio"))
            : null;
    }

    private static string PartText(int part) => part switch
    {
        0 => StatsTexts.NightsAreBusiest,
        1 => StatsTexts.MorningsAreBusiest,
        2 => StatsTexts.AfternoonsAreBusiest,
        _ => StatsTexts.EveningsAreBusiest,
    };
}
