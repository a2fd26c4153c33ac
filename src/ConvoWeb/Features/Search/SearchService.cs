using ConvoWeb.Features.Accounts;
namespace ConvoWeb.Features.Search;

public sealed class SearchService
{
    public const int CountLimit = 1000;
    public Task<SearchResults> SearchAsync(CurrentUser user, SearchRequest request, CancellationToken cancellationToken) => Task.FromResult(SearchResults.Nothing);
    /// <summary>The messages of one conversation that the query finds, by number, ascending; at most <see cref="CountLimit"/>. Null when there is no such conversation.</summary>
    public Task<IReadOnlyList<int>?> FindInConversationAsync(CurrentUser user, Guid conversationId, SearchRequest request, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<int>?>([]);
}
