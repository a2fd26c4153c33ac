using StackExchange.Redis;

namespace ConvoWeb.Platform.Redis;

/// <summary>
/// The one connection to Redis, for messages and commands. The client (1.2.6) has no time-outs on its asynchronous calls
/// and does not notice a server that stopped answering, so every call is bounded, both of its sockets are pinged, and
/// after two misses everything is thrown away and built anew (docs/decisions/redis.md has the measurements).
/// </summary>
public sealed partial class RedisConnection(
    RedisUrl url, IEnumerable<IRedisSession> sessions, TimeProvider clock, ILogger<RedisConnection> logger) : BackgroundService
{
    public static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(2);

    /// <summary>Longer would lose what quicker publishers send to nobody.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly IRedisSession[] _sessions = [.. sessions];

    /// <summary>Null is the open breaker: no command is tried.</summary>
    private IDatabase? _commands;

    private volatile bool _isUp;

    /// <summary>After <see cref="IsUp"/> changed. Be quick, do not throw.</summary>
    public event Action? Changed;

    /// <summary>Connected, and the last ping was answered: messages go and come.</summary>
    public bool IsUp => _isUp;

    /// <summary>Whether a command would be tried.</summary>
    public bool IsAnswering => Volatile.Read(ref _commands) is not null;

    /// <summary>
    /// Runs a command, or says at once that there is no Redis to run it. The first that is not answered within
    /// <paramref name="limit"/> opens the breaker until a ping is answered again, so that nobody waits after it.
    /// </summary>
    public async ValueTask<Tried<T>> TryAsync<T>(Func<IDatabase, Task<T>> command, TimeSpan limit)
    {
        if (Volatile.Read(ref _commands) is not { } commands)
        {
            return default;
        }

        var tried = default(Tried<T>);
        try
        {
            tried = new Tried<T>(IsDone: true, await command(commands).WaitAsync(limit, clock));
        }
        catch (TimeoutException)
        {
            if (Interlocked.CompareExchange(ref _commands, null, commands) == commands)
            {
                LogSlow(url, limit.TotalMilliseconds);
            }
        }
        catch (Exception exception) when (exception is RedisException or ObjectDisposedException or OperationCanceledException)
        {
            // Lost with its connection, or refused. Who asked goes on without.
        }

        await Task.Yield(); // off the thread that reads everybody's answers
        return tried;
    }

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
            return await connecting.InTimeAsync(clock);
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
        var commands = connection.GetDatabase();
        connection.ConnectionFailed += (_, failure) =>
        {
            Interlocked.CompareExchange(ref _commands, null, commands);
            lost.TrySetException(new IOException($"the connection was lost: {failure.FailureType}"));
        };
        var subscriber = connection.GetSubscriber();
        foreach (var session in _sessions)
        {
            await session.OpenAsync(subscriber);
        }

        await PingAsync(commands, subscriber);
        up();

        using var failed = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        try
        {
            Answers(commands);
            Task[] tasks = [WatchAsync(commands, subscriber, failed.Token), .. _sessions.Select(session => session.RunAsync(subscriber, failed.Token))];
            var ended = await Task.WhenAny([lost.Task, .. tasks]);
            await failed.CancelAsync();
            await Task.WhenAll(tasks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await ended;
        }
        finally
        {
            AnswersNoMore();
        }
    }

    private async Task WatchAsync(IDatabase commands, ISubscriber subscriber, CancellationToken cancellationToken)
    {
        var misses = 0;
        while (misses < 2)
        {
            await Task.Delay(PingEvery, clock, cancellationToken);
            try
            {
                await PingAsync(commands, subscriber);
                Answers(commands);
                misses = 0;
            }
            catch (Exception exception) when (exception is TimeoutException or RedisException)
            {
                AnswersNoMore();
                misses++;
            }
        }

        throw new TimeoutException("Redis does not answer.");
    }

    private async Task PingAsync(IDatabase commands, ISubscriber subscriber)
    {
        await commands.PingAsync().InTimeAsync(clock);
        await subscriber.PingAsync().InTimeAsync(clock);
    }

    private void Answers(IDatabase commands)
    {
        Volatile.Write(ref _commands, commands);
        Tell(isUp: true);
    }

    private void AnswersNoMore()
    {
        Volatile.Write(ref _commands, null);
        Tell(isUp: false);
    }

    private void Tell(bool isUp)
    {
        if (_isUp != isUp)
        {
            _isUp = isUp;
            Changed?.Invoke();
        }
    }

    [LoggerMessage(LogLevel.Information, "Connected to {Redis}")]
    private partial void LogUp(RedisUrl redis);

    [LoggerMessage(LogLevel.Warning, "{Redis} cannot be used ({Reason}). Pages on other nodes follow when they read again; trying on")]
    private partial void LogDown(RedisUrl redis, string reason);

    [LoggerMessage(LogLevel.Warning, "{Redis} did not answer within {Milliseconds} ms. Reads go without it until it does")]
    private partial void LogSlow(RedisUrl redis, double milliseconds);
}

/// <summary>What a command answered, if it was done.</summary>
public readonly record struct Tried<T>(bool IsDone, T? Result);

/// <summary>What begins anew with every connection; when it throws, the connection ends.</summary>
public interface IRedisSession
{
    /// <summary>Before the connection counts as up.</summary>
    Task OpenAsync(ISubscriber subscriber);

    /// <summary>As long as it lasts.</summary>
    Task RunAsync(ISubscriber subscriber, CancellationToken cancellationToken);
}

internal static class RedisCalls
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <summary>Yields before going on: the client runs continuations on the thread that reads everybody's answers.</summary>
    public static async Task<T> InTimeAsync<T>(this Task<T> call, TimeProvider clock)
    {
        var result = await call.WaitAsync(Limit, clock);
        await Task.Yield();
        return result;
    }

    public static async Task InTimeAsync(this Task call, TimeProvider clock)
    {
        await call.WaitAsync(Limit, clock);
        await Task.Yield();
    }
}
