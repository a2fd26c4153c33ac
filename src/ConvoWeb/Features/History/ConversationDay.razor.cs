using ConvoWeb.Components.Shared;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Conversations.Personalities;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History;

/// <summary>
/// The conversations of one day. A list of thousands follows every message, so a day is rendered again only when
/// something of it changed.
/// </summary>
public sealed partial class ConversationDay : ComponentBase
{
    private const int RowHeight = 84, HeaderHeight = 36;

    private IReadOnlyList<ConversationView> _shown = [];
    private (Guid? Open, Guid? Stop, ConversationScope, IReadOnlyDictionary<Guid, PersonalityView>?, TimeZoneInfo?, DateOnly) _shownFor;
    private bool _changed;

    [Parameter, EditorRequired]
    public required DateOnly Day { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<ConversationView> Conversations { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyDictionary<Guid, PersonalityView> Personalities { get; set; }

    [Parameter]
    public ConversationScope Status { get; set; }

    [Parameter]
    public Guid? OpenId { get; set; }

    /// <summary>The row that Tab reaches.</summary>
    [Parameter]
    public Guid StopId { get; set; }

    [CascadingParameter]
    public required BrowserTime Time { get; set; }

    protected override void OnParametersSet()
    {
        var shownFor = (OfThisDay(OpenId), OfThisDay(StopId), Status, Personalities, Time.Zone, Time.Today);
        _changed = _shownFor != shownFor || !_shown.SequenceEqual(Conversations, ReferenceEqualityComparer.Instance);
        _shownFor = shownFor;
        _shown = Conversations;
    }

    protected override bool ShouldRender() => _changed;

    private Guid? OfThisDay(Guid? id) => Conversations.Any(conversation => conversation.Id == id) ? id : null;
}
