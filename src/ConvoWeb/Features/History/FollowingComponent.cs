using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History;

/// <summary>A component that follows what happens, as long as the page is open.</summary>
public abstract class FollowingComponent : ComponentBase
{
    /// <summary>Never disposed: a read that is under way when the page goes still asks for its token.</summary>
    private readonly CancellationTokenSource _closed = new();

    /// <summary>Cancelled when the page goes.</summary>
    protected CancellationToken Closed => _closed.Token;

    protected Task CloseAsync() => _closed.CancelAsync();

    /// <summary>On the circuit; a fault is the page's, unless that is gone.</summary>
    /// <param name="work">Says whether there is something to render.</param>
    protected Task RunAsync(Func<Task<bool>> work) => InvokeAsync(async () =>
    {
        try
        {
            if (await work())
            {
                StateHasChanged();
            }
        }
        catch (Exception exception)
        {
            if (!Closed.IsCancellationRequested)
            {
                await DispatchExceptionAsync(exception);
            }
        }
    });

    /// <inheritdoc cref="RunAsync(Func{Task{bool}})"/>
    protected Task RunAsync(Func<Task> work) => RunAsync(async () =>
    {
        await work();
        return true;
    });
}
