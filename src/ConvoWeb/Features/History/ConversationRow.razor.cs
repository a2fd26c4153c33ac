using ConvoWeb.Components.Shared;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Conversations.Personalities;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History;

/// <summary>One conversation in the list; rendered again only when something of it changed.</summary>
public sealed partial class ConversationRow : ComponentBase
{
    private (long, bool, bool, PersonalityView?, ConversationScope, TimeZoneInfo, DateOnly)? _rendered;
    private bool _changed;

    [Parameter, EditorRequired]
    public required ConversationView Conversation { get; set; }

    [Parameter]
    public PersonalityView? Personality { get; set; }

    [Parameter]
    public ConversationScope Status { get; set; }

    [Parameter]
    public bool IsOpen { get; set; }

    /// <summary>The one that Tab reaches; arrow keys go on from there.</summary>
    [Parameter]
    public bool IsStop { get; set; }

    [CascadingParameter]
    public required BrowserTime Time { get; set; }

    protected override void OnParametersSet()
    {
        var shown = (Conversation.Version, IsOpen, IsStop, Personality, Status, Time.Zone, Time.Today);
        _changed = _rendered != shown;
        _rendered = shown;
    }

    protected override bool ShouldRender() => _changed;
}
