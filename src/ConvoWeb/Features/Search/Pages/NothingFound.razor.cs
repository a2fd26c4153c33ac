using ConvoWeb.Components.Shared;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Search.Syntax;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.Search.Pages;

/// <summary>Says what to loosen: each filter and each word whose absence would find something.</summary>
public sealed partial class NothingFound : ComponentBase, IDisposable
{
    /// <summary>More than these are not tried.</summary>
    private const int MaxTried = 8;

    private readonly Newest _newest = new();
    private (SearchQuery, SearchOrder)? _shownFor;
    private List<Offer>? _offers;

    [Parameter, EditorRequired]
    public required SearchQuery Query { get; set; }

    [Parameter]
    public SearchOrder Order { get; set; }

    [CascadingParameter]
    public required CurrentUser User { get; set; }

    [CascadingParameter]
    public required BrowserTime Time { get; set; }

    [Inject]
    public required SearchService Search { get; init; }

    [Inject]
    public required IDatabase Database { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    public void Dispose() => _newest.Dispose();

    protected override async Task OnParametersSetAsync()
    {
        if (_shownFor == (Query, Order))
        {
            return;
        }

        _shownFor = (Query, Order);
        _offers = null;
        var newest = _newest.Begin();
        try
        {
            var offers = await TryAsync(QueryEdits.Loosened(Query), newest);
            _offers = offers.Count > 0 ? offers : await TryAsync(QueryEdits.Alone(Query), newest);
        }
        catch (OperationCanceledException) when (newest.IsCancellationRequested)
        {
            // Something else is looked for by now.
        }
        catch (Exception exception) when (Reasons.Of(Database, exception) is not null)
        {
            // The page above says what is wrong, once something is asked again.
            _offers = [];
        }
    }

    private async Task<List<Offer>> TryAsync(IEnumerable<(string Before, string Part, string Text)> looser, CancellationToken newest)
    {
        List<Offer> offers = [];
        foreach (var (before, part, text) in looser.Take(MaxTried))
        {
            var query = SearchParser.Parse(text, Clock.GetUtcNow(), Time.Zone, isTyping: true);
            if (query.IsEmpty)
            {
                continue;
            }

            var found = await Search.SearchAsync(User, new SearchRequest { Query = query, Limit = 1, Zone = Time.Zone }, newest);
            newest.ThrowIfCancellationRequested();
            if (found.Items.Count > 0)
            {
                offers.Add(new Offer(SearchAddresses.Search(text, Order), before, part, CountOf(found)));
            }
        }

        return offers;
    }

    private static string CountOf(SearchResults found) =>
        found.Total == 0 ? SearchTexts.ByTitle : Wording.Count(found.Total, SearchTexts.OneMessage, SearchTexts.ManyMessages, found.TotalIsMore);

    private sealed record Offer(string Address, string Before, string Part, string Found);
}
