using System.Diagnostics;

namespace ConvoWeb.Tests.Unit.Support;

/// <summary>How what something takes grows with what it is given: times compared with each other, never with a clock on the wall.</summary>
internal static class Growth
{
    private const int Tries = 10;

    /// <summary>
    /// Whether <paramref name="much"/> takes less than so many times what <paramref name="little"/> takes. Of several runs the
    /// fastest counts: a busy machine makes some of them slow, and none fast.
    /// </summary>
    public static bool IsBelow(int times, Action little, Action much)
    {
        var (least, most) = (TimeSpan.MaxValue, TimeSpan.MaxValue);
        for (var tried = 0; tried < Tries; tried++)
        {
            (least, most) = (Min(least, TimeOf(little)), Min(most, TimeOf(much)));
            if (most < times * least)
            {
                return true;
            }
        }

        return false;
    }

    private static TimeSpan TimeOf(Action action)
    {
        var started = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(started);
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
