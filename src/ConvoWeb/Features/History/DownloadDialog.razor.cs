using ConvoWeb.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History;

/// <summary>What of a conversation is downloaded, and as what.</summary>
public sealed partial class DownloadDialog : ComponentBase
{
    private readonly string _field = $"format-{Guid.NewGuid():N}";
    private Dialog _dialog = null!;
    private string _format = DownloadFormat.All[0].Name;
    private bool _hasAllBranches = DownloadFormat.All[0].HasAllBranches;
    private bool _hasSystem = true;
    private bool _hasTimes = true;

    [Parameter, EditorRequired]
    public required Guid ConversationId { get; set; }

    [Parameter]
    public EventCallback OnClosed { get; set; }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            _dialog.Open();
        }
    }

    private void TakeUsualBranches() => _hasAllBranches = DownloadFormat.All.First(format => format.Name == _format).HasAllBranches;
}
