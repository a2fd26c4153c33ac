using ConvoWeb.Features.Accounts;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.Search.Saved;

/// <summary>The searches that were saved, to open, rename and delete.</summary>
public sealed partial class SavedSearches : ComponentBase
{
    private readonly string _title = $"saved-{Guid.NewGuid():N}";
    private SaveSearchDialog _rename = null!;

    [Parameter, EditorRequired]
    public required IReadOnlyList<SavedSearchView> Searches { get; set; }

    /// <summary>The query that is in the box.</summary>
    [Parameter]
    public string? Current { get; set; }

    /// <summary>Told when there is something to read again.</summary>
    [Parameter]
    public EventCallback OnChange { get; set; }

    [CascadingParameter]
    public required CurrentUser User { get; set; }

    [Inject]
    public required SavedSearchActions Actions { get; init; }

    private async Task DeleteAsync(SavedSearchView search)
    {
        await Actions.DeleteAsync(User, search, () => InvokeAsync(OnChange.InvokeAsync));
        await OnChange.InvokeAsync();
    }
}
