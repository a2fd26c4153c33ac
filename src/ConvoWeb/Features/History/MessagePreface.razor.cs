using ConvoWeb.Features.Messages;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History;

/// <summary>What stands above the text of a message: its sound, and what the model thought before.</summary>
public sealed partial class MessagePreface : ComponentBase
{
    [Parameter, EditorRequired]
    public required MessageView Message { get; set; }

    /// <summary>The part of it that is shown.</summary>
    [Parameter]
    public string? Reasoning { get; set; }

    [Parameter]
    public string ReasoningSize { get; set; } = "";
}
