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

    [SupplyParameterFromQuery(Name = "personality")]
    public string? Personality { get; set; }

    [SupplyParameterFromQuery(Name = "tag")]
    public string? Tag { get; set; }

    [SupplyParameterFromQuery(Name = "model")]
    public string? Model { get; set; }

    [SupplyParameterFromQuery(Name = "source")]
    public string? Source { get; set; }

    [SupplyParameterFromQuery(Name = "from")]
    public string? From { get; set; }

    [SupplyParameterFromQuery(Name = "to")]
    public string? To { get; set; }

    [SupplyParameterFromQuery(Name = "starred")]
    public string? Starred { get; set; }

    [SupplyParameterFromQuery(Name = "audio")]
    public string? Audio { get; set; }

    [SupplyParameterFromQuery(Name = "sort")]
    public string? Sort { get; set; }

    [SupplyParameterFromQuery(Name = "m")]
    public string? Message { get; set; }

    /// <summary>The search that led to it.</summary>
    [SupplyParameterFromQuery(Name = "q")]
    public string? Query { get; set; }

    /// <summary>The number of the message to stand at. What is no number opens the end.</summary>
    private int? Seq => int.TryParse(Message, NumberStyles.None, CultureInfo.InvariantCulture, out var seq) ? seq : null;

    private ConversationListQuery List => new()
    {
        Status = Status,
        Personality = Personality,
        Tag = Tag,
        Model = Model,
        Source = Source,
        From = From,
        To = To,
        Starred = Starred,
        Audio = Audio,
        Sort = Sort,
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
