using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History;

/// <summary>What is not part of the talk, behind one line that says what it is. The browser opens and closes it by itself.</summary>
public sealed partial class MessageAside : ComponentBase
{
    [Parameter, EditorRequired]
    public required string Title { get; set; }

    [Parameter, EditorRequired]
    public required string Size { get; set; }

    [Parameter, EditorRequired]
    public required string Text { get; set; }

    /// <summary>What a tool answered.</summary>
    [Parameter]
    public bool IsTool { get; set; }

    [Parameter]
    public bool IsOpen { get; set; }

    /// <summary>There is more of it than is here: the script of the pane asks for it when it is opened.</summary>
    [Parameter]
    public bool IsCut { get; set; }
}
