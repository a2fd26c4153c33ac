namespace ConvoWeb.Features.Stats.Counting;

internal static class Streaks
{
    /// <param name="days">Those with something, in order.</param>
    public static StatsStreaks Of(IEnumerable<DateOnly> days, DateOnly today)
    {
        Streak? longest = null, last = null;
        foreach (var day in days)
        {
            last = last is not null && last.To.AddDays(1) == day ? last with { To = day } : new Streak(day, day);
            longest = longest is null || last.Days > longest.Days ? last : longest;
        }

        return new StatsStreaks(longest, last is not null && last.To.AddDays(1) >= today ? last : null);
    }
}
