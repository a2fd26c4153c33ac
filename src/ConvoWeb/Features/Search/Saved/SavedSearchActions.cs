using ConvoWeb.Components.Shared;
using ConvoWeb.Data.Providers;
using ConvoWeb.Data.Search;
using ConvoWeb.Features.Accounts;

namespace ConvoWeb.Features.Search.Saved;

/// <summary>
/// What a person does to saved searches: it is done, told in a toast, and can be undone from there. What did not work is
/// told as well; no failure leaves here.
/// </summary>
public sealed partial class SavedSearchActions(
    SavedSearchService searches, ToastService toasts, IDatabase database, ILogger<SavedSearchActions> logger)
{
    /// <summary>Null when it was saved; otherwise why not, for the field that the name was typed in.</summary>
    public async Task<string?> SaveAsync(CurrentUser user, string name, string query)
    {
        var failure = Check(name) ?? await DoAsync(async () => await searches.CreateAsync(user, new SavedSearchEdit { Name = name, Query = query }, null, CancellationToken.None));
        if (failure is null)
        {
            toasts.Show(SearchTexts.SearchSaved);
        }

        return failure;
    }

    /// <inheritdoc cref="SaveAsync"/>
    public async Task<string?> RenameAsync(CurrentUser user, SavedSearchView search, string name, Func<Task> onUndone)
    {
        var failure = Check(name) ?? await DoAsync(() => ReplaceAsync(name));
        if (failure is null)
        {
            toasts.Show(SearchTexts.Renamed, SearchTexts.Undo, () => UndoAsync(() => ReplaceAsync(search.Name), onUndone));
        }

        return failure;

        Task<SavedSearchView?> ReplaceAsync(string newName) =>
            searches.ReplaceAsync(user, search.Id, new SavedSearchEdit { Name = newName, Query = search.Query }, CancellationToken.None);
    }

    public async Task DeleteAsync(CurrentUser user, SavedSearchView search, Func<Task> onUndone)
    {
        if (await DoAsync(() => searches.RemoveAsync(user, search.Id, CancellationToken.None)) is { } failure)
        {
            toasts.ShowFailure(failure);
            return;
        }

        toasts.Show(SearchTexts.SearchDeleted, SearchTexts.Undo, () => UndoAsync(() => searches.RestoreAsync(user, search, CancellationToken.None), onUndone));
    }

    private async Task UndoAsync(Func<Task<SavedSearchView?>> undo, Func<Task> onUndone)
    {
        if (await DoAsync(undo) is { } failure)
        {
            toasts.ShowFailure(failure);
        }
        else
        {
            await onUndone();
        }
    }

    private static string? Check(string name)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            return SearchTexts.NeedsName;
        }

        var length = name.EnumerateRunes().Count();
        return length > SavedSearch.NameMaxLength ? Wording.Of(SearchTexts.NameTooLong, SavedSearch.NameMaxLength, length) : null;
    }

    private Task<string?> DoAsync(Func<Task<SavedSearchView?>> change) => Reasons.OfFailureAsync(database, change, SearchTexts.SearchGone, LogFailed);

    [LoggerMessage(LogLevel.Error, "An action on a saved search failed")]
    private partial void LogFailed(Exception exception);
}
