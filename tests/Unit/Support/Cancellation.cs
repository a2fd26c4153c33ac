namespace ConvoWeb.Tests.Unit.Support;

public static class Cancellation
{
    /// <summary>Ends what a test waits for when the run is stopped.</summary>
    public static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;
}
