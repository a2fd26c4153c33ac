using ConvoWeb.Components.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace ConvoWeb.Components.Layout;

/// <summary>The pages; the one that is open is marked by its address.</summary>
public sealed partial class NavRail : ComponentBase, IDisposable
{
    private static readonly LanguageMarkup
        History = Item(IconName.Chat, () => LayoutTexts.History),
        Live = Item(IconName.Live, () => LayoutTexts.Live),
        Search = Item(IconName.Search, () => LayoutTexts.Search),
        Stats = Item(IconName.Stats, () => LayoutTexts.Stats),
        Import = Item(IconName.Import, () => LayoutTexts.Import),
        Privacy = Item(IconName.Shield, () => LayoutTexts.Privacy),
        Theme = Item(IconName.Moon, () => LayoutTexts.Theme);

    /// <summary>Beside the name of the live page.</summary>
    [Parameter]
    public RenderFragment? LiveMark { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    public void Dispose() => Navigation.LocationChanged -= OnLocationChanged;

    protected override void OnInitialized() => Navigation.LocationChanged += OnLocationChanged;

    private void OnLocationChanged(object? sender, LocationChangedEventArgs change) => _ = InvokeAsync(StateHasChanged);

    private static LanguageMarkup Item(IconName icon, Func<string> name) => new(() => Markup.Of($"{Icons.Of(icon)}<span>{name()}</span>"));

    private string? Current(Predicate<string> isPage)
    {
        var path = Navigation.ToBaseRelativePath(Navigation.Uri).Split('?', '#')[0];
        return isPage(path) ? "page" : null;
    }
}
