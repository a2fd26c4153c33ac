using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ConvoWeb.Bench.Viewers;

namespace ConvoWeb.Bench.Streams;

/// <summary>An HTTP/1.1 connection that asks for an answer and looks at the time whenever something of it comes.</summary>
internal sealed class StreamConnection(byte[] request) : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _received = new byte[64 * 1024];
    private readonly byte[] _body = new byte[128 * 1024];
    private int _held;
    private int _size;
    private int _left;
    private ChunkPart _part;

    private enum ChunkPart
    {
        Size,
        Body,
        EndOfBody,
        Trailer,
        End,
    }

    public async Task OpenAsync(IPEndPoint server) => await _socket.ConnectAsync(server);

    /// <summary>One answer, from its first byte to its last.</summary>
    public async Task AskAsync(StreamLoad load, StreamTimes times)
    {
        var (sent, seen, isFirst) = (Stopwatch.GetTimestamp(), 0, true);
        await _socket.SendAsync(request);
        var rest = await ReadHeadAsync();
        (_held, _size, _left, _part) = (0, 0, 0, ChunkPart.Size);
        while (true)
        {
            Unpack(rest.Span);
            var now = Stopwatch.GetTimestamp();
            foreach (var stamp in TakeStamps())
            {
                if (isFirst)
                {
                    times.First.Add(Stopwatch.GetElapsedTime(sent, now).TotalMilliseconds);
                    isFirst = false;
                }

                times.Chunks.Add(Stopwatch.GetElapsedTime(stamp, now).TotalMilliseconds);
                seen++;
            }

            if (_part is ChunkPart.End)
            {
                break;
            }

            rest = _received.AsMemory(0, await ReceiveAsync(_received));
        }

        if (seen != load.Chunks || !_body.AsSpan(0, _held).EndsWith("data: [DONE]\n\n"u8))
        {
            throw new BenchFailureException($"{seen} of {load.Chunks} chunks came.");
        }
    }

    public void Dispose() => _socket.Dispose();

    /// <returns>What came behind it.</returns>
    private async Task<ReadOnlyMemory<byte>> ReadHeadAsync()
    {
        var length = 0;
        while (true)
        {
            length += await ReceiveAsync(_received.AsMemory(length));
            var end = _received.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
            if (end >= 0)
            {
                return _received.AsSpan().StartsWith("HTTP/1.1 200 "u8)
                    ? _received.AsMemory((end + 4)..length)
                    : throw new BenchFailureException(System.Text.Encoding.ASCII.GetString(_received, 0, length));
            }
        }
    }

    private async ValueTask<int> ReceiveAsync(Memory<byte> buffer) =>
        await _socket.ReceiveAsync(buffer) is > 0 and var received ? received : throw new BenchFailureException("The server closed the connection.");

    /// <summary>Out of the frames of <c>Transfer-Encoding: chunked</c>: a server on the way may cut anywhere.</summary>
    private void Unpack(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_part is ChunkPart.Body)
            {
                var some = Math.Min(_left, bytes.Length);
                bytes[..some].CopyTo(_body.AsSpan(_held));
                (_held, _left) = (_held + some, _left - some);
                bytes = bytes[some..];
                _part = _left == 0 ? ChunkPart.EndOfBody : ChunkPart.Body;
                continue;
            }

            var letter = bytes[0];
            bytes = bytes[1..];
            if (letter is (byte)'\n')
            {
                (_part, _left, _size) = _part switch
                {
                    ChunkPart.EndOfBody => (ChunkPart.Size, 0, 0),
                    ChunkPart.Trailer => (ChunkPart.End, 0, 0),
                    _ => (_size == 0 ? ChunkPart.Trailer : ChunkPart.Body, _size, 0),
                };
            }
            else if (letter is not (byte)'\r')
            {
                _size = (_size << 4) | int.Parse([letter], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            }
        }
    }

    private List<long> TakeStamps()
    {
        var stamps = new List<long>();
        ReadOnlySpan<byte> text = _body.AsSpan(0, _held);
        while (Stamp.TryRead(ref text, out var stamp))
        {
            stamps.Add(stamp);
        }

        // The next one may have begun.
        text = text[Math.Max(0, text.Length - 64)..];
        text.CopyTo(_body);
        _held = text.Length;
        return stamps;
    }
}

/// <summary>In milliseconds: from asking to the first chunk, and from the sending of each chunk to its coming.</summary>
internal sealed class StreamTimes
{
    public List<double> First { get; } = [];

    public List<double> Chunks { get; } = [];
}
