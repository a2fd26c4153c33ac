using System.Buffers.Binary;
using System.Text;

namespace ConvoWeb.Bench.Circuits;

/// <summary>Reads the parts of one message, each once and in order.</summary>
internal ref struct BlazorPackReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _rest = message;

    public int ReadArrayLength()
    {
        var kind = Next();
        return kind switch
        {
            >= 0x90 and <= 0x9F => kind & 0x0F,
            0xDC => (int)Number(2),
            0xDD => (int)Number(4),
            _ => throw Unexpected(kind, "an array"),
        };
    }

    public long ReadNumber()
    {
        var kind = Next();
        return kind switch
        {
            < 0x80 => kind,
            >= 0xE0 => (sbyte)kind,
            >= 0xCC and <= 0xCF => Number(1 << (kind - 0xCC)),
            0xD0 => (sbyte)Number(1),
            0xD1 => (short)Number(2),
            0xD2 => (int)Number(4),
            0xD3 => Number(8),
            _ => throw Unexpected(kind, "a number"),
        };
    }

    /// <summary>Null where nothing is said.</summary>
    public string? ReadText()
    {
        var kind = Next();
        return kind switch
        {
            0xC0 => null,
            >= 0xA0 and <= 0xBF => Encoding.UTF8.GetString(Take(kind & 0x1F)),
            >= 0xD9 and <= 0xDB => Encoding.UTF8.GetString(Take((int)Number(1 << (kind - 0xD9)))),
            _ => throw Unexpected(kind, "a text"),
        };
    }

    /// <summary>Headers are never sent.</summary>
    public void SkipHeaders()
    {
        if (Next() is not 0x80 and var kind)
        {
            throw Unexpected(kind, "no headers");
        }
    }

    private byte Next() => Take(1)[0];

    private long Number(int bytes)
    {
        var taken = Take(bytes);
        return bytes switch
        {
            1 => taken[0],
            2 => BinaryPrimitives.ReadUInt16BigEndian(taken),
            4 => BinaryPrimitives.ReadUInt32BigEndian(taken),
            _ => BinaryPrimitives.ReadInt64BigEndian(taken),
        };
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    private static BenchFailureException Unexpected(int kind, string expected) => new($"A circuit said 0x{kind:X2} where {expected} belongs.");
}
