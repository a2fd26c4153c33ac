using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History.Connecting;

/// <summary>How a program sends its conversations here.</summary>
public sealed partial class ConnectPage : ComponentBase
{
    [Inject]
    public required NavigationManager Navigation { get; init; }
}
