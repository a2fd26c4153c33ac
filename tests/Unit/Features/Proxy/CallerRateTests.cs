using System.Threading.RateLimiting;
using ConvoWeb.Features.Proxy;

namespace ConvoWeb.Tests.Unit.Features.Proxy;

/// <summary>What one caller may ask in a minute.</summary>
public sealed class CallerRateTests
{
    private readonly TestClock _clock = new();

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void As_much_as_in_a_minute_may_come_at_once(int perMinute)
    {
        using var rate = new CallerRate(perMinute, _clock);

        Assert.Equal(perMinute, Enumerable.Range(0, perMinute + 5).Count(_ => IsGiven(rate)));

        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(perMinute, Enumerable.Range(0, perMinute + 5).Count(_ => IsGiven(rate)));
    }

    [Fact]
    public void Who_waits_as_long_as_they_are_told_is_not_refused_again()
    {
        using var rate = new CallerRate(3, _clock);
        Assert.True(IsGiven(rate) && IsGiven(rate) && IsGiven(rate));
        _clock.Advance(TimeSpan.FromSeconds(5));

        var wait = WaitOf(rate);

        Assert.Equal(TimeSpan.FromSeconds(15), wait);
        _clock.Advance(wait - TimeSpan.FromTicks(1));
        Assert.Equal(TimeSpan.FromTicks(1), WaitOf(rate)); // having asked in vain costs nothing
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.True(IsGiven(rate));
        Assert.False(IsGiven(rate));
    }

    [Fact]
    public void What_of_a_caller_counts_no_more_may_be_let_go_of()
    {
        using var rate = new CallerRate(3, _clock);
        Assert.Equal(TimeSpan.Zero, rate.IdleDuration);
        Assert.True(IsGiven(rate));
        Assert.Null(rate.IdleDuration);

        _clock.Advance(TimeSpan.FromSeconds(19));
        Assert.Null(rate.IdleDuration);

        _clock.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(TimeSpan.FromSeconds(10), rate.IdleDuration);
    }

    private static bool IsGiven(CallerRate rate)
    {
        using var lease = rate.AttemptAcquire();
        return lease.IsAcquired;
    }

    private static TimeSpan WaitOf(CallerRate rate)
    {
        using var lease = rate.AttemptAcquire();
        Assert.True(lease.TryGetMetadata(MetadataName.RetryAfter, out var wait));
        return wait;
    }
}
