using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace ConvoWeb.Components.Layout;

/// <summary>The pages; the one that is open is marked by its address.</summary>
public sealed partial class NavRail : ComponentBase, IDisposable
{
    [Inject]
    public required NavigationManager Navigation { get; init; }

    public void Dispose() => Navigation.LocationChanged -= OnLocationChanged;

    protected override void OnInitialized() => Navigation.LocationChanged += OnLocationChanged;

    private void OnLocationChanged(object? sender, LocationChangedEventArgs change) => _ = InvokeAsync(StateHasChanged);

    private string? Current(Predicate<string> isPage)
    {
        var path = Navigation.ToBaseRelativePath(Navigation.Uri).Split('?', '#')[0];
        return isPage(path) ? "page" : null;
    }
}
