using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Platform.Hosting;
using Microsoft.AspNetCore.Http.Features;

namespace ConvoWeb.Features.Proxy;

/// <summary>Which limit held a request back.</summary>
internal enum RefusalReason
{
    Body,
    Rate,
    Streams,
    Memory,
}

/// <summary>How much is passed on at once, and for whom. What is refused is not passed on and not recorded; it is read only as far as its length is not known. Each node counts for itself.</summary>
internal sealed class ProxyLimits : IEndpointFilter, IDisposable
{
    /// <summary>Behind a limit, the server drops so many bytes: a client that still sends would see the connection break instead of the answer.</summary>
    private const long MostDropped = 64 * 1024 * 1024;

    /// <summary>Nobody knows when a stream ends; there are many of them, and one does soon.</summary>
    private static readonly TimeSpan UntilOneEnds = TimeSpan.FromSeconds(1);

    private readonly Settings _settings;
    private readonly ProxyMetrics _metrics;
    private readonly ConcurrencyLimiter _streams;
    private readonly PartitionedRateLimiter<HttpContext>? _rates;

    /// <summary>With it a caller's key is hashed, so that not even that can be told from what is in memory.</summary>
    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes);

    public ProxyLimits(Settings settings, ProxyMetrics metrics, TimeProvider clock)
    {
        (_settings, _metrics) = (settings, metrics);
        _streams = new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = settings.ProxyMaxStreams });
        _rates = settings.ProxyRate is { } perMinute
            ? PartitionedRateLimiter.Create<HttpContext, string>(context => RateLimitPartition.Get(CallerOf(context), _ => new CallerRate(perMinute, clock)))
            : null;
    }

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var context = call.HttpContext;
        if (context.Request.ContentLength > _settings.ProxyMaxBody)
        {
            return await RefuseAsync(context, RefusalReason.Body);
        }

        // The place first: who is refused for want of one has not used up anything.
        using var place = _streams.AttemptAcquire();
        if (!place.IsAcquired)
        {
            return await RefuseAsync(context, RefusalReason.Streams, UntilOneEnds);
        }

        using var turn = _rates?.AttemptAcquire(context);
        if (turn is { IsAcquired: false })
        {
            return await RefuseAsync(context, RefusalReason.Rate, turn.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : null);
        }

        Allow(context, _settings.ProxyMaxBody);
        _metrics.Begun();
        try
        {
            return await next(call);
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode is StatusCodes.Status413PayloadTooLarge && !context.Response.HasStarted)
        {
            // Its length was not told.
            return await RefuseAsync(context, RefusalReason.Body);
        }
        catch (NoRoomException) when (!context.Response.HasStarted)
        {
            return await RefuseAsync(context, RefusalReason.Memory, UntilOneEnds);
        }
        finally
        {
            _metrics.Ended();
        }
    }

    public void Dispose()
    {
        _streams.Dispose();
        _rates?.Dispose();
    }

    private async Task<object?> RefuseAsync(HttpContext context, RefusalReason reason, TimeSpan? wait = null)
    {
        _metrics.Refused(reason);
        Allow(context, _settings.ProxyMaxBody + MostDropped);
        if (wait is { } time)
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(time.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        var (status, code, message) = reason switch
        {
            RefusalReason.Body => (
                StatusCodes.Status413PayloadTooLarge, "body_too_large", $"The body is larger than {_settings.ProxyMaxBody / (1024 * 1024)} MiB (PROXY_MAX_BODY)."),
            RefusalReason.Rate => (
                StatusCodes.Status429TooManyRequests, "rate_limit_exceeded", $"There were more than {_settings.ProxyRate} requests a minute with this key (PROXY_RATE)."),
            RefusalReason.Streams => (
                StatusCodes.Status503ServiceUnavailable, "too_many_streams", $"{_settings.ProxyMaxStreams} requests are under way, and no more are taken at once (PROXY_MAX_STREAMS)."),
            RefusalReason.Memory => (
                StatusCodes.Status503ServiceUnavailable, "too_much_at_once", "The requests under way are as large as they may be together; fewer at once (PROXY_MAX_STREAMS) leave more room for each."),
            _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Nothing is told of it."),
        };
        await ProxyProblem.WriteAsync(context.Response, status, code, message);
        return Results.Empty;
    }

    /// <summary>By the key that they sign in with, otherwise by who they are here, otherwise by their address.</summary>
    private string CallerOf(HttpContext context)
    {
        var caller = ProxyHeaders.KeyOf(context.Request) ?? CurrentUser.From(context.User)?.Id ?? context.Connection.RemoteIpAddress?.ToString() ?? "";
        return Convert.ToHexString(HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes(caller)));
    }

    private static void Allow(HttpContext context, long bytes)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = bytes;
        }
    }
}
