using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Components.Shared;

/// <summary>A picture in the colour of the text around it; without a label it is decoration.</summary>
public sealed partial class Icon : ComponentBase
{
    [Parameter, EditorRequired]
    public required IconName Name { get; set; }

    /// <summary>What it means, where no text beside it says so.</summary>
    [Parameter]
    public string? Label { get; set; }

    [Parameter]
    public bool Small { get; set; }

    [Parameter]
    public bool Filled { get; set; }

    [Parameter]
    public string? Class { get; set; }
}
