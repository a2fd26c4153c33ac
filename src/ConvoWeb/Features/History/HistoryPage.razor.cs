using System.Globalization;
using ConvoWeb.Features.Conversations;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History;

/// <summary>The list, and beside it the conversation that is open.</summary>
public sealed partial class HistoryPage : ComponentBase
{
    private bool _isEmpty;
    private string? _title;
    private Guid? _shownId;
    private bool _isShown;
    private bool _isOpenedHere;

    [Parameter]
    public Guid? Id { get; set; }

    [SupplyParameterFromQuery(Name = "status")]
    public string? Status { get; set; }

    [SupplyParameterFromQuery(Name = "m")]
    public string? Message { get; set; }

    /// <summary>The search that led to it.</summary>
    [SupplyParameterFromQuery(Name = "q")]
    public string? Query { get; set; }

    /// <summary>The number of the message to stand at. What is no number opens the end.</summary>
    private int? Seq => int.TryParse(Message, NumberStyles.None, CultureInfo.InvariantCulture, out var seq) ? seq : null;

    /// <summary>A word that is none of ours shows the daily list: an old or mistyped link still opens.</summary>
    private ConversationScope Scope => Status switch
    {
        "archived" => ConversationScope.Archived,
        "deleted" => ConversationScope.Deleted,
        _ => ConversationScope.Active,
    };

    protected override void OnParametersSet()
    {
        if (!_isShown || _shownId != Id)
        {
            _isOpenedHere = _isShown;
            _isShown = true;
            _shownId = Id;
            _title = null;
        }
    }

    private void ShowWelcome(bool isEmpty) => _isEmpty = isEmpty;

    private void ShowTitle(string title) => _title = title;
}
