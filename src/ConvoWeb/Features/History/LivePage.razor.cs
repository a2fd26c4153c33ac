using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History;

/// <summary>What is being written now, and beside it the conversation that is open of it.</summary>
public sealed partial class LivePage : ComponentBase
{
    private bool _isEmpty;
    private string? _title;
    private Guid? _shownId;
    private bool _isShown;
    private bool _isOpenedHere;

    [Parameter]
    public Guid? Id { get; set; }

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

    private void ShowHow(bool isEmpty) => _isEmpty = isEmpty;

    private void ShowTitle(string title) => _title = title;
}
