using ConvoWeb.Features.Accounts;

namespace ConvoWeb.Features.Search;

internal static class SearchAside
{
    /// <summary>
    /// SQLite answers on the thread that asks. That must not be the page's, which has to notice what is typed meanwhile: only
    /// then is there somebody to cancel what nobody waits for any more.
    /// </summary>
    public static Task<SearchResults> SearchAsideAsync(
        this SearchService search, CurrentUser user, SearchRequest request, CancellationToken cancellationToken) =>
        Task.Run(() => search.SearchAsync(user, request, cancellationToken), cancellationToken);
}
