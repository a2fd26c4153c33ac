using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Search.Pages;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History;

/// <summary>What stands over the list: the way to the search, the usual lists, and which filters are on.</summary>
public sealed partial class ListTools : ComponentBase
{
    private const string Yes = "true", No = "false";

    private string _words = "";
    private ConversationListQuery? _shown;
    private bool _isOther;

    [Parameter, EditorRequired]
    public required ConversationListQuery List { get; set; }

    /// <summary>Where a list is to be found.</summary>
    [Parameter, EditorRequired]
    public required Func<ConversationListQuery, string> Address { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    /// <summary>Not whenever the list below it changes: what is rendered twice is kept twice.</summary>
    protected override bool ShouldRender() => _isOther;

    protected override void OnParametersSet()
    {
        _isOther = _shown != List;
        _shown = List;
    }

    private (string Name, ConversationListQuery List)[] Segments =>
    [
        (HistoryTexts.SegmentAll, List with { Audio = null, Starred = null }),
        (HistoryTexts.SegmentTyped, List with { Audio = No, Starred = null }),
        (HistoryTexts.SegmentSpoken, List with { Audio = Yes, Starred = null }),
        (HistoryTexts.SegmentStarred, List with { Audio = null, Starred = Yes }),
    ];

    private void Find()
    {
        if (!string.IsNullOrWhiteSpace(_words))
        {
            Navigation.NavigateTo(SearchAddresses.Search(_words.Trim()));
        }
    }
}
