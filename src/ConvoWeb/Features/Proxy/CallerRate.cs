using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;

namespace ConvoWeb.Features.Proxy;

/// <summary>
/// What one caller may ask: as much at once as in a minute, which comes back evenly. To the tick, where the framework's bucket is filled ten
/// times a second by the system's clock, and who waits as long as they are told would be refused again every other time.
/// </summary>
internal sealed class CallerRate(int perMinute, TimeProvider clock) : RateLimiter
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly TimeSpan _forOne = TimeSpan.FromTicks(Minute.Ticks / perMinute);
    private readonly long _begun = clock.GetTimestamp();

    /// <summary>When nothing of what was asked counts any more.</summary>
    private TimeSpan _freeAt;

    /// <summary>Whoever holds limiters lets go of one that has been idle for a while: a new one is just as free.</summary>
    public override TimeSpan? IdleDuration
    {
        get
        {
            lock (_gate)
            {
                var idle = clock.GetElapsedTime(_begun) - _freeAt;
                return idle >= TimeSpan.Zero ? idle : null;
            }
        }
    }

    public override RateLimiterStatistics? GetStatistics() => null;

    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        lock (_gate)
        {
            var now = clock.GetElapsedTime(_begun);
            var freeAt = (_freeAt > now ? _freeAt : now) + (_forOne * permitCount);
            if (freeAt - now > Minute)
            {
                return new Lease(freeAt - now - Minute);
            }

            _freeAt = freeAt;
            return Lease.Given;
        }
    }

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken) => new(AttemptAcquireCore(permitCount));

    private sealed class Lease(TimeSpan? wait) : RateLimitLease
    {
        public static Lease Given { get; } = new(null);

        public override bool IsAcquired => wait is null;

        public override IEnumerable<string> MetadataNames => wait is null ? [] : [MetadataName.RetryAfter.Name];

        public override bool TryGetMetadata(string metadataName, [NotNullWhen(true)] out object? metadata)
        {
            metadata = metadataName == MetadataName.RetryAfter.Name ? wait : null;
            return metadata is not null;
        }
    }
}
