using ConvoWeb.Components.Shared;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations.Personalities;
using ConvoWeb.Features.Search.Saved;
using ConvoWeb.Features.Search.Syntax;
using ConvoWeb.Platform.Errors;
using ConvoWeb.Platform.Paging;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace ConvoWeb.Features.Search.Pages;

/// <summary>
/// Searches while one types. The address is the query: it follows the box, and the box follows it when it changes by
/// itself, as on the way back.
/// </summary>
public sealed partial class SearchPage : ComponentBase, IAsyncDisposable
{
    public static readonly TimeSpan Debounce = TimeSpan.FromMilliseconds(150);

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    private readonly OwnSteps _steps = new();
    private readonly Newest _newest = new();
    private readonly CancellationTokenSource _closed = new();
    private IReadOnlyList<PersonalityView> _personalities = [];
    private IReadOnlyList<SavedSearchView> _saved = [];
    private SearchQuery _query = SearchQuery.Empty;
    private FoundResults? _found;
    private string _text = "";
    private SearchOrder _order;
    private TimeZoneInfo? _zone;
    private string? _failure;
    private bool _isSlow;
    private bool _isReading;
    private bool _isSettled;
    private bool _isOther;
    private bool _isLive;
    private SearchBox _box = null!;
    private Dialog _filters = null!;
    private SaveSearchDialog _save = null!;
    private ScriptModule? _script;
    private ElementReference _page;

    [SupplyParameterFromQuery(Name = "q")]
    public string? Q { get; set; }

    [SupplyParameterFromQuery(Name = "order")]
    public string? Order { get; set; }

    [CascadingParameter]
    public required CurrentUser User { get; set; }

    [CascadingParameter]
    public required BrowserTime Time { get; set; }

    [Inject]
    public required SearchService Search { get; init; }

    [Inject]
    public required SavedSearchService Saved { get; init; }

    [Inject]
    public required PersonalityService Personalities { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required IDatabase Database { get; init; }

    [Inject]
    public required ILogger<SearchPage> Logger { get; init; }

    [Inject]
    public required IJSRuntime Scripts { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    public async ValueTask DisposeAsync()
    {
        _newest.Dispose();
        await _closed.CancelAsync();
        if (_script is not null)
        {
            await _script.CallAsync("detach", _page);
            await _script.DisposeAsync();
        }
    }

    protected override async Task OnInitializedAsync()
    {
        _personalities = (await Personalities.ListAsync(User, null, PageLimits.Max, _closed.Token)).Items;
        await ReadSavedAsync();
    }

    protected override async Task OnParametersSetAsync()
    {
        var order = SearchAddresses.OrderOf(Order);
        if (_steps.IsNews(SearchAddresses.Search(Q ?? "", order)))
        {
            (_text, _order, _isSettled) = (Q ?? "", order, false);
            await AskAsync();
        }
        else if (!Time.Zone.Equals(_zone) && _query.Filters.Any(filter => filter is TimeFilter or HourFilter or WeekdayFilter))
        {
            // Days and hours are the reader's, whose zone is known only now.
            await AskAsync();
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _script = new ScriptModule(Scripts, "./Features/Search/Pages/SearchPage.razor.js");
            await _script.CallAsync("attach", _page);
            _isLive = true;
            StateHasChanged();
        }

        if (_script is not null && _isOther)
        {
            _isOther = false;
            await _script.CallAsync("toTop", _page);
        }
    }

    private SearchFacets Facets => _query.IsEmpty ? SearchFacets.None : _found?.Results.Facets ?? SearchFacets.None;

    private bool IsSaved => _saved.Any(search => search.Query == _text.Trim());

    private async Task TypeAsync(string? text)
    {
        _text = text ?? "";
        _query = Parse(_text);
        if (await IsNewestAfterAsync(Debounce, _newest.Begin()))
        {
            // A place that Enter has settled stays in the history.
            await GoAsync(isStep: _isSettled);
        }
    }

    private async Task EnterAsync()
    {
        var going = GoAsync(isStep: true);
        _isSettled = true;
        await going;
    }

    private Task ChooseAsync(string text)
    {
        _text = text;
        return GoAsync(isStep: true);
    }

    private async Task ResetAsync()
    {
        if (!_filters.IsOpen)
        {
            // The button goes with the filters.
            await _box.FocusAsync();
        }

        await ChooseAsync(QueryEdits.Without(_query, _query.Filters));
    }

    private void Save()
    {
        if (!IsSaved)
        {
            _save.Open(_text);
        }
    }

    private Task OrderAsync(SearchOrder order)
    {
        _order = order;
        return GoAsync(isStep: true);
    }

    /// <param name="isStep">The way back leads to what was before it.</param>
    private async Task GoAsync(bool isStep)
    {
        _isSettled = false;
        var address = SearchAddresses.Search(_text, _order);
        if (_steps.Send(address))
        {
            Navigation.NavigateTo(address, replace: !isStep);
        }

        await AskAsync();
    }

    private async Task AskAsync()
    {
        var newest = _newest.Begin();
        _zone = Time.Zone;
        _failure = null;
        _isSlow = false;
        _query = Parse(_text);
        if (_query.IsEmpty)
        {
            _found = null;
            return;
        }

        var (query, order) = (_query, _order);
        try
        {
            var searching = Search.SearchAsync(User, Request(query, order), newest);
            if (await Task.WhenAny(searching, Task.Delay(Patience, Clock, newest)) != searching && !newest.IsCancellationRequested)
            {
                _isSlow = true;
                StateHasChanged();
            }

            var results = await searching;
            if (!newest.IsCancellationRequested)
            {
                _found = new FoundResults(query, order, results) { LinkedQuery = QueryEdits.Linked(query) };
                (_isSlow, _isOther) = (false, true);
            }
        }
        catch (Exception exception)
        {
            if (!newest.IsCancellationRequested)
            {
                Tell(exception);
            }
        }
    }

    private async Task ReadOnAsync()
    {
        if (_isReading || _found is not { Results.NextCursor: { } cursor } found)
        {
            return;
        }

        _isReading = true;
        var newest = _newest.Token;
        try
        {
            var next = await Search.SearchAsync(User, Request(found.Query, found.Order) with { Cursor = cursor }, newest);
            if (_found == found)
            {
                _found = found.With(next);
            }
        }
        catch (Exception exception)
        {
            if (_found == found && !newest.IsCancellationRequested)
            {
                Tell(exception);
            }
        }
        finally
        {
            _isReading = false;
        }
    }

    private async Task ReadSavedAsync() => _saved = (await Saved.ListAsync(User, null, PageLimits.Max, _closed.Token)).Items;

    private void Tell(Exception exception)
    {
        _isSlow = false;
        _failure = Reasons.Of(Database, exception);
        if (_failure is null)
        {
            var fault = ReferencedException.Of(exception);
            LogFailed(Logger, fault);
            _failure = Reasons.Unknown(fault.Reference);
        }
    }

    private SearchRequest Request(SearchQuery query, SearchOrder order) => new() { Query = query, Order = order, Zone = Time.Zone };

    /// <summary>The last word may be half typed, also when one comes back to it: what was found by it is found again.</summary>
    private SearchQuery Parse(string text) => SearchParser.Parse(text, Clock.GetUtcNow(), Time.Zone, isTyping: true);

    private async Task<bool> IsNewestAfterAsync(TimeSpan time, CancellationToken newest)
    {
        await Task.Delay(time, Clock, newest).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        return !newest.IsCancellationRequested;
    }

    [LoggerMessage(LogLevel.Error, "A search failed")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
