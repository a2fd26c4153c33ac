using Microsoft.AspNetCore.Components.Web;

namespace ConvoWeb.Components.Layout;

/// <summary>
/// Keeps a page's failure inside the page. The renderer empties a boundary before it is told of a failure: when two
/// parts fail in one batch, Blazor's own boundary has queued its message before it is emptied again, and stays blank.
/// </summary>
public sealed class PageBoundary : ErrorBoundary
{
    protected override async Task OnErrorAsync(Exception exception)
    {
        await base.OnErrorAsync(exception);
        await Task.Yield(); // the batch is over
        StateHasChanged();
    }
}
