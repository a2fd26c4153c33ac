using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Components.Shared;

/// <summary>One thing to do in a <see cref="Menu"/>, or, with <see cref="Href"/>, one file to download.</summary>
public sealed partial class MenuItem : ComponentBase
{
    [Parameter, EditorRequired]
    public required IconName Icon { get; set; }

    [Parameter]
    public string? Href { get; set; }

    [Parameter]
    public string? Class { get; set; }

    [Parameter]
    public EventCallback OnClick { get; set; }

    [Parameter, EditorRequired]
    public required RenderFragment ChildContent { get; set; }
}
