using System.Threading.Channels;
using StackExchange.Redis;

namespace ConvoWeb.Platform.Redis;

/// <summary>One pub/sub channel that survives Redis: it is subscribed anew on every connection.</summary>
public sealed class RedisPubSub(string channel, TimeProvider clock) : IRedisSession
{
    private const int MaxWaiting = 1_000;

    private readonly Channel<byte[]> _outgoing = Channel.CreateBounded<byte[]>(
        new BoundedChannelOptions(MaxWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest });

    private long _lost;

    /// <summary>What any node sent, this one too. Called on a thread of the client's: be quick, do not throw.</summary>
    public event Action<byte[]>? Received;

    /// <summary>The subscription is there again; what was sent meanwhile never arrives.</summary>
    public event Action? Resumed;

    /// <summary>Messages that reached nobody, because Redis was away.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>In order, without waiting. While Redis is away the newest messages wait, up to a bound.</summary>
    public void Send(byte[] message) => _outgoing.Writer.TryWrite(message);

    async Task IRedisSession.OpenAsync(ISubscriber subscriber) =>
        await subscriber.SubscribeAsync(channel, (_, message) => Received?.Invoke(message!)).InTimeAsync(clock);

    async Task IRedisSession.RunAsync(ISubscriber subscriber, CancellationToken cancellationToken)
    {
        Resumed?.Invoke();
        await foreach (var message in _outgoing.Reader.ReadAllAsync(cancellationToken))
        {
            try
            {
                if (await subscriber.PublishAsync(channel, message).InTimeAsync(clock) == 0)
                {
                    Interlocked.Increment(ref _lost);
                }
            }
            catch
            {
                Interlocked.Increment(ref _lost);
                throw;
            }
        }
    }
}
