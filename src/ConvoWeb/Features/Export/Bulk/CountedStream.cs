using System.Runtime.InteropServices;

namespace ConvoWeb.Features.Export.Bulk;

/// <summary>Shows the bytes that go through it to another stream.</summary>
internal sealed class CountedStream(Stream inner, Action<ArraySegment<byte>> onWrite) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        onWrite(MemoryMarshal.TryGetArray(buffer, out var bytes) ? bytes : buffer.ToArray());
        return inner.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count)
    {
        onWrite(new ArraySegment<byte>(buffer, offset, count));
        inner.Write(buffer, offset, count);
    }

    /// <summary>Nothing is held back here, and what compresses would compress less.</summary>
    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
