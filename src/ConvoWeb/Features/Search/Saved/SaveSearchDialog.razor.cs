using ConvoWeb.Components.Shared;
using ConvoWeb.Features.Accounts;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.Search.Saved;

/// <summary>Asks for the name of a search, new or another: Enter saves, Esc leaves it as it was.</summary>
public sealed partial class SaveSearchDialog : ComponentBase
{
    private readonly string _field = $"name-{Guid.NewGuid():N}";
    private Dialog _dialog = null!;
    private SavedSearchView? _search;
    private string _query = "";
    private string _name = "";
    private string? _failure;
    private bool _saving;

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
        (_search, _name, _query, _failure) = (search, name, query, null);
        _dialog.Open();
        StateHasChanged();
    }

    private Task CloseAsync() => _dialog.CloseAsync();

    private async Task SaveAsync()
    {
        if (_saving)
        {
            return;
        }

        _saving = true;
        _failure = _search is null
            ? await Actions.SaveAsync(User, _name, _query)
            : await Actions.RenameAsync(User, _search, _name, () => InvokeAsync(OnSaved.InvokeAsync));
        _saving = false;
        if (_failure is null)
        {
            await CloseAsync();
            await OnSaved.InvokeAsync();
        }
    }
}
