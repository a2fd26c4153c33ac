using System.Buffers;
using System.IO.Pipelines;

namespace ConvoWeb.Features.Export.Bulk;

/// <summary>
/// Where an export goes. Up to a size, what was written since the last <see cref="CommitAsync"/> stays here and can be taken
/// back, so that a conversation which cannot be read to its end leaves nothing behind.
/// </summary>
internal sealed class ExportSink(Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> send, long position = 0) : Stream
{
    private const int Kept = 4 * 1024 * 1024, Usual = 256 * 1024;

    private readonly ArrayBufferWriter<byte> _waiting = new(Usual);
    private long _sent = position;
    private long _committed = position;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => Position;

    public override long Position
    {
        get => _sent + _waiting.WrittenCount;
        set => throw new NotSupportedException("It goes forward only.");
    }

    /// <summary>The same for who writes into its memory, without a copy in between; completing it ends nothing.</summary>
    public PipeWriter Pipe => new SinkPipe(this);

    /// <summary>What is written so far stays.</summary>
    public async ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        _committed = Position;
        if (_waiting.WrittenCount >= Usual)
        {
            await SendAsync(cancellationToken);
        }
    }

    /// <summary>False when a part of it is on its way already.</summary>
    public bool TryTakeBack()
    {
        if (_sent > _committed)
        {
            return false;
        }

        var kept = _waiting.WrittenSpan[..(int)(_committed - _sent)].ToArray();
        _waiting.ResetWrittenCount();
        _waiting.Write(kept);
        return true;
    }

    public async ValueTask SendAsync(CancellationToken cancellationToken)
    {
        if (_waiting.WrittenCount > 0)
        {
            await send(_waiting.WrittenMemory, cancellationToken);
            _sent += _waiting.WrittenCount;
            _waiting.ResetWrittenCount();
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _waiting.Write(buffer.Span);
        if (_waiting.WrittenCount >= Kept)
        {
            await SendAsync(cancellationToken);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => _waiting.Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer) => _waiting.Write(buffer);

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("It is written only.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("It goes forward only.");

    public override void SetLength(long value) => throw new NotSupportedException("It goes forward only.");

    private sealed class SinkPipe(ExportSink sink) : PipeWriter
    {
        public override bool CanGetUnflushedBytes => true;

        public override long UnflushedBytes => sink._waiting.WrittenCount;

        public override Memory<byte> GetMemory(int sizeHint = 0) => sink._waiting.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => sink._waiting.GetSpan(sizeHint);

        public override void Advance(int bytes) => sink._waiting.Advance(bytes);

        public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            if (sink._waiting.WrittenCount >= Kept)
            {
                await sink.SendAsync(cancellationToken);
            }

            return default;
        }

        public override void CancelPendingFlush()
        {
        }

        public override void Complete(Exception? exception = null)
        {
        }
    }
}
