using ConvoWeb.Features.Conversations;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History;

/// <summary>Why a list is empty, and what to do about it.</summary>
public sealed partial class NothingListed : ComponentBase
{
    [Parameter, EditorRequired]
    public required ConversationListQuery List { get; set; }

    [Parameter]
    public ConversationScope Status { get; set; }

    /// <summary>What its address says and it does not take.</summary>
    [Parameter]
    public string? Problem { get; set; }

    private bool IsFiltered => (List with { Status = null, Sort = null }).Parts().Any();
}
