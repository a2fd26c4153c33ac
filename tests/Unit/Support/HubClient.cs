using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace ConvoWeb.Tests.Support;

/// <summary>
/// A .NET program on the transcript hub. (The usual client package is not in every registry; its core is, without a
/// transport, so the WebSocket is ours.)
/// </summary>
internal sealed class HubClient : IAsyncDisposable
{
    public static readonly IReadOnlyList<string> EventNames =
    [
        "MessageAdded", "MessageChanged", "MessageFinalized", "MessageRemoved", "DeltaAppended", "ConversationChanged", "ConversationRemoved",
        "RetentionChanged", "RetentionWarning",
    ];

    private readonly SemaphoreSlim _arrived = new(0);

    private HubClient(HubConnection connection) => Connection = connection;

    public HubConnection Connection { get; }

    /// <summary>Every event in the order in which it came.</summary>
    public ConcurrentQueue<(string Name, JsonElement Body)> Events { get; } = new();

    /// <summary>A connection to the hub of that server, for whoever keeps what it is told in a way of its own.</summary>
    public static IHubConnectionBuilder To(Uri server, params (string Name, string Value)[] headers)
    {
        var builder = new HubConnectionBuilder();
        builder.Services
            .AddSingleton<EndPoint>(new UriEndPoint(new UriBuilder(server) { Scheme = "ws", Path = "/hubs/transcript" }.Uri))
            .AddSingleton<IConnectionFactory>(new WebSocketFactory(headers))
            .AddSingleton<IHubProtocol, JsonHubProtocol>();
        return builder;
    }

    public static async Task<HubClient> ConnectAsync(Uri server, params (string Name, string Value)[] headers)
    {
        var client = new HubClient(To(server, headers).Build());
        foreach (var name in EventNames)
        {
            client.Connection.On<JsonElement>(name, body =>
            {
                client.Events.Enqueue((name, body.Clone()));
                client._arrived.Release();
            });
        }

        await client.Connection.StartAsync();
        return client;
    }

    /// <summary>Returns the version that it has come to.</summary>
    public async Task<long> JoinAsync(string conversation, long afterVersion = 0, IReadOnlyDictionary<string, int>? drafts = null) =>
        (await Connection.InvokeAsync<JsonElement>("Join", conversation, afterVersion, drafts)).GetProperty("version").GetInt64();

    /// <summary>Returns when the events fulfil the condition.</summary>
    public async Task UntilAsync(Func<IReadOnlyCollection<(string Name, JsonElement Body)>, bool> condition, CancellationToken cancellationToken)
    {
        while (!condition(Events))
        {
            await _arrived.WaitAsync(cancellationToken);
        }
    }

    public ValueTask DisposeAsync() => Connection.DisposeAsync();

    private sealed class WebSocketFactory((string Name, string Value)[] headers) : IConnectionFactory
    {
        public async ValueTask<ConnectionContext> ConnectAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
        {
            var socket = new ClientWebSocket();
            foreach (var (name, value) in headers)
            {
                socket.Options.SetRequestHeader(name, value);
            }

            await socket.ConnectAsync(((UriEndPoint)endpoint).Uri, cancellationToken);
            return new WebSocketConnection(socket);
        }
    }

    private sealed class WebSocketConnection : ConnectionContext
    {
        private readonly ClientWebSocket _socket;
        private readonly Pipe _received = new();
        private readonly Pipe _sent = new();
        private readonly CancellationTokenSource _closed = new();
        private readonly Task _receiving;
        private readonly Task _sending;

        public WebSocketConnection(ClientWebSocket socket)
        {
            _socket = socket;
            Transport = new Duplex(_received.Reader, _sent.Writer);
            _receiving = ReceiveAsync();
            _sending = SendAsync();
        }

        public override string ConnectionId { get; set; } = Guid.NewGuid().ToString();

        public override IFeatureCollection Features { get; } = new FeatureCollection();

        public override IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();

        public override IDuplexPipe Transport { get; set; }

        public override async ValueTask DisposeAsync()
        {
            await _closed.CancelAsync();
            await Task.WhenAll(_receiving, _sending);
            _socket.Dispose();
        }

        private async Task ReceiveAsync()
        {
            Exception? fault = null;
            try
            {
                while (true)
                {
                    var received = await _socket.ReceiveAsync(_received.Writer.GetMemory(4096), _closed.Token);
                    if (received.MessageType is WebSocketMessageType.Close)
                    {
                        break;
                    }

                    _received.Writer.Advance(received.Count);
                    await _received.Writer.FlushAsync(_closed.Token);
                }
            }
            catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
            {
                fault = exception as WebSocketException;
            }

            await _received.Writer.CompleteAsync(fault);
        }

        private async Task SendAsync()
        {
            try
            {
                while (true)
                {
                    var read = await _sent.Reader.ReadAsync(_closed.Token);
                    foreach (var segment in read.Buffer)
                    {
                        await _socket.SendAsync(segment, WebSocketMessageType.Text, endOfMessage: false, _closed.Token);
                    }

                    if (!read.Buffer.IsEmpty)
                    {
                        await _socket.SendAsync(ReadOnlyMemory<byte>.Empty, WebSocketMessageType.Text, endOfMessage: true, _closed.Token);
                    }

                    _sent.Reader.AdvanceTo(read.Buffer.End);
                    if (read.IsCompleted)
                    {
                        break;
                    }
                }

                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, _closed.Token);
            }
            catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
            {
                // The line is gone; the receiver says so.
            }
        }

        private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
    }
}
