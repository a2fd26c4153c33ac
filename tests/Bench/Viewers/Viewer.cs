using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ConvoWeb.Bench.Viewers;

/// <summary>
/// A WebSocket (RFC 6455) that looks for stamps in what it is sent. It shares the processors with what it measures, so it
/// does as little as it can.
/// </summary>
internal sealed class Viewer(IPEndPoint server, ViewerProtocol protocol, Deliveries deliveries)
{
    private const byte RecordSeparator = 0x1e;

    private const byte Final = 0x80, Masked = 0x80, OpCode = 0x0f, Continuation = 0, Text = 1, LastOfData = 2;

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly TaskCompletionSource _following = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<byte> _fragments = [];
    private byte[] _buffer = new byte[4096];
    private int _start;
    private int _end;
    private bool _isFollowing;
    private long _lastStamp;

    /// <summary>Returns when the viewer follows.</summary>
    public async Task StartAsync()
    {
        await _socket.ConnectAsync(server);
        await _socket.SendAsync(Encoding.ASCII.GetBytes(
            $"GET {protocol.Path} HTTP/1.1\r\nHost: {server}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
        int head;
        while ((head = _buffer.AsSpan(0, _end).IndexOf("\r\n\r\n"u8)) < 0)
        {
            await ReceiveAsync();
        }

        if (!_buffer.AsSpan().StartsWith("HTTP/1.1 101"u8))
        {
            throw new BenchFailureException($"{server}{protocol.Path} refused a viewer: {Encoding.ASCII.GetString(_buffer, 0, head)}");
        }

        _start = head + "\r\n\r\n".Length;
        if (protocol.Opening is { } opening)
        {
            await SayAsync(opening);
        }

        _ = RunAsync();
        await _following.Task;
    }

    public Task KeepAsync() => protocol.Heartbeat is { } heartbeat ? SayAsync(heartbeat) : Task.CompletedTask;

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                while (TryTakeFrame(out var answer))
                {
                    if (answer is not null)
                    {
                        await SayAsync(answer);
                    }
                }

                await ReceiveAsync();
            }
        }
        catch (Exception exception) when (exception is BenchFailureException or SocketException)
        {
            deliveries.Close();
            _following.TrySetException(exception);
        }
    }

    private async ValueTask ReceiveAsync()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start.._end).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var received = await _socket.ReceiveAsync(_buffer.AsMemory(_end));
        if (received == 0)
        {
            throw new BenchFailureException($"{server} closed the connection of a viewer.");
        }

        _end += received;
    }

    private bool TryTakeFrame(out byte[]? answer)
    {
        answer = null;
        var bytes = _buffer.AsSpan(_start.._end);
        if (bytes.Length < 2)
        {
            return false;
        }

        var (head, length) = (2, bytes[1] & ~Masked);
        if (length == 126)
        {
            head = 4;
            length = bytes.Length < head ? int.MaxValue : BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        }
        else if (length == 127)
        {
            head = 10;
            length = bytes.Length < head ? int.MaxValue : (int)BinaryPrimitives.ReadUInt64BigEndian(bytes[2..]);
        }

        if (bytes.Length - head < length)
        {
            return false;
        }

        _start += head + length;
        if ((bytes[0] & OpCode) <= LastOfData)
        {
            TakeData(bytes.Slice(head, length), (bytes[0] & Final) != 0, (bytes[0] & OpCode) == Continuation, ref answer);
        }

        return true;
    }

    private void TakeData(ReadOnlySpan<byte> data, bool isFinal, bool isContinuation, ref byte[]? answer)
    {
        if (isFinal && !isContinuation)
        {
            TakeMessage(data, ref answer);
            return;
        }

        _fragments.AddRange(data);
        if (isFinal)
        {
            TakeMessage(_fragments.ToArray(), ref answer);
            _fragments.Clear();
        }
    }

    private void TakeMessage(ReadOnlySpan<byte> message, ref byte[]? answer)
    {
        while (!message.IsEmpty)
        {
            var end = message.IndexOf(RecordSeparator);
            var record = end < 0 ? message : message[..end];
            message = end < 0 ? [] : message[(end + 1)..];
            if (_isFollowing && TakeStamps(record))
            {
                continue;
            }

            answer = protocol.Answer(record, ref _isFollowing) ?? answer;
            if (_isFollowing)
            {
                _following.TrySetResult();
            }
        }
    }

    private bool TakeStamps(ReadOnlySpan<byte> record)
    {
        var rest = record;
        while (Stamp.TryRead(ref rest, out var stamp))
        {
            deliveries.Add(stamp, stamp > _lastStamp, record);
            _lastStamp = stamp;
        }

        return rest.Length < record.Length;
    }

    /// <summary>A client must mask what it says; by zeros it stays as it is.</summary>
    private async Task SayAsync(byte[] text)
    {
        byte[] head = text.Length < 126
            ? [Final | Text, (byte)(Masked | text.Length), 0, 0, 0, 0]
            : [Final | Text, Masked | 126, (byte)(text.Length >> 8), (byte)text.Length, 0, 0, 0, 0];
        await _socket.SendAsync((byte[])[.. head, .. text]);
    }
}
