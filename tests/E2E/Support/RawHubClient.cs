using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace ConvoWeb.Tests.E2E.Support;

/// <summary>A WebSocket to the hub without a client library, which may send anything and need not read.</summary>
internal sealed class RawHubClient : IAsyncDisposable
{
    private const byte EndOfMessage = 0x1e;

    private readonly ClientWebSocket _socket = new();
    private readonly Queue<JsonElement> _received = new();
    private readonly List<byte> _begun = [];

    private RawHubClient()
    {
    }

    /// <summary>What the server answered the request for a WebSocket with, when it refused.</summary>
    public int Status => (int)_socket.HttpStatusCode;

    /// <param name="origin">The page that it comes from, as browsers tell.</param>
    public static async Task<RawHubClient> ConnectAsync(Uri server, string? origin = null)
    {
        var client = new RawHubClient();
        client._socket.Options.CollectHttpResponseDetails = true;
        if (origin is not null)
        {
            client._socket.Options.SetRequestHeader("Origin", origin);
        }

        // What the network holds for one that does not read is little.
        using var http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = async (context, cancellationToken) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = 4096 };
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
        try
        {
            await client._socket.ConnectAsync(new UriBuilder(server) { Scheme = "ws", Path = "/hubs/transcript" }.Uri, http, CancellationToken.None);
        }
        catch (WebSocketException) when (client.Status >= 400)
        {
            // Refused: that is what is asked for.
        }

        return client;
    }

    public async Task<RawHubClient> ShakeHandsAsync()
    {
        await SendAsync("""{"protocol":"json","version":1}""");
        await ReceiveAsync();
        return this;
    }

    public Task SendAsync(string message) =>
        _socket.SendAsync((byte[])[.. Encoding.UTF8.GetBytes(message), EndOfMessage], WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    /// <summary>The next message that is no ping; null when the server closed the connection.</summary>
    public async Task<JsonElement?> ReceiveAsync()
    {
        var buffer = new byte[16 * 1024];
        while (true)
        {
            while (_received.TryDequeue(out var message))
            {
                if (!message.TryGetProperty("type", out var type) || type.GetInt32() != 6)
                {
                    return message;
                }
            }

            try
            {
                var received = await _socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                if (received.MessageType is WebSocketMessageType.Close)
                {
                    return null;
                }

                Take(buffer.AsSpan(0, received.Count));
            }
            catch (WebSocketException)
            {
                return null;
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            if (value != EndOfMessage)
            {
                _begun.Add(value);
                continue;
            }

            _received.Enqueue(JsonElement.Parse(_begun.ToArray()));
            _begun.Clear();
        }
    }
}
