using System.Globalization;

namespace ConvoWeb.Features.Live;

/// <summary>
/// Turns any number of signals into few runs: never two at once, at most one every <see cref="Interval"/>, and always one
/// after the last signal.
/// </summary>
internal sealed class Coalescer(Func<Task> run, TimeProvider clock, Action<Exception> onFault) : IDisposable
{
    /// <summary>20 renders a second look smooth; more only cost.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private const int Idle = 0, Running = 1, RunningAndSignalled = 2, Disposed = 3;

    /// <summary>That of whom it runs for: a signal comes from anywhere.</summary>
    private readonly CultureInfo _culture = CultureInfo.CurrentCulture;

    private int _state = Idle;

    public void Signal()
    {
        while (true)
        {
            var state = Volatile.Read(ref _state);
            var next = state switch { Idle => Running, Running => RunningAndSignalled, _ => state };
            if (next == state)
            {
                return;
            }

            if (Interlocked.CompareExchange(ref _state, next, state) == state)
            {
                if (next == Running)
                {
                    ThreadPool.UnsafeQueueUserWorkItem(static coalescer => _ = coalescer.RunUntilQuietAsync(), this, preferLocal: false);
                }

                return;
            }
        }
    }

    public void Dispose() => Volatile.Write(ref _state, Disposed);

    private async Task RunUntilQuietAsync()
    {
        CultureInfo.CurrentCulture = _culture;
        do
        {
            if (Interlocked.CompareExchange(ref _state, Running, RunningAndSignalled) == Disposed)
            {
                return;
            }

            try
            {
                await run();
            }
            catch (Exception exception)
            {
                onFault(exception);
            }

            await Task.Delay(Interval, clock);
        }
        while (Interlocked.CompareExchange(ref _state, Idle, Running) == RunningAndSignalled);
    }
}
