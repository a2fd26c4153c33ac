using System.Collections.Concurrent;
using ConvoWeb.Features.Accounts;

namespace ConvoWeb.Features.Proxy.Recording;

/// <summary>Records talks beside the passing of their bytes; when the program ends, what is under way is finished first.</summary>
internal sealed class Recorder(TalkWriter writer, TimeProvider clock, ILogger<Recorder> logger) : IHostedService
{
    private readonly ConcurrentDictionary<TalkRecording, Task> _running = new();
    private long _begun;

    /// <param name="body">Of the request; it is only read.</param>
    public TalkRecording Begin(CurrentUser user, byte[] body, RecordedRequest request)
    {
        var recording = new TalkRecording(writer, user with { IsRecorder = true }, body, request, clock, logger) { Number = Interlocked.Increment(ref _begun) };
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _running[recording] = RunAsync(recording, start.Task);
        start.SetResult(); // not before it is among them
        return recording;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await WhenIdleAsync().WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Nobody waits for longer.
        }
    }

    /// <summary>When everything that has passed so far is stored.</summary>
    public Task WhenIdleAsync() => Task.WhenAll(_running.Values);

    private async Task RunAsync(TalkRecording recording, Task start)
    {
        await start;
        try
        {
            await recording.RunAsync(history => WaitForEarlierAsync(recording, history));
        }
        finally
        {
            _running.TryRemove(recording, out _);
        }
    }

    /// <summary>A quick client asks on before the answer that it asks on from is stored.</summary>
    private async Task WaitForEarlierAsync(TalkRecording recording, TalkHistory history)
    {
        foreach (var (earlier, running) in _running.Where(one => one.Key.UserId == recording.UserId && one.Key.Number < recording.Number).OrderBy(one => one.Key.Number))
        {
            if (await earlier.Question is { } question && history.BeginsWith(question))
            {
                await running;
            }
        }
    }
}
