using ConvoWeb.Components.Shared;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Conversations.Personalities;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History;

/// <summary>
/// The conversations of one day, or of a list that has no days. The list follows every message, so a day is rendered
/// again only when something of it changed.
/// </summary>
public sealed partial class ConversationDay : ComponentBase
{
    private IReadOnlyList<ConversationView> _shown = [];
    private (Guid? Open, Guid? Stop, ConversationListQuery, IReadOnlyDictionary<Guid, PersonalityView>?, TimeZoneInfo?, DateOnly, int, int, PickedConversations?, Guid?) _shownFor;
    private bool _changed;

    [Parameter, EditorRequired]
    public required DateOnly? Day { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<ConversationView> Conversations { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyDictionary<Guid, PersonalityView> Personalities { get; set; }

    [Parameter, EditorRequired]
    public required ConversationListQuery List { get; set; }

    [Parameter]
    public Guid? OpenId { get; set; }

    [Parameter]
    public PickedConversations Picked { get; set; } = PickedConversations.None;

    /// <summary>The row whose title is being changed.</summary>
    [Parameter]
    public Guid? RenamingId { get; set; }

    /// <summary>The row that Tab reaches.</summary>
    [Parameter]
    public Guid StopId { get; set; }

    /// <summary>Of its first row in the list.</summary>
    [Parameter]
    public int Position { get; set; }

    /// <summary>Of the list; -1 while it is not known.</summary>
    [Parameter]
    public int Total { get; set; }

    [CascadingParameter]
    public required BrowserTime Time { get; set; }

    private string? Name => Day is { } day ? Time.Day(day) : null;

    protected override void OnParametersSet()
    {
        var shownFor = (OfThisDay(OpenId), OfThisDay(StopId), List, Personalities, Time.Zone, Time.Today, Position, Total, Picked, OfThisDay(RenamingId));
        _changed = _shownFor != shownFor || !_shown.SequenceEqual(Conversations, ReferenceEqualityComparer.Instance);
        _shownFor = shownFor;
        _shown = Conversations;
    }

    protected override bool ShouldRender() => _changed;

    private Guid? OfThisDay(Guid? id) => Conversations.Any(conversation => conversation.Id == id) ? id : null;
}
