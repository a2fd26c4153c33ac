using System.Data.Common;
using ConvoWeb.Data;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Providers;
using ConvoWeb.Data.Search;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Privacy.Redaction;
using ConvoWeb.Features.Search.Finding;
using ConvoWeb.Features.Search.Syntax;
using ConvoWeb.Platform.Paging;

namespace ConvoWeb.Features.Search;

/// <summary>Finds messages by the database's own index, grouped by conversation.</summary>
public sealed class SearchService(
    IDatabase database, SearchDialect dialect, ConversationService conversations, OwnerRedactions redactions, TimeProvider clock)
{
    /// <summary>Hits are counted as far as this; and so many of those stored last are compared when no exact order is asked for.</summary>
    public const int CountLimit = 1000;

    /// <summary>Conversations with the words in their titles, as far as no exact order is asked for: the newest of them.</summary>
    private const int TitleLimit = 200;

    /// <summary>PostgreSQL's, which has a list of its own.</summary>
    private const string UnknownTimeZone = "22023";

    /// <exception cref="InvalidInputException">The cursor or the limit is none of ours.</exception>
    public async Task<SearchResults> SearchAsync(CurrentUser user, SearchRequest request, CancellationToken cancellationToken)
    {
        var size = PageLimits.Check(request.Limit);
        var after = SearchPlace.Parse(request.Cursor, request.Order);
        return request.IsEmpty
            ? SearchResults.Nothing with { Problems = request.Query.Problems }
            : await AsideAsync(user, request, finder => FindAsync(finder, request, after, size), cancellationToken);
    }

    /// <summary>
    /// The messages of one conversation that the query finds, by number, ascending; at most <see cref="CountLimit"/>.
    /// Null when there is no such conversation.
    /// </summary>
    public async Task<IReadOnlyList<int>?> FindInConversationAsync(
        CurrentUser user, Guid conversationId, SearchRequest request, CancellationToken cancellationToken)
    {
        if (await conversations.FindAsync(user, conversationId, cancellationToken) is null)
        {
            return null;
        }

        return request.IsEmpty
            ? []
            : await AsideAsync(user, request, finder => finder.SeqsInAsync(conversationId, CountLimit), cancellationToken);
    }

    /// <summary>Every conversation in which the query finds something, in no order.</summary>
    public async Task<IReadOnlySet<Guid>> FindConversationsAsync(CurrentUser user, SearchRequest request, CancellationToken cancellationToken) =>
        request.IsEmpty
            ? new HashSet<Guid>()
            : await AsideAsync(user, request, finder => finder.ConversationIdsAsync(), cancellationToken);

    private async Task<SearchResults> FindAsync(MessageFinder finder, SearchRequest request, SearchPlace? after, int size)
    {
        var isCommon = await finder.HasMoreMatchesThanAsync(CountLimit);
        var ranking = after?.Ranking ?? RankingOf(request, isCommon);
        var isBest = request.Order is SearchOrder.Best;
        var newest = finder.IsForTitles
            ? Candidates.None
            : await finder.NewestAsync(isCommon, CountLimit, isRanked: ranking is Ranking.Rank && (isBest || !isCommon));
        var found = new FoundConversations(ranking);
        if (!isBest && (newest.IsMore || (ranking is Ranking.Rank && isCommon)))
        {
            await foreach (var hit in finder.AllAsync(isCommon, isRanked: ranking is Ranking.Rank))
            {
                found.Add(hit);
            }
        }
        else
        {
            found.AddRange(newest.Newest);
        }

        var titleLimit = isBest ? TitleLimit : int.MaxValue - 1;
        var titled = await finder.TitledAsync(titleLimit + 1);
        foreach (var (id, lastMessageAt) in titled.Take(titleLimit))
        {
            found.AddTitled(id, lastMessageAt);
        }

        var page = found.Page(request.Order, after, size);
        return new SearchResults
        {
            Items = await ItemsAsync(finder, request.Query, page.Items),
            NextCursor = page.NextCursor,
            Total = newest.Newest.Count,
            TotalIsMore = newest.IsMore,
            IsPartial = isBest && (newest.IsMore || titled.Count > titleLimit),
            Facets = finder.IsForTitles || after is not null ? SearchFacets.None : await FacetsAsync(finder, request, isCommon, newest),
            Problems = request.Query.Problems,
        };
    }

    private static Ranking RankingOf(SearchRequest request, bool isCommon) =>
        request.Order is SearchOrder.Newest || !request.Query.Words.HasWanted ? Ranking.Time
        : request.Order is SearchOrder.Best && isCommon ? Ranking.Freshness
        : Ranking.Rank;

    private static async Task<IReadOnlyList<SearchItem>> ItemsAsync(MessageFinder finder, SearchQuery query, IReadOnlyList<FoundConversation> page)
    {
        var conversations = await finder.ConversationsAsync(page.Select(found => found.Id));
        var texts = await finder.TextsAsync([.. page.SelectMany(found => found.Hits).Select(hit => hit.RowId)], conversations.Values.FirstOrDefault());
        var places = new WordPlaces(query.Words);
        var titlePlaces = new WordPlaces(new WordQuery([.. query.Words.Clauses, .. query.Title.Clauses]));

        // What has gone meanwhile is no hit any more.
        return
        [
            .. from found in page
               where conversations.ContainsKey(found.Id)
               let conversation = conversations[found.Id]
               let hits = found.Hits.Where(hit => texts.ContainsKey(hit.RowId)).Select(hit => texts[hit.RowId].ToHit(places)).ToList()
               where conversation.Status is not ConversationStatus.Deleted && (found.IsTitled || hits.Count > 0)
               select new SearchItem(conversation, hits, found.HitCount)
               {
                   TitleHighlights = [.. titlePlaces.In(conversation.Title).Select(place => new Highlight(place.Start, place.Length))],
               },
        ];
    }

    /// <summary>The choices of a kind of which one is made are counted as if it were not.</summary>
    private async Task<SearchFacets> FacetsAsync(MessageFinder finder, SearchRequest request, bool isCommon, Candidates newest)
    {
        var personalities = await CandidatesOf(SearchDimension.Personality);
        return new SearchFacets
        {
            Types = FacetCounts.Types(await CandidatesOf(SearchDimension.Type)),
            Personalities = FacetCounts.Personalities(personalities, await finder.PersonalitiesAsync(personalities)),
            Models = FacetCounts.Models(await CandidatesOf(SearchDimension.Model)),
            Contains = FacetCounts.Contains(newest),
            Days = FacetCounts.Times(await CandidatesOf(SearchDimension.Time), clock.GetUtcNow(), request.Zone),
        };

        ValueTask<Candidates> CandidatesOf(SearchDimension dimension) =>
            finder.Has(dimension) ? new(finder.NewestAsync(isCommon, CountLimit, isRanked: false, dimension)) : new(newest);
    }

    /// <summary>SQLite answers on the thread that asks. That must not be a page's, which has to notice what is typed meanwhile and cancel this.</summary>
    private Task<T> AsideAsync<T>(CurrentUser user, SearchRequest request, Func<MessageFinder, Task<T>> find, CancellationToken cancellationToken) =>
        Task.Run(
            async () =>
            {
                try
                {
                    await using var db = await database.ReadAsync(cancellationToken);
                    using var end = db.EndStatementsOn(cancellationToken);
                    await dialect.BeginAsync(db);
                    return await find(new MessageFinder(db, dialect, redactions, user.Id, request, cancellationToken));
                }
                catch (DbException exception) when (exception.SqlState is UnknownTimeZone)
                {
                    throw new InvalidInputException("time_zone", $"The database does not know the time zone {request.Zone.Id}.");
                }
                catch (DbException exception) when (cancellationToken.IsCancellationRequested)
                {
                    throw new OperationCanceledException(exception.Message, exception, cancellationToken);
                }
            },
            cancellationToken);
}
