using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace ConvoWeb.Tests.E2E.Support;

/// <summary>Stands between two programs and can be cut, as a cable can: new connections are refused, open ones are reset.</summary>
internal sealed class TcpRelay : IAsyncDisposable
{
    private readonly IPEndPoint _target;
    private readonly ConcurrentDictionary<Socket, Socket> _pairs = new();
    private TcpListener? _listener;
    private Task _accepting = Task.CompletedTask;

    private TcpRelay(IPEndPoint target, int port) => (_target, Port) = (target, port);

    public int Port { get; }

    /// <summary>Cut until it is opened.</summary>
    public static TcpRelay To(Uri target)
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return new TcpRelay(new IPEndPoint(IPAddress.Loopback, target.Port), ((IPEndPoint)probe.LocalEndpoint).Port);
    }

    public void Open()
    {
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        _accepting = AcceptAsync(_listener);
    }

    public async Task CutAsync()
    {
        _listener?.Stop();
        await _accepting;
        foreach (var (client, server) in _pairs)
        {
            Reset(client);
            Reset(server);
        }

        _pairs.Clear();
    }

    public async ValueTask DisposeAsync() => await CutAsync();

    private async Task AcceptAsync(TcpListener listener)
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await listener.AcceptSocketAsync();
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                return; // cut
            }

            var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
            _pairs[client] = server;
            _ = RelayAsync(client, server);
        }
    }

    private async Task RelayAsync(Socket client, Socket server)
    {
        try
        {
            await server.ConnectAsync(_target);
            await Task.WhenAny(PumpAsync(client, server), PumpAsync(server, client));
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The target is away: so is the relay for this connection.
        }
        finally
        {
            _pairs.TryRemove(client, out _);
            client.Dispose();
            server.Dispose();
        }
    }

    private static async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var count)
            {
                for (var sent = 0; sent < count;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent));
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // One side is gone; the other is closed for it.
        }
    }

    private static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Closed already.
        }

        socket.Dispose();
    }
}
