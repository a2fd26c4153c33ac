using System.Buffers;
using System.IO.Pipelines;

namespace ConvoWeb.Platform.Caching;

/// <summary>
/// Collects an answer, flushes or not, until it is larger than <paramref name="limit"/>; from then on everything goes
/// through to <paramref name="output"/>, as if this had not been there.
/// </summary>
internal sealed class AnswerWriter(PipeWriter output, int limit, Action onTooLarge) : PipeWriter, IDisposable
{
    private byte[]? _collected = ArrayPool<byte>.Shared.Rent(16 * 1024);
    private int _length;

    /// <summary>After the last flush: all of it, or null when it was too large and is in the output.</summary>
    public byte[]? Take()
    {
        if (_collected is null)
        {
            return null;
        }

        var all = GC.AllocateUninitializedArray<byte>(_length);
        _collected.AsSpan(0, _length).CopyTo(all);
        return all;
    }

    public override Memory<byte> GetMemory(int sizeHint = 0) =>
        _collected is null ? output.GetMemory(sizeHint) : Room(sizeHint).AsMemory(_length);

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
        if (_collected is null)
        {
            output.Advance(bytes);
        }
        else
        {
            _length += bytes;
        }
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (_collected is not null)
        {
            if (_length <= limit)
            {
                return default;
            }

            onTooLarge();
            output.Write(_collected.AsSpan(0, _length));
            Dispose();
        }

        return output.FlushAsync(cancellationToken);
    }

    public override void CancelPendingFlush() => output.CancelPendingFlush();

    /// <summary>The output ends when its owner says so.</summary>
    public override void Complete(Exception? exception = null)
    {
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _collected, null) is { } collected)
        {
            ArrayPool<byte>.Shared.Return(collected);
        }
    }

    private byte[] Room(int sizeHint)
    {
        if (_collected!.Length - _length < Math.Max(sizeHint, 1))
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_collected.Length * 2, _length + sizeHint));
            _collected.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_collected);
            _collected = larger;
        }

        return _collected;
    }
}
