using ConvoWeb.Features.Messages;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History;

/// <summary>What is said under the text of a message: what came with it, and what became of it.</summary>
public sealed partial class MessageAddenda : ComponentBase
{
    [Parameter, EditorRequired]
    public required MessageView Message { get; set; }
}
