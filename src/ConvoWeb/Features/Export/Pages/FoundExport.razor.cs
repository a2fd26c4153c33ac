using ConvoWeb.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.Export.Pages;

/// <summary>Exports all conversations that a search found.</summary>
public sealed partial class FoundExport : ComponentBase
{
    private bool _isAsked;

    [Parameter, EditorRequired]
    public required string Query { get; set; }

    [CascadingParameter]
    public required BrowserTime Time { get; set; }
}
