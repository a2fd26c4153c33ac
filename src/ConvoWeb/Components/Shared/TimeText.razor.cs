using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Components.Shared;

/// <summary>A time of day in the reader's zone; the whole of it is its title.</summary>
public sealed partial class TimeText : ComponentBase
{
    [Parameter, EditorRequired]
    public required DateTimeOffset At { get; set; }

    [CascadingParameter]
    public required BrowserTime Time { get; set; }
}
