using System.Buffers;
using System.Net;
using ConvoWeb.Platform.Hosting;
using ConvoWeb.Platform.Network;
using Microsoft.AspNetCore.Http.Features;

namespace ConvoWeb.Features.Proxy;

/// <summary>How the passing of an answer ended.</summary>
internal enum ForwardOutcome
{
    /// <summary>To its end.</summary>
    Whole,

    /// <summary>The caller has gone.</summary>
    Left,

    /// <summary>No answer began.</summary>
    Unreachable,

    /// <summary>Nothing came for too long.</summary>
    Silent,

    /// <summary>The upstream broke off in the middle.</summary>
    Cut,
}

/// <summary>Somebody who is told of an answer while it passes. What they do must not hold it up.</summary>
internal interface IAnswerListener
{
    void Began(int status, string? mediaType);

    /// <param name="bytes">Theirs for the time of the call only.</param>
    void Passed(ReadOnlySpan<byte> bytes);

    /// <summary>Told before the caller can know of it, who may ask again at once.</summary>
    void Ended(ForwardOutcome outcome);
}

/// <summary>Passes requests on to an upstream and its answers back, byte by byte as they come.</summary>
internal sealed partial class Forwarder(Settings settings, ProxyMetrics metrics, ILogger<Forwarder> logger) : IDisposable
{
    /// <summary>A model may think for minutes before it says something; a connection that is this silent is dead.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromMinutes(10);

    private const int ReadAtOnce = 32 * 1024;

    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private readonly HttpMessageInvoker _upstreams = OutgoingHttp.CreateForwarder(settings.LocalOnly);

    public void Dispose() => _upstreams.Dispose();

    /// <param name="path">Behind the upstream's address, with its slash and its query.</param>
    /// <param name="asked">The body that is sent; null sends what the caller still brings.</param>
    public async Task ForwardAsync(HttpContext context, Upstream upstream, string path, HttpContent? asked, IAnswerListener? listener)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        silence.CancelAfter(Silence);
        using var message = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(upstream.Url + path, AsWritten))
        {
            Content = asked ?? BodyOf(context),
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrHigher,
        };
        ProxyHeaders.CopyTo(message, context.Request, upstream, isRead: listener is not null);
        try
        {
            using var answer = await _upstreams.SendAsync(message, silence.Token);
            context.Response.StatusCode = (int)answer.StatusCode;
            ProxyHeaders.CopyFrom(answer, context.Response);
            listener?.Began((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType);
            context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            var body = await AnswerBody.BeginAsync(context);
            var outcome = await CopyAsync(answer, body, context, listener, silence);
            End(listener, outcome);
            if (outcome is ForwardOutcome.Silent or ForwardOutcome.Cut)
            {
                body.BreakOff();
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or IOException && !context.Response.HasStarted)
        {
            if (context.RequestAborted.IsCancellationRequested)
            {
                End(listener, ForwardOutcome.Left);
                return;
            }

            await FailAsync(context, upstream, exception, listener);
        }
    }

    private async Task<ForwardOutcome> CopyAsync(
        HttpResponseMessage answer, AnswerBody body, HttpContext context, IAnswerListener? listener, CancellationTokenSource silence)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ReadAtOnce);
        var passed = 0L;
        try
        {
            await using var content = await answer.Content.ReadAsStreamAsync(silence.Token);
            while (true)
            {
                silence.CancelAfter(Silence);
                var read = await content.ReadAsync(buffer, silence.Token);
                if (read == 0)
                {
                    await body.EndAsync();
                    return ForwardOutcome.Whole;
                }

                await body.WriteAsync(buffer.AsSpan(0, read));
                passed += read;
                listener?.Passed(buffer.AsSpan(0, read));
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            if (context.RequestAborted.IsCancellationRequested)
            {
                return ForwardOutcome.Left;
            }

            LogCut(exception.GetType().Name);
            return silence.IsCancellationRequested ? ForwardOutcome.Silent : ForwardOutcome.Cut;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
            metrics.Bytes(passed);
        }
    }

    private async Task FailAsync(HttpContext context, Upstream upstream, Exception exception, IAnswerListener? listener)
    {
        if ((exception as BadHttpRequestException ?? exception.InnerException as BadHttpRequestException) is { } bad)
        {
            if (bad.StatusCode is StatusCodes.Status413PayloadTooLarge)
            {
                throw bad; // the limits answer it
            }

            End(listener, ForwardOutcome.Left);
            await ProxyProblem.WriteAsync(context.Response, bad.StatusCode, "bad_request", "The body ends in the middle.");
            return;
        }

        var isSilent = exception is OperationCanceledException;
        End(listener, isSilent ? ForwardOutcome.Silent : ForwardOutcome.Unreachable);
        LogUnreachable(upstream, exception is HttpRequestException { HttpRequestError: var error } ? error.ToString() : exception.GetType().Name);
        await ProxyProblem.WriteAsync(
            context.Response,
            isSilent ? StatusCodes.Status504GatewayTimeout : StatusCodes.Status502BadGateway,
            isSilent ? "upstream_silent" : "upstream_unreachable",
            isSilent ? "The model's server did not answer." : "The model's server cannot be reached.");
    }

    /// <summary>Before the caller can know of it.</summary>
    private void End(IAnswerListener? listener, ForwardOutcome outcome)
    {
        metrics.Passed(outcome);
        listener?.Ended(outcome);
    }

    private static StreamContent? BodyOf(HttpContext context) =>
        context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody is true
            ? new StreamContent(context.Request.Body) { Headers = { ContentLength = context.Request.ContentLength } }
            : null;

    // Neither addresses nor messages: both may have a key in them.
    [LoggerMessage(LogLevel.Warning, "{Upstream} cannot be reached: {Reason}")]
    private partial void LogUnreachable(Upstream upstream, string reason);

    [LoggerMessage(LogLevel.Information, "An upstream broke off in the middle of an answer ({Reason})")]
    private partial void LogCut(string reason);
}
