using System.Buffers.Binary;
using System.Text;

namespace ConvoWeb.Bench.Circuits;

/// <summary>
/// As much of MessagePack as a Blazor circuit needs (https://github.com/msgpack/msgpack/blob/master/spec.md), in the frames
/// of SignalR: the length comes first, seven bits a byte.
/// </summary>
internal static class BlazorPack
{
    public static byte[] Ping { get; } = Frame([0x91, 6]);

    /// <summary>A call without headers and streams; without an id it has no answer.</summary>
    public static byte[] Call(string? id, string target, params object?[] arguments)
    {
        var body = new List<byte> { 0x96, 1, 0x80 };
        Write(body, id);
        Write(body, target);
        Write(body, arguments);
        body.Add(0x90);
        return Frame(body);
    }

    /// <summary>The length of the frame that begins there; null while it is not all there.</summary>
    public static (int Header, int Body)? FrameAt(ReadOnlySpan<byte> bytes)
    {
        var length = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            length |= (bytes[i] & 0x7F) << (7 * i);
            if (bytes[i] < 0x80)
            {
                return i + 1 + length <= bytes.Length ? (i + 1, length) : null;
            }
        }

        return null;
    }

    private static byte[] Frame(List<byte> body)
    {
        var header = new List<byte>();
        for (var rest = body.Count; ; rest >>= 7)
        {
            if (rest < 0x80)
            {
                header.Add((byte)rest);
                return [.. header, .. body];
            }

            header.Add((byte)(rest | 0x80));
        }
    }

    private static void Write(List<byte> output, object? value)
    {
        switch (value)
        {
            case null:
                output.Add(0xC0);
                break;
            case bool truth:
                output.Add(truth ? (byte)0xC3 : (byte)0xC2);
                break;
            case long number:
                output.AddRange([0xD3, .. Bytes(8, bytes => BinaryPrimitives.WriteInt64BigEndian(bytes, number))]);
                break;
            case string text:
                var utf8 = Encoding.UTF8.GetBytes(text);
                output.AddRange([0xDB, .. Bytes(4, bytes => BinaryPrimitives.WriteInt32BigEndian(bytes, utf8.Length)), .. utf8]);
                break;
            case object?[] items when items.Length < 16:
                output.Add((byte)(0x90 | items.Length));
                foreach (var item in items)
                {
                    Write(output, item);
                }

                break;
            default:
                throw new NotSupportedException($"No circuit is told a {value.GetType()}.");
        }
    }

    private static byte[] Bytes(int count, Action<byte[]> write)
    {
        var bytes = new byte[count];
        write(bytes);
        return bytes;
    }
}
