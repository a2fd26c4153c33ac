using ConvoWeb.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Components;

/// <summary>The page of an address.</summary>
public sealed partial class Routes : ComponentBase
{
    [Parameter]
    public string? Culture { get; set; }

    [Parameter]
    public string? Zone { get; set; }

    [Inject]
    public required BrowserTime Time { get; init; }

    protected override void OnInitialized() => Time.Begin(Culture, Zone);
}
