using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;

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
