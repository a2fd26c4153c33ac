using System.Collections.Concurrent;
using ConvoWeb.Features.Proxy.Recording.Spool;

namespace ConvoWeb.Features.Proxy.Recording;

/// <summary>
/// Records talks beside the passing of their bytes. When the program ends, what is under way is finished first, or set aside when the database is away.
/// </summary>
internal sealed class Recorder(
    TalkConsent consent, TalkWriter writer, TalkSpool spool, ProxyMemory memory, ProxyMetrics metrics, TimeProvider clock, ILogger<Recorder> logger) : IHostedService
{
    /// <summary>So long the end of the program waits for them.</summary>
    private static readonly TimeSpan LastWrites = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<TalkRecording, Task> _running = new();
    private volatile bool _isStopping;
    private long _begun;

    public TalkRecording Begin(AskedTalk asked)
    {
        var recording = new TalkRecording(asked, consent, writer, spool, memory.Recorded, clock, logger) { Number = Interlocked.Increment(ref _begun) };
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _running[recording] = RunAsync(recording, start.Task);
        start.SetResult(); // not before it is among them
        if (_isStopping)
        {
            recording.GiveUp();
        }

        return recording;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _isStopping = true;
        foreach (var recording in _running.Keys)
        {
            recording.GiveUp();
        }

        // The time for the end may have been used up by streams that did not end.
        await WhenIdleAsync().WaitAsync(LastWrites, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>When everything that has passed so far is stored, or set aside.</summary>
    public Task WhenIdleAsync() => Task.WhenAll(_running.Values);

    private async Task RunAsync(TalkRecording recording, Task start)
    {
        await start;
        try
        {
            metrics.Recorded(await recording.RunAsync((history, giveUp) => WaitForEarlierAsync(recording, history, giveUp)));
        }
        finally
        {
            _running.TryRemove(recording, out _);
            recording.Dispose();
        }
    }

    /// <summary>A quick client asks on before the answer that it asks on from is stored, or asks again before it is stored that it got none.</summary>
    private async Task WaitForEarlierAsync(TalkRecording recording, TalkHistory history, CancellationToken giveUp)
    {
        foreach (var (earlier, running) in _running.Where(one => one.Key.UserId == recording.UserId && one.Key.Number < recording.Number).OrderBy(one => one.Key.Number))
        {
            if (await earlier.Question is { } question && (history.BeginsWith(question) || (earlier.HasFailed && history.Is(question))))
            {
                await running.WaitAsync(giveUp).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (!running.IsCompleted)
                {
                    throw new NotStoredNowException(); // what it goes on from is not there yet
                }
            }
        }

        while (spool.Count > 0)
        {
            await spool.WhenEmptyAsync().WaitAsync(giveUp).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (giveUp.IsCancellationRequested && spool.Count > 0)
            {
                throw new NotStoredNowException();
            }
        }
    }
}
