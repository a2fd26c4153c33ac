using System.Buffers;

namespace ConvoWeb.Features.Proxy.Recording.Wire;

/// <summary>The lines of a stream whose pieces end anywhere. A line ends with CR, LF or both of them.</summary>
internal sealed class LineReader(int maxBytes)
{
    private readonly ArrayBufferWriter<byte> _held = new();
    private bool _isAfterReturn;
    private bool _isTaken;

    /// <summary>Nothing more is held of such a line.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>The line that has not ended yet.</summary>
    public ReadOnlySpan<byte> Rest => _held.WrittenSpan;

    /// <summary>Takes the next line off <paramref name="bytes"/>. False when none ends in them: what there is of it is held.</summary>
    /// <param name="line">Valid until the next call.</param>
    public bool TryRead(ref ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> line)
    {
        if (!bytes.IsEmpty)
        {
            bytes = _isAfterReturn && bytes[0] is (byte)'\n' ? bytes[1..] : bytes;
            _isAfterReturn = false;
        }

        if (_isTaken)
        {
            _held.ResetWrittenCount();
            _isTaken = false;
        }

        line = default;
        var end = bytes.IndexOfAny((byte)'\r', (byte)'\n');
        var piece = end < 0 ? bytes : bytes[..end];
        if (_held.WrittenCount + piece.Length > maxBytes)
        {
            IsTooLong = true;
            _held.Clear();
            return false;
        }

        if (end < 0)
        {
            _held.Write(piece);
            bytes = default;
            return false;
        }

        _isAfterReturn = bytes[end] is (byte)'\r';
        bytes = bytes[(end + 1)..];
        line = piece;
        if (_held.WrittenCount > 0)
        {
            _held.Write(piece);
            line = _held.WrittenSpan;
            _isTaken = true;
        }

        return true;
    }
}
