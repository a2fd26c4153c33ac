using ConvoWeb.Components.Shared;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Live;
using ConvoWeb.Platform.Errors;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace ConvoWeb.Features.Stats.Pages;

/// <summary>Answers questions about one's own history, and follows it while it is open. What is counted stands in the address.</summary>
public sealed partial class StatsPage : ComponentBase, IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    /// <summary>Between two readings while something changes.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    /// <summary>Of the time in which a page is followed, reading takes at most one part in so many.</summary>
    private const int MostOfTheTime = 5;

    /// <summary>Never disposed: a read that is under way when the page goes still asks for its token.</summary>
    private readonly CancellationTokenSource _closed = new();
    private readonly OwnSteps _steps = new();
    private StatsSelection _query = new();
    private StatsChoices _choices = new([], [], [], []);
    private StatsView? _view;
    private StatsAddresses? _addresses;
    private TimeZoneInfo? _zone;
    private IDisposable? _subscription;
    private string? _failure;
    private int _readings;
    private bool _isSlow;
    private bool _isChoosingZone;
    private bool _isLive;
    private PriceDialog _prices = null!;
    private ScriptModule? _script;
    private ElementReference _page;

    [SupplyParameterFromQuery(Name = "range")]
    public string? Range { get; set; }

    [SupplyParameterFromQuery(Name = "date")]
    public string? Date { get; set; }

    [SupplyParameterFromQuery(Name = "personality")]
    public string? Personality { get; set; }

    [SupplyParameterFromQuery(Name = "model")]
    public string? Model { get; set; }

    [SupplyParameterFromQuery(Name = "tag")]
    public string? Tag { get; set; }

    [SupplyParameterFromQuery(Name = "source")]
    public string? Source { get; set; }

    [CascadingParameter]
    public required CurrentUser User { get; set; }

    [CascadingParameter]
    public required BrowserTime Time { get; set; }

    [Inject]
    public required StatsService Stats { get; init; }

    [Inject]
    public required ILiveEvents Live { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required IDatabase Database { get; init; }

    [Inject]
    public required ILogger<StatsPage> Logger { get; init; }

    [Inject]
    public required IJSRuntime Scripts { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    public async ValueTask DisposeAsync()
    {
        _subscription?.Dispose();
        await _closed.CancelAsync();
        if (_script is not null)
        {
            await _script.CallAsync("detach", _page);
            await _script.DisposeAsync();
        }
    }

    protected override async Task OnParametersSetAsync()
    {
        var query = StatsSelection.Read(Range, Date, Personality, Model, Tag, Source);
        if (_steps.IsNews(query.Address))
        {
            _query = query;
        }
        else if (Time.Zone.Equals(_zone))
        {
            return;
        }

        _zone = Time.Zone;
        if (RendererInfo.IsInteractive)
        {
            // Subscribe before reading, so that a message written in between is not missed.
            _subscription ??= Live.Subscribe(LiveTopic.Owner(User.Id), one => one.Kind is not LiveEventKind.DeltaAppended, FollowAsync);
        }

        await ReadAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _script = new ScriptModule(Scripts, "./Features/Stats/Pages/StatsPage.razor.js");
            await _script.CallAsync("attach", _page);
            _isLive = true;
            StateHasChanged();
        }
    }

    /// <summary>Counts at once, not when the browser has been there: the next choice may be made before, and builds upon this one.</summary>
    private async Task ChooseAsync(StatsSelection query)
    {
        if (_steps.Send(query.Address))
        {
            _query = query;
            Navigation.NavigateTo(query.Address);
            await ReadAsync();
        }
    }

    private async Task FollowAsync()
    {
        var begun = Clock.GetTimestamp();
        await InvokeAsync(ReadNewerAsync);

        // What changes meanwhile is told when this ends; what takes long to count is counted less often.
        var took = Clock.GetElapsedTime(begun) * MostOfTheTime;
        await Task.Delay(took > Pace ? took : Pace, Clock, _closed.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task ReadNewerAsync()
    {
        await ReadAsync(isFollowing: true);
        if (!_closed.IsCancellationRequested)
        {
            StateHasChanged();
        }
    }

    /// <param name="isFollowing">What is shown stays until there is something newer.</param>
    private async Task ReadAsync(bool isFollowing = false)
    {
        var reading = ++_readings;
        var query = _query;
        try
        {
            // Not where the page is rendered: SQLite answers in the call itself.
            var read = Task.Run(() => ReadBothAsync(query, isFollowing), _closed.Token);
            if (!isFollowing && await Task.WhenAny(read, Task.Delay(Patience, Clock, _closed.Token)) != read && reading == _readings)
            {
                (_isSlow, _failure) = (true, null);
                StateHasChanged();
            }

            var (view, choices) = await read;
            if (reading == _readings)
            {
                (_view, _choices, _isSlow, _failure) = (view, choices, false, null);
                _addresses = new StatsAddresses(query, view.Range, NameOf(query.PersonalityId, choices));
            }
        }
        catch (Exception exception)
        {
            if (reading == _readings && !_closed.IsCancellationRequested)
            {
                Tell(exception);
            }
        }
    }

    private async Task<(StatsView View, StatsChoices Choices)> ReadBothAsync(StatsSelection query, bool isFollowing)
    {
        if (RendererInfo.IsInteractive && !isFollowing)
        {
            await Stats.AdoptTimeZoneAsync(User, Time.Zone, _closed.Token);
        }

        return (await Stats.ReadAsync(User, query.Request(Time.Today, Time.Zone), _closed.Token), await Stats.ChoicesAsync(User, _closed.Token));
    }

    /// <summary>A search knows it by its id as well.</summary>
    private static string? NameOf(Guid? id, StatsChoices choices) => choices.Personalities.FirstOrDefault(one => one.Id == id)?.Name ?? id?.ToString();

    private async Task ChooseZoneAsync()
    {
        _isChoosingZone = true;
        try
        {
            await Stats.ChooseTimeZoneAsync(User, Time.Zone, _closed.Token);
            await ReadAsync();
        }
        catch (Exception exception)
        {
            Tell(exception);
        }
        finally
        {
            _isChoosingZone = false;
        }
    }

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

    [LoggerMessage(LogLevel.Error, "Statistics could not be read")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
