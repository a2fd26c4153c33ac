using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ConvoWeb.Bench.Measuring;

/// <summary>
/// An HTTP/1.1 connection that sends ready-made bytes and drops the answer's body. It shares the processors with what it
/// measures, so it does as little as it can.
/// </summary>
internal sealed class LoopbackConnection : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    public static async Task<LoopbackConnection> OpenAsync(IPEndPoint endPoint)
    {
        var connection = new LoopbackConnection();
        try
        {
            await connection._socket.ConnectAsync(endPoint);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <returns>The status of the answer, which was received whole.</returns>
    public async ValueTask<int> SendAsync(ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        await _socket.SendAsync(request, cancellationToken);

        var status = int.Parse((await ReadLineAsync(cancellationToken)).Span.Slice("HTTP/1.1 ".Length, 3), NumberStyles.None, CultureInfo.InvariantCulture);
        var length = 0;
        var isChunked = false;
        while (true)
        {
            var header = (await ReadLineAsync(cancellationToken)).Span;
            if (header.IsEmpty)
            {
                break;
            }

            if (ValueOf(header, "Content-Length: "u8) is { IsEmpty: false } value)
            {
                length = int.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture);
            }

            isChunked |= !ValueOf(header, "Transfer-Encoding: "u8).IsEmpty;
        }

        await (isChunked ? SkipChunksAsync(cancellationToken) : SkipAsync(length, cancellationToken));
        return status;
    }

    public void Dispose() => _socket.Dispose();

    private static ReadOnlySpan<byte> ValueOf(ReadOnlySpan<byte> header, ReadOnlySpan<byte> name) =>
        header.Length > name.Length && Ascii.EqualsIgnoreCase(header[..name.Length], name) ? header[name.Length..] : [];

    private async ValueTask SkipChunksAsync(CancellationToken cancellationToken)
    {
        var size = -1;
        while (size != 0)
        {
            var line = await ReadLineAsync(cancellationToken);
            size = int.Parse(line.Span, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            await SkipAsync(size + "\r\n".Length, cancellationToken);
        }
    }

    private async ValueTask SkipAsync(int count, CancellationToken cancellationToken)
    {
        while (true)
        {
            var skipped = Math.Min(count, _end - _start);
            _start += skipped;
            count -= skipped;
            if (count == 0)
            {
                return;
            }

            await ReceiveAsync(cancellationToken);
        }
    }

    private async ValueTask<ReadOnlyMemory<byte>> ReadLineAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var length = _buffer.AsSpan(_start.._end).IndexOf("\r\n"u8);
            if (length >= 0)
            {
                var line = _buffer.AsMemory(_start, length);
                _start += length + "\r\n".Length;
                return line;
            }

            await ReceiveAsync(cancellationToken);
        }
    }

    private async ValueTask ReceiveAsync(CancellationToken cancellationToken)
    {
        _buffer.AsSpan(_start.._end).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);

        var received = await _socket.ReceiveAsync(_buffer.AsMemory(_end), cancellationToken);
        if (received == 0)
        {
            throw new BenchFailureException("The server closed the connection.");
        }

        _end += received;
    }
}
