using System.Text.Json;
using System.Text.Json.Serialization;
using ConvoWeb.Platform.Redis;

namespace ConvoWeb.Features.Live;

/// <summary>The way to the other nodes.</summary>
public interface ILiveBackplane
{
    /// <summary>An event of another node.</summary>
    event Action<LiveEvent>? Received;

    /// <summary>Events of other nodes may have been lost.</summary>
    event Action? Missed;

    /// <summary>Told when <see cref="IsPaused"/> changes.</summary>
    event EventHandler? PausedChanged;

    /// <summary>Other nodes cannot be heard.</summary>
    bool IsPaused { get; }

    void Send(LiveEvent liveEvent);
}

/// <summary>One node alone.</summary>
internal sealed class NoBackplane : ILiveBackplane
{
    public event Action<LiveEvent>? Received
    {
        add { }
        remove { }
    }

    public event Action? Missed
    {
        add { }
        remove { }
    }

    public event EventHandler? PausedChanged
    {
        add { }
        remove { }
    }

    public bool IsPaused => false;

    public void Send(LiveEvent liveEvent)
    {
    }
}

/// <summary>Every node hears every node, over one Redis channel; its own events come back and are left out.</summary>
internal sealed class RedisBackplane : ILiveBackplane
{
    /// <summary>The version is that of the wire format: two releases may share one Redis.</summary>
    public const string Channel = "convoweb:v2:live";

    private readonly Guid _node = Guid.NewGuid();
    private readonly RedisPubSub _redis;
    private readonly RedisConnection _connection;

    public RedisBackplane(RedisPubSub redis, RedisConnection connection)
    {
        (_redis, _connection) = (redis, connection);
        connection.Changed += () => PausedChanged?.Invoke(this, EventArgs.Empty);
        redis.Received += OnReceived;
        redis.Resumed += () =>
        {
            // What this node could not send meanwhile, the others do not know of either.
            Missed?.Invoke();
            Send(LiveEvent.Missed);
        };
    }

    public event Action<LiveEvent>? Received;

    public event Action? Missed;

    public event EventHandler? PausedChanged;

    public bool IsPaused => !_connection.IsUp;

    public void Send(LiveEvent liveEvent) =>
        _redis.Send(JsonSerializer.SerializeToUtf8Bytes(new LiveEnvelope(_node, liveEvent), LiveJson.Default.LiveEnvelope));

    private void OnReceived(byte[] message)
    {
        try
        {
            if (JsonSerializer.Deserialize(message, LiveJson.Default.LiveEnvelope) is not { Event: not null } envelope || envelope.Node == _node)
            {
                return;
            }

            if (envelope.Event.Kind is LiveEventKind.Missed)
            {
                Missed?.Invoke();
            }
            else
            {
                Received?.Invoke(envelope.Event);
            }
        }
        catch (JsonException)
        {
            // Not one of ours: whoever can write to Redis must not be able to stop the subscription.
        }
    }
}

internal sealed record LiveEnvelope(Guid Node, LiveEvent Event);

[JsonSerializable(typeof(LiveEnvelope))]
internal sealed partial class LiveJson : JsonSerializerContext;
