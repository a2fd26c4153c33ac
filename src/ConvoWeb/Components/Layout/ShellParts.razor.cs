using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Components.Layout;

/// <summary>What features put into one place of the frame.</summary>
public sealed partial class ShellParts : ComponentBase
{
    [Parameter, EditorRequired]
    public required ShellPlace Place { get; set; }

    [Inject]
    public required IEnumerable<ShellPart> Parts { get; init; }
}
