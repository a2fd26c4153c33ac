using ConvoWeb.Components.Shared;
using ConvoWeb.Features.Conversations;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History;

/// <summary>What stands in the row of a conversation: rendered once (<see cref="RowLooks"/>), and no part of its list's tree.</summary>
public sealed partial class ConversationRow : ComponentBase
{
    [Parameter, EditorRequired]
    public required ConversationView Conversation { get; set; }

    [Parameter]
    public string? PersonalityName { get; set; }

    /// <summary>It stands under its day, so that the time of day says when.</summary>
    [Parameter]
    public bool IsOfDay { get; set; }

    [Parameter, EditorRequired]
    public required BrowserTime Time { get; set; }

    private string When => IsOfDay ? Time.Clock(Conversation.LastMessageAt) : Time.ShortDay(Time.DayOf(Conversation.LastMessageAt));

    private bool IsRunning => Conversation.OpenDrafts > 0;
}
