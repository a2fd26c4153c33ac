using ConvoWeb.Platform.Errors;
using Microsoft.AspNetCore.Components.Web;

namespace ConvoWeb.Components.Layout;

/// <summary>
/// Keeps a page's failure inside the page. The renderer empties a boundary before it is told of a failure: when two
/// parts fail in one batch, Blazor's own boundary has queued its message before it is emptied again, and stays blank.
/// </summary>
public sealed class PageBoundary : ErrorBoundary
{
    /// <summary>Under which the failure that is shown was logged.</summary>
    public string Reference { get; private set; } = "";

    protected override async Task OnErrorAsync(Exception exception)
    {
        var fault = ReferencedException.Of(exception);
        Reference = fault.Reference;
        await base.OnErrorAsync(fault);
        await Task.Yield(); // the batch is over
        StateHasChanged();
    }
}
