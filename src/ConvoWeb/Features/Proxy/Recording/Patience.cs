using ConvoWeb.Data;
using ConvoWeb.Data.Providers;

namespace ConvoWeb.Features.Proxy.Recording;

/// <summary>Waits for a database that is away, or has no room: the caller has long been answered.</summary>
internal sealed class Patience(IDatabase database, TimeProvider clock)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>It would be no use to try at once again.</summary>
    public bool IsAway(Exception exception) => database.Translate(exception) is { Kind: DatabaseFaultKind.Unavailable or DatabaseFaultKind.DiskFull };

    /// <summary>Until the database answers.</summary>
    /// <inheritdoc cref="WaitAsync" path="/exception"/>
    public Task ReachAsync(CancellationToken giveUp) => WaitAsync(
        async () =>
        {
            await database.PingAsync(CancellationToken.None);
            return true;
        },
        giveUp);

    /// <exception cref="NotStoredNowException">It was told to give up, or has waited for the longest time.</exception>
    public async Task<T> WaitAsync<T>(Func<Task<T>> work, CancellationToken giveUp)
    {
        var begun = clock.GetTimestamp();
        while (true)
        {
            try
            {
                return await work();
            }
            catch (Exception exception) when (IsAway(exception))
            {
                if (giveUp.IsCancellationRequested || clock.GetElapsedTime(begun) >= Longest)
                {
                    throw new NotStoredNowException(exception);
                }

                await Task.Delay(Pause, clock, giveUp).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}

/// <summary>The database is away, and waiting for it is over.</summary>
internal sealed class NotStoredNowException(Exception? inner = null) : Exception("The database is away.", inner);
