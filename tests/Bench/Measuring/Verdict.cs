using System.Globalization;

namespace ConvoWeb.Bench.Measuring;

/// <summary>A ratio beside its target. It is told, never asserted: how fast a machine is today is no property of the program.</summary>
internal sealed class Verdict(BenchOptions options)
{
    public void AtLeast(double target, double ratio, string what) =>
        Tell(ratio >= target ? "PASS" : "BELOW TARGET", ratio, what, $"at least {Text(target)}");

    public void AtMost(double target, double ratio, string what) =>
        Tell(ratio <= target ? "PASS" : "OVER TARGET", ratio, what, $"at most {Text(target)}");

    /// <summary>One without a target.</summary>
    public void Only(double ratio, string what) => Tell("", $"{what}: {Text(ratio)}");

    private void Tell(string outcome, double ratio, string what, string target) =>
        Tell(outcome, $"{what}: {Text(ratio)} (target: {target})");

    private void Tell(string outcome, string what)
    {
        if (!options.IsSmoke)
        {
            Console.WriteLine($"  {outcome,-12}  {what}");
        }
    }

    private static string Text(double ratio) => ratio.ToString(ratio < 0.1 ? "0.00##" : "N2", CultureInfo.InvariantCulture);
}
