using ConvoWeb.Components.Shared;
using ConvoWeb.Features.Messages;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History;

/// <summary>What stands in a message beside its speaker: rendered once (<see cref="KnownLooks"/>), and no part of a page's tree.</summary>
public sealed partial class MessageBody : ComponentBase
{
    [Parameter, EditorRequired]
    public required MessageView Message { get; set; }

    [Parameter, EditorRequired]
    public required MessageText Text { get; set; }

    private string FoldLabel => Text.IsOpen ? HistoryTexts.ShowLess : Wording.Of(HistoryTexts.ShowAllWords, Wording.Number(Text.Words));
}
