using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Components.Shared;

/// <summary>A time in the reader's zone; the whole of it is its title.</summary>
public sealed partial class TimeText : ComponentBase
{
    [Parameter, EditorRequired]
    public required DateTimeOffset At { get; set; }

    /// <summary>What of it is shown; the time of day when it is not said.</summary>
    [Parameter]
    public string? Text { get; set; }

    [Parameter]
    public string? Class { get; set; }

    [CascadingParameter]
    public required BrowserTime Time { get; set; }

    /// <summary>As programs read it.</summary>
    internal static string Machine(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
