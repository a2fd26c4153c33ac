using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Components.Shared;

/// <summary>Keys as they stand on a keyboard: <c>Mod K</c> is Ctrl K, on Apple's machines ⌘ K; "or", "then" and "+" are words between them.</summary>
public sealed partial class KeyCaps : ComponentBase
{
    [Parameter, EditorRequired]
    public required string Keys { get; set; }
}
