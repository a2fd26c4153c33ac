using System.Threading.Channels;
using StackExchange.Redis;

namespace ConvoWeb.Platform.Redis;

/// <summary>
/// One pub/sub channel that survives Redis. The client (1.2.6) has no time-outs on its asynchronous calls and does not
/// notice a server that stopped answering, so every call is bounded here, both connections are pinged, and after two
/// misses everything is thrown away and built anew (docs/decisions/redis.md has the measurements).
/// </summary>
public sealed partial class RedisPubSub(RedisUrl url, string channel, TimeProvider clock, ILogger<RedisPubSub> logger) : BackgroundService
{
    private const int MaxWaiting = 1_000;

    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(2);

    /// <summary>Longer would lose what quicker publishers send to nobody.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

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

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var wasUp = true;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                using var connection = await ConnectAsync();
                await ServeAsync(connection, () =>
                {
                    LogUp(url);
                    wasUp = true;
                    Resumed?.Invoke();
                }, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                if (wasUp)
                {
                    LogDown(url, exception.Message);
                    wasUp = false;
                }

                await Task.Delay(Pause, clock, stoppingToken);
            }
        }
    }

    private async Task<ConnectionMultiplexer> ConnectAsync()
    {
        var connecting = ConnectionMultiplexer.ConnectAsync(url.ToOptions());
        try
        {
            return await Bounded(connecting);
        }
        catch (TimeoutException)
        {
            // It may still come up after we gave up on it.
            _ = DisposeLateAsync(connecting);
            throw;
        }
    }

    private static async Task DisposeLateAsync(Task<ConnectionMultiplexer> connecting)
    {
        try
        {
            (await connecting).Dispose();
        }
        catch (RedisConnectionException)
        {
            // It did not come up.
        }
    }

    private async Task ServeAsync(ConnectionMultiplexer connection, Action up, CancellationToken stoppingToken)
    {
        // The client would connect again by itself, and nobody would know that messages were lost meanwhile.
        var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.ConnectionFailed += (_, failure) => lost.TrySetException(new IOException($"the connection was lost: {failure.FailureType}"));
        var subscriber = connection.GetSubscriber();
        await Bounded(subscriber.SubscribeAsync(channel, (_, message) => Received?.Invoke(message!)));
        await Bounded(subscriber.PingAsync());
        up();

        using var failed = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var tasks = new[] { WatchAsync(connection, failed.Token), PublishAsync(subscriber, failed.Token) };
        var ended = await Task.WhenAny([lost.Task, .. tasks]);
        await failed.CancelAsync();
        await Task.WhenAll(tasks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ended;
    }

    private async Task WatchAsync(ConnectionMultiplexer connection, CancellationToken cancellationToken)
    {
        var misses = 0;
        while (misses < 2)
        {
            await Task.Delay(PingEvery, clock, cancellationToken);
            try
            {
                await Bounded(connection.GetDatabase().PingAsync());
                await Bounded(connection.GetSubscriber().PingAsync());
                misses = 0;
            }
            catch (Exception exception) when (exception is TimeoutException or RedisException)
            {
                misses++;
            }
        }

        throw new TimeoutException("Redis does not answer.");
    }

    private async Task PublishAsync(ISubscriber subscriber, CancellationToken cancellationToken)
    {
        await foreach (var message in _outgoing.Reader.ReadAllAsync(cancellationToken))
        {
            try
            {
                if (await Bounded(subscriber.PublishAsync(channel, message)) == 0)
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

    /// <summary>Yields before going on: the client runs continuations on the thread that reads everybody's answers.</summary>
    private static async Task<T> Bounded<T>(Task<T> call)
    {
        var result = await call.WaitAsync(CallLimit);
        await Task.Yield();
        return result;
    }

    private static async Task Bounded(Task call)
    {
        await call.WaitAsync(CallLimit);
        await Task.Yield();
    }

    [LoggerMessage(LogLevel.Information, "Connected to {Redis}")]
    private partial void LogUp(RedisUrl redis);

    [LoggerMessage(LogLevel.Warning, "{Redis} cannot be used ({Reason}). Pages on other nodes follow when they read again; trying on")]
    private partial void LogDown(RedisUrl redis, string reason);
}
