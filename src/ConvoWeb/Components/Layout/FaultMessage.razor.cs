using ConvoWeb.Data.Providers;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Components.Layout;

/// <summary>What stands in the place of a page that failed.</summary>
public sealed partial class FaultMessage : ComponentBase
{
    private string? _reason;

    [Parameter, EditorRequired]
    public required Exception Exception { get; set; }

    /// <summary>Under which it was logged.</summary>
    [Parameter, EditorRequired]
    public required string Reference { get; set; }

    [Parameter]
    public EventCallback OnRetry { get; set; }

    [Inject]
    public required IDatabase Database { get; init; }

    protected override void OnParametersSet() => _reason = Database.Translate(Exception)?.Message;
}
