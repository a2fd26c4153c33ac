using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Components.Shared;

public enum TimeStyle
{
    /// <summary>09:41</summary>
    Clock,

    /// <summary>09:41 today, Fri within the week, 12 Oct.</summary>
    Short,

    /// <summary>21 November 2026, 09:41</summary>
    Full,
}

/// <summary>A moment in the reader's zone.</summary>
public sealed partial class TimeText : ComponentBase
{
    [Parameter, EditorRequired]
    public required DateTimeOffset At { get; set; }

    [Parameter]
    public TimeStyle Style { get; set; }

    [CascadingParameter]
    public required BrowserTime Time { get; set; }

    private string Text => Style switch
    {
        TimeStyle.Clock => Time.Clock(At),
        TimeStyle.Short => Time.Short(At),
        TimeStyle.Full => Time.Full(At),
        _ => throw new InvalidOperationException(),
    };
}
