using System.Net;
using System.Net.Sockets;

namespace ConvoWeb.Tests.Unit.Support;

/// <summary>A port in front of a server, to take the server away and to bring it back.</summary>
public sealed class TcpRelay : IAsyncDisposable
{
    private readonly EndPoint? _server;
    private readonly Lock _gate = new();
    private readonly List<Socket> _open = [];
    private readonly List<Task> _running = [];
    private Socket? _listener;

    /// <summary>Without a server behind it every connection ends at once.</summary>
    public TcpRelay(string? host = null, int port = 0)
    {
        _server = host is null ? null : new DnsEndPoint(host, port);
        Start();
    }

    public int Port { get; private set; }

    public void Start()
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, optionValue: true);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, Port));
        listener.Listen();
        Port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        lock (_gate)
        {
            _listener = listener;
            _running.Add(AcceptAsync(listener));
        }
    }

    /// <summary>Cuts what is open and refuses what comes.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _listener?.Dispose();
            _listener = null;
            _open.ForEach(socket => socket.Dispose());
            _open.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Stop();
        await Task.WhenAll(_running);
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (await AcceptOrEndAsync(listener) is { } client)
        {
            var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
            lock (_gate)
            {
                if (_listener != listener)
                {
                    client.Dispose();
                    server.Dispose();
                    return;
                }

                _open.AddRange([client, server]);
                _running.Add(RelayAsync(client, server));
            }
        }
    }

    private static async Task<Socket?> AcceptOrEndAsync(Socket listener)
    {
        try
        {
            return await listener.AcceptAsync();
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return null;
        }
    }

    private async Task RelayAsync(Socket client, Socket server)
    {
        using (client)
        using (server)
        {
            try
            {
                if (_server is not null)
                {
                    await server.ConnectAsync(_server);
                    await Task.WhenAny(CopyAsync(client, server), CopyAsync(server, client));
                }
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // Cut, which is what this is for.
            }
        }
    }

    private static async Task CopyAsync(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var read)
            {
                await to.SendAsync(buffer.AsMemory(0, read));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // One side ended; the other is closed with it.
        }
    }
}
