using ConvoWeb.Components.Shared;
using ConvoWeb.Features.Accounts;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.Search.Saved;

/// <summary>Asks for the name of a search, new or another.</summary>
public sealed partial class SaveSearchDialog : ComponentBase
{
    private TextDialog _dialog = null!;
    private SavedSearchView? _search;
    private string _query = "";

    /// <summary>Told when there is something to read again.</summary>
    [Parameter]
    public EventCallback OnSaved { get; set; }

    [CascadingParameter]
    public required CurrentUser User { get; set; }

    [Inject]
    public required SavedSearchActions Actions { get; init; }

    /// <summary>A new one; until it is typed over, the query is its name.</summary>
    public void Open(string query) => Open(null, query.Trim(), query.Trim());

    public void Open(SavedSearchView search) => Open(search, search.Name, search.Query);

    private void Open(SavedSearchView? search, string name, string query)
    {
        (_search, _query) = (search, query);
        _dialog.Open(name);
        StateHasChanged();
    }

    private async Task<string?> SaveAsync(string name)
    {
        var failure = _search is null
            ? await Actions.SaveAsync(User, name, _query)
            : await Actions.RenameAsync(User, _search, name, () => InvokeAsync(OnSaved.InvokeAsync));
        if (failure is null)
        {
            await OnSaved.InvokeAsync();
        }

        return failure;
    }
}
