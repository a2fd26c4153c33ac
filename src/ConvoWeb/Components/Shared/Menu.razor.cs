using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Components.Shared;

/// <summary>A button that opens what can be done or downloaded, each with the role of a menu item: a popover, so it needs no server to open and close. Its keys are heard by wwwroot/menus.js.</summary>
public sealed partial class Menu : ComponentBase
{
    private readonly string _id = $"menu-{Guid.NewGuid():N}";

    [Parameter, EditorRequired]
    public required string Label { get; set; }

    [Parameter]
    public IconName Icon { get; set; } = IconName.More;

    [Parameter]
    public string? Class { get; set; }

    /// <summary>The single key that opens it.</summary>
    [Parameter]
    public string? Key { get; set; }

    [Parameter, EditorRequired]
    public required RenderFragment ChildContent { get; set; }
}
