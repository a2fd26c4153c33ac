using System.Runtime.CompilerServices;
using Xunit.Sdk;

namespace ConvoWeb.Tests.Unit.Support;

public static class Cancellation
{
    /// <summary>Far longer than any test takes: one that waits for what does not come fails then, and holds up no run for ever.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private static readonly ConditionalWeakTable<ITest, CancellationTokenSource> Limits = [];

    /// <summary>Ends what a test waits for when the run is stopped, or when it takes too long.</summary>
    public static CancellationToken Cancel =>
        TestContext.Current is { Test: { } test, CancellationToken: var stopped } ? Limits.GetValue(test, _ => LimitOf(stopped)).Token : TestContext.Current.CancellationToken;

    private static CancellationTokenSource LimitOf(CancellationToken stopped)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(stopped);
        limit.CancelAfter(Longest);
        return limit;
    }
}
