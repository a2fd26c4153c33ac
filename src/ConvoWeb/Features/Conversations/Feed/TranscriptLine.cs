using Microsoft.AspNetCore.Http.Features;

namespace ConvoWeb.Features.Conversations.Feed;

/// <summary>
/// The line below one WebSocket of the hub. What goes to a thousand viewers is a frame that was made once, so it is written
/// here, past SignalR's own buffer, loop and WebSocket: they would cut, copy and queue it for each viewer again, at a fifth
/// of what a delivery costs (tests/Bench, live). Everything else takes the usual way, and this keeps the two apart.
/// </summary>
internal sealed class TranscriptLine(Stream stream, CancellationToken aborted) : Stream
{
    private const byte Final = 0x80, OpCode = 0x0f, LastOfData = 2, Goodbye = 8;

    private readonly SemaphoreSlim _gate = new(1, 1);
    private bool _isInMessage;
    private volatile bool _isClosed;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Gives the request a line, if it is to become a WebSocket over HTTP/1.1.</summary>
    public static void Offer(HttpContext context)
    {
        if (context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade)
        {
            context.Features.Set<IHttpUpgradeFeature>(new Upgrade(context, upgrade));
        }
    }

    /// <summary>A whole frame (https://www.rfc-editor.org/rfc/rfc6455#section-5.2) of a whole message. Completes when the line takes more.</summary>
    public ValueTask WriteFrameAsync(ReadOnlyMemory<byte> frame)
    {
        if (!_gate.Wait(0, CancellationToken.None))
        {
            return WriteFrameLaterAsync(frame);
        }

        ValueTask writing;
        try
        {
            writing = _isClosed ? ValueTask.CompletedTask : stream.WriteAsync(frame, aborted);
            if (!writing.IsCompletedSuccessfully)
            {
                return ReleaseAfterAsync(writing);
            }

            writing.GetAwaiter().GetResult(); // gives a pooled source back
        }
        catch
        {
            _gate.Release();
            throw;
        }

        _gate.Release();
        return ValueTask.CompletedTask;
    }

    /// <summary>What the WebSocket writes: one frame a call, never two at once.</summary>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var first = buffer.Span[0];
        if (!_isInMessage)
        {
            await _gate.WaitAsync(cancellationToken);
        }

        // Between the frames of one message only those about the connection may come.
        if ((first & OpCode) <= LastOfData)
        {
            _isInMessage = (first & Final) == 0;
        }

        _isClosed |= (first & OpCode) == Goodbye;
        try
        {
            await stream.WriteAsync(buffer, cancellationToken);
        }
        finally
        {
            if (!_isInMessage)
            {
                _gate.Release();
            }
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Kestrel sends what is written.</summary>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        stream.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        stream.ReadAsync(buffer, offset, count, cancellationToken);

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _isClosed = true;
        if (disposing)
        {
            stream.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask WriteFrameLaterAsync(ReadOnlyMemory<byte> frame)
    {
        await _gate.WaitAsync(aborted);
        await ReleaseAfterAsync(_isClosed ? ValueTask.CompletedTask : stream.WriteAsync(frame, aborted));
    }

    private async ValueTask ReleaseAfterAsync(ValueTask writing)
    {
        try
        {
            await writing;
        }
        finally
        {
            _gate.Release();
        }
    }

    private sealed class Upgrade(HttpContext context, IHttpUpgradeFeature upgrade) : IHttpUpgradeFeature
    {
        public bool IsUpgradableRequest => upgrade.IsUpgradableRequest;

        public async Task<Stream> UpgradeAsync()
        {
            var line = new TranscriptLine(await upgrade.UpgradeAsync(), context.RequestAborted);
            context.Features.Set(line);
            return line;
        }
    }
}
