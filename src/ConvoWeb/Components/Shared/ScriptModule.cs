using Microsoft.JSInterop;

namespace ConvoWeb.Components.Shared;

/// <summary>
/// A component's own script: imported with the first call, given back with the component. A circuit that is gone has no
/// scripts, so calls after that do nothing: this is the one place that knows.
/// </summary>
public sealed class ScriptModule(IJSRuntime scripts, string path) : IAsyncDisposable
{
    private Task<IJSObjectReference>? _module;

    public async ValueTask CallAsync(string function, params object?[] arguments)
    {
        try
        {
            var module = await (_module ??= scripts.InvokeAsync<IJSObjectReference>("import", path).AsTask());
            await module.InvokeVoidAsync(function, arguments);
        }
        catch (Exception exception) when (exception is JSDisconnectedException or OperationCanceledException or ObjectDisposedException)
        {
            // The page is gone.
        }
    }

    public async ValueTask<T?> AskAsync<T>(string function, params object?[] arguments)
    {
        try
        {
            var module = await (_module ??= scripts.InvokeAsync<IJSObjectReference>("import", path).AsTask());
            return await module.InvokeAsync<T>(function, arguments);
        }
        catch (Exception exception) when (exception is JSDisconnectedException or OperationCanceledException or ObjectDisposedException)
        {
            return default;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_module is null)
        {
            return;
        }

        try
        {
            await (await _module).DisposeAsync();
        }
        catch (Exception exception) when (exception is JSDisconnectedException or JSException or OperationCanceledException or ObjectDisposedException)
        {
            // The page is gone, and the module with it.
        }
    }
}
