using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections.Features;

namespace ConvoWeb.Features.Proxy;

/// <summary>
/// What the caller gets of an answer, flushed with every piece. Of one without a length the frames (RFC 9112, 7.1) are written here: where the
/// last one is missing the caller knows that it broke off, and has all that came. To abort its connection would throw away what is still on the way.
/// </summary>
internal sealed class AnswerBody
{
    private static readonly int LongestSize = $"{int.MaxValue:x}\r\n".Length;

    private readonly HttpContext _context;
    private readonly IConnectionLifetimeNotificationFeature? _framed;

    private AnswerBody(HttpContext context, IConnectionLifetimeNotificationFeature? framed) => (_context, _framed) = (context, framed);

    private PipeWriter Output => _context.Response.BodyWriter;

    public static async Task<AnswerBody> BeginAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        var isFramed = response.ContentLength is null
            && HttpProtocol.IsHttp11(request.Protocol)
            && !HttpMethods.IsHead(request.Method)
            && response.StatusCode is not (< StatusCodes.Status200OK or StatusCodes.Status204NoContent or StatusCodes.Status205ResetContent or StatusCodes.Status304NotModified);
        var body = new AnswerBody(context, isFramed ? context.Features.Get<IConnectionLifetimeNotificationFeature>() : null);
        if (body._framed is not null)
        {
            response.Headers.TransferEncoding = "chunked";
        }

        await response.StartAsync(context.RequestAborted);
        return body;
    }

    public ValueTask<FlushResult> WriteAsync(ReadOnlySpan<byte> piece)
    {
        if (_framed is not null)
        {
            var size = Output.GetSpan(LongestSize);
            piece.Length.TryFormat(size, out var digits, "x");
            "\r\n"u8.CopyTo(size[digits..]);
            Output.Advance(digits + "\r\n".Length);
        }

        Output.Write(piece);
        if (_framed is not null)
        {
            Output.Write("\r\n"u8);
        }

        return Output.FlushAsync(_context.RequestAborted);
    }

    public async ValueTask EndAsync()
    {
        if (_framed is not null)
        {
            Output.Write("0\r\n\r\n"u8);
            await Output.FlushAsync(_context.RequestAborted);
        }
    }

    /// <summary>Who reads must not take for whole what is not.</summary>
    public void BreakOff()
    {
        if (_framed is null)
        {
            _context.Abort();
            return;
        }

        _framed.RequestClose();
    }
}
