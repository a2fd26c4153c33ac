using ConvoWeb.Components.Shared;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Conversations.Personalities;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History;

/// <summary>One conversation in the list; rendered again only when something of it changed.</summary>
public sealed partial class ConversationRow : ComponentBase
{
    private (long, int, DateTimeOffset, bool, bool, PersonalityView?, ConversationListQuery, TimeZoneInfo, DateOnly, int?, int?, bool, bool)? _rendered;
    private bool _changed;

    [Parameter, EditorRequired]
    public required ConversationView Conversation { get; set; }

    [Parameter]
    public PersonalityView? Personality { get; set; }

    /// <summary>The list that it stands in, so that opening it keeps the list.</summary>
    [Parameter]
    public ConversationListQuery List { get; set; } = new();

    /// <summary>In the list, counted from 1; null where all of them are there.</summary>
    [Parameter]
    public int? Position { get; set; }

    /// <summary>How many there are; -1 while that is not known.</summary>
    [Parameter]
    public int? Total { get; set; }

    /// <summary>It stands under its day, so that the time of day says when.</summary>
    [Parameter]
    public bool IsOfDay { get; set; } = true;

    /// <summary>Where it leads; by default to its place in the history.</summary>
    [Parameter]
    public string? Href { get; set; }

    [Parameter]
    public bool IsOpen { get; set; }

    [Parameter]
    public bool IsPicked { get; set; }

    /// <summary>A field for its title lies over it.</summary>
    [Parameter]
    public bool IsRenaming { get; set; }

    /// <summary>The one that Tab reaches; arrow keys go on from there.</summary>
    [Parameter]
    public bool IsStop { get; set; }

    [CascadingParameter]
    public required BrowserTime Time { get; set; }

    private bool IsRunning => Conversation.OpenDrafts > 0;

    protected override void OnParametersSet()
    {
        var shown = (Conversation.Version, Conversation.OpenDrafts, Conversation.LastMessageAt, IsOpen, IsStop, Personality, List, Time.Zone, Time.Today, Position, Total, IsPicked, IsRenaming);
        _changed = _rendered != shown;
        _rendered = shown;
    }

    protected override bool ShouldRender() => _changed;
}
