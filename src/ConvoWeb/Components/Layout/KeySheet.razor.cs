using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Components.Layout;

/// <summary>The list of all keys.</summary>
public sealed partial class KeySheet : ComponentBase
{
    private static (string Name, (string Does, string Keys)[] Lines)[] Groups =>
    [
        (LayoutTexts.Everywhere,
        [
            (LayoutTexts.GoToAnything, "Mod K"),
            (LayoutTexts.GoToHistory, "G then H"),
            (LayoutTexts.GoToLive, "G then L"),
            (LayoutTexts.GoToSearch, "G then S"),
            (LayoutTexts.GoToStats, "G then T"),
            (LayoutTexts.GoToImport, "G then I"),
            (LayoutTexts.GoToPrivacyAndSettings, "G then P"),
            (LayoutTexts.UndoWhileOffered, "Z"),
            (LayoutTexts.ThisList, "?"),
        ]),
        (LayoutTexts.List,
        [
            (LayoutTexts.NextEarlierConversation, "J K or ↓ ↑"),
            (LayoutTexts.Open, "Enter"),
            (LayoutTexts.BackToList, "Esc"),
            (LayoutTexts.FindInList, "/"),
            (LayoutTexts.Pick, "X"),
            (LayoutTexts.PickFurther, "Shift + ↓ ↑"),
            (LayoutTexts.PickAll, "Mod A"),
        ]),
        (LayoutTexts.Conversation,
        [
            (LayoutTexts.Star, "S"),
            (LayoutTexts.Archive, "A"),
            (LayoutTexts.Export, "E"),
            (LayoutTexts.Delete, "Delete"),
            (LayoutTexts.Rename, "F2"),
            (LayoutTexts.FindInIt, "F or Mod F"),
            (LayoutTexts.NextEarlierMessage, "N P"),
            (LayoutTexts.EarlierLaterBranch, "[ ]"),
            (LayoutTexts.CopyMessage, "C"),
            (LayoutTexts.MessageMenu, "Enter"),
            (LayoutTexts.PlayOrPause, "Space"),
        ]),
    ];
}
