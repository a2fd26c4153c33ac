using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace ConvoWeb.Features.Conversations.Feed;

/// <summary>
/// Keeps the hub's connections at hand, so that a message that was serialised once is written to each of them as it is, and
/// each says when its line is full. (SignalR's own groups keep the order, but not a bound.)
/// </summary>
internal sealed class TranscriptConnections(ILogger<DefaultHubLifetimeManager<TranscriptHub>> logger)
    : DefaultHubLifetimeManager<TranscriptHub>(logger)
{
    private readonly ConcurrentDictionary<string, HubConnectionContext> _connections = new(StringComparer.Ordinal);

    public HubConnectionContext Find(string connectionId) => _connections[connectionId];

    public static Func<FeedEvent, ValueTask> WriterOf(HubConnectionContext connection) =>
        connection.GetHttpContext()?.Features.Get<TranscriptLine>() is { } line && connection.Protocol is JsonHubProtocol json
            ? feedEvent => line.WriteFrameAsync(feedEvent.FrameOf(json))
            : feedEvent => connection.WriteAsync(feedEvent.HubMessage, connection.ConnectionAborted);

    public override Task OnConnectedAsync(HubConnectionContext connection)
    {
        _connections[connection.ConnectionId] = connection;
        return base.OnConnectedAsync(connection);
    }

    public override Task OnDisconnectedAsync(HubConnectionContext connection)
    {
        _connections.TryRemove(connection.ConnectionId, out _);
        return base.OnDisconnectedAsync(connection);
    }
}
