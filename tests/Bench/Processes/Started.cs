namespace ConvoWeb.Bench.Processes;

/// <summary>What was started for a comparison; stopped with it, the last one first, however it ends.</summary>
internal sealed class Started : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> _started = [];

    public async Task<T> AddAsync<T>(Task<T> starting)
    {
        var started = await starting;
        if (started is IAsyncDisposable disposable)
        {
            _started.Push(disposable);
        }

        return started;
    }

    public async ValueTask DisposeAsync()
    {
        while (_started.TryPop(out var last))
        {
            await last.DisposeAsync();
        }
    }
}
