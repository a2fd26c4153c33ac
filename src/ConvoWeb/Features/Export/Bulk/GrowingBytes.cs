namespace ConvoWeb.Features.Export.Bulk;

/// <summary>Bytes that are only added to, in pieces of one size: however many they are, none is moved to make room.</summary>
internal sealed class GrowingBytes
{
    /// <summary>Below the size from which the runtime keeps an array until its last collection.</summary>
    private const int PieceSize = 64 * 1024;

    private readonly List<byte[]> _pieces = [];

    public int Length { get; private set; }

    public IEnumerable<ReadOnlyMemory<byte>> Pieces =>
        _pieces.Select((piece, n) => (ReadOnlyMemory<byte>)piece.AsMemory(0, Math.Min(PieceSize, Length - (n * PieceSize))));

    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var at = Length % PieceSize;
            if (at == 0)
            {
                _pieces.Add(new byte[PieceSize]);
            }

            var count = Math.Min(bytes.Length, PieceSize - at);
            bytes[..count].CopyTo(_pieces[^1].AsSpan(at));
            bytes = bytes[count..];
            Length += count;
        }
    }

    /// <summary>What was added after the first <paramref name="length"/>.</summary>
    public byte[] Since(int length)
    {
        var bytes = new byte[Length - length];
        for (var done = 0; done < bytes.Length;)
        {
            var (piece, at) = int.DivRem(length + done, PieceSize);
            var count = Math.Min(PieceSize - at, bytes.Length - done);
            _pieces[piece].AsSpan(at, count).CopyTo(bytes.AsSpan(done));
            done += count;
        }

        return bytes;
    }
}
