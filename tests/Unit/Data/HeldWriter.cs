using ConvoWeb.Data.Providers;

namespace ConvoWeb.Tests.Unit.Data;

/// <summary>Keeps the writer busy, so that the writes of a test wait and become one group.</summary>
internal sealed class HeldWriter : IDisposable
{
    private readonly ManualResetEventSlim _released = new();
    private Task _held = Task.CompletedTask;

    public static async Task<HeldWriter> HoldAsync(IDatabase database)
    {
        var writer = new HeldWriter();
        var busy = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        writer._held = database.WriteAsync(
            _ =>
            {
                busy.SetResult();
                writer._released.Wait();
                return ValueTask.FromResult(true);
            },
            Cancel);
        await busy.Task;
        return writer;
    }

    public Task ReleaseAsync()
    {
        _released.Set();
        return _held;
    }

    public void Dispose()
    {
        _released.Set();
        _held.GetAwaiter().GetResult();
        _released.Dispose();
    }
}
