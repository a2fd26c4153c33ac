using System.Collections.Concurrent;
using ConvoWeb.Features.Accounts;

namespace ConvoWeb.Features.Proxy.Recording;

/// <summary>Records talks beside the passing of their bytes; when the program ends, what is under way is finished first.</summary>
internal sealed class Recorder(TalkWriter writer, TimeProvider clock, ILogger<Recorder> logger) : IHostedService
{
    private readonly ConcurrentDictionary<TalkRecording, Task> _running = new();

    /// <param name="body">Of the request; it is only read.</param>
    public TalkRecording Begin(CurrentUser user, byte[] body, RecordedRequest request)
    {
        var recording = new TalkRecording(writer, user with { IsRecorder = true }, body, request, clock, logger);
        _running[recording] = RunAsync(recording);
        return recording;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => WhenIdleAsync().WaitAsync(cancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);

    /// <summary>When everything that has passed is stored.</summary>
    public async Task WhenIdleAsync()
    {
        while (_running.Values.FirstOrDefault() is { } running)
        {
            await running;
        }
    }

    private async Task RunAsync(TalkRecording recording)
    {
        await Task.Yield(); // the request goes on
        try
        {
            await recording.RunAsync();
        }
        finally
        {
            _running.TryRemove(recording, out _);
        }
    }
}
