using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Components.Shared;

/// <summary>Keys as they stand on a keyboard: <c>Mod K</c> is Ctrl K, on Apple's machines ⌘ K; "or", "then" and "+" are words between them.</summary>
public sealed partial class KeyCaps : ComponentBase
{
    [Parameter, EditorRequired]
    public required string Keys { get; set; }

    /// <summary>Null for a key.</summary>
    private static string? Between(string part) => part switch
    {
        "or" => SharedTexts.OrKey,
        "then" => SharedTexts.ThenKey,
        "+" => part,
        _ => null,
    };

    private static string Cap(string key) => key switch
    {
        "Shift" => SharedTexts.ShiftKey,
        "Enter" => SharedTexts.EnterKey,
        "Esc" => SharedTexts.EscapeKey,
        "Delete" => SharedTexts.DeleteKey,
        "Space" => SharedTexts.SpaceKey,
        _ => key,
    };
}
