using ConvoWeb.Components.Shared;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Conversations.Personalities;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History;

/// <summary>One conversation in the list; rendered again only when something of it changed.</summary>
public sealed partial class ConversationRow : ComponentBase
{
    private (long, int, DateTimeOffset, bool, bool, PersonalityView?, ConversationScope, TimeZoneInfo, DateOnly)? _rendered;
    private bool _changed;

    [Parameter, EditorRequired]
    public required ConversationView Conversation { get; set; }

    [Parameter]
    public PersonalityView? Personality { get; set; }

    [Parameter]
    public ConversationScope Status { get; set; }

    /// <summary>Where it leads; by default to its place in the history.</summary>
    [Parameter]
    public string? Href { get; set; }

    [Parameter]
    public bool IsOpen { get; set; }

    /// <summary>The one that Tab reaches; arrow keys go on from there.</summary>
    [Parameter]
    public bool IsStop { get; set; }

    [CascadingParameter]
    public required BrowserTime Time { get; set; }

    private bool IsRunning => Conversation.OpenDrafts > 0;

    protected override void OnParametersSet()
    {
        var shown = (Conversation.Version, Conversation.OpenDrafts, Conversation.LastMessageAt, IsOpen, IsStop, Personality, Status, Time.Zone, Time.Today);
        _changed = _rendered != shown;
        _rendered = shown;
    }

    protected override bool ShouldRender() => _changed;
}
