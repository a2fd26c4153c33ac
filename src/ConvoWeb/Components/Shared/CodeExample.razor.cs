using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Components.Shared;

/// <summary>Code to take along, as a message shows it: its language, a button that copies it, and the text as it is.</summary>
public sealed partial class CodeExample : ComponentBase
{
    /// <summary>Tells it from the others of its page, for whoever does not see them.</summary>
    [Parameter, EditorRequired]
    public required string Name { get; set; }

    [Parameter, EditorRequired]
    public required string Language { get; set; }

    [Parameter, EditorRequired]
    public required string Code { get; set; }
}
