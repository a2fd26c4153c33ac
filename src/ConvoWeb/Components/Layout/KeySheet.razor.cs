using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Components.Layout;

/// <summary>The list of all keys.</summary>
public sealed partial class KeySheet : ComponentBase
{
    private static readonly (string Name, (string Does, string Keys)[] Lines)[] Groups =
    [
        ("Everywhere",
        [
            ("Go to anything", "Mod K"),
            ("Go to History", "G then H"),
            ("Go to Live", "G then L"),
            ("Go to Search", "G then S"),
            ("Go to Import", "G then I"),
            ("Go to Privacy and settings", "G then P"),
            ("Undo, while it is offered", "Z"),
            ("This list", "?"),
        ]),
        ("List",
        [
            ("Next, earlier conversation", "J K or ↓ ↑"),
            ("Open", "Enter"),
            ("Back to the list", "Esc"),
            ("Find in the list", "/"),
            ("Pick", "X"),
            ("Pick further", "Shift + ↓ ↑"),
        ]),
        ("Conversation",
        [
            ("Star", "S"),
            ("Archive", "A"),
            ("Export", "E"),
            ("Delete", "Delete"),
            ("Find in it", "F or Mod F"),
            ("Next, earlier message", "N P"),
            ("Earlier, later branch", "[ ]"),
            ("Copy the focused message", "C"),
            ("Play or pause", "Space"),
        ]),
    ];
}
