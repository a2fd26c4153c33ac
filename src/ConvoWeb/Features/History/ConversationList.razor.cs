using System.Collections.Concurrent;
using ConvoWeb.Components.Shared;
using ConvoWeb.Data;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Conversations.Personalities;
using ConvoWeb.Features.Live;
using ConvoWeb.Platform.Paging;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace ConvoWeb.Features.History;

/// <summary>The conversations that a filter shows, by day. Only the rows around what is looked at are there; it follows every change.</summary>
public sealed partial class ConversationList : FollowingComponent, IAsyncDisposable
{
    /// <summary>More changes at once than this, as in an import: what is looked at is read again instead of each of them.</summary>
    private const int ManyChanges = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    private readonly ConcurrentDictionary<Guid, byte> _changed = new();

    /// <summary>One reads in the window at a time. Never disposed: the last one may still be at it when the page goes.</summary>
    private readonly SemaphoreSlim _turn = new(1);

    private RowLooks _looks = null!;
    private IReadOnlyList<RowGroup> _groups = [];
    private ConversationFilter _filter = new();
    private ConversationOrder _order = ConversationOrder.NewestFirst;
    private ConversationWindow? _window;
    private ListStretch? _shown;
    private ConversationListQuery? _listed;
    private (int First, int Last) _view;
    private string? _problem;
    private IDisposable? _live;
    private ScriptModule? _script;
    private DotNetObjectReference<ConversationList>? _self;
    private ElementReference _scroll;
    private ConversationWindow? _scrolled;
    private bool _isEmpty;
    private bool _slow;

    [Parameter]
    public Guid? OpenId { get; set; }

    [Parameter, EditorRequired]
    public required ConversationListQuery List { get; set; }

    /// <summary>Told when there is no conversation at all, and when that has changed.</summary>
    [Parameter]
    public EventCallback<bool> OnEmpty { get; set; }

    [CascadingParameter]
    public required CurrentUser User { get; set; }

    [CascadingParameter]
    public required BrowserTime Time { get; set; }

    [Inject]
    public required ConversationService Conversations { get; init; }

    [Inject]
    public required PersonalityService Personalities { get; init; }

    [Inject]
    public required ConversationActions Actions { get; init; }

    [Inject]
    public required ILiveEvents Live { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required IJSRuntime Scripts { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    /// <summary>Called by the script when rows come near that are not there.</summary>
    [JSInvokable]
    public Task ShowAsync(int first, int last) => RunAsync(() =>
    {
        _view = (Math.Max(0, first), Math.Max(0, last));
        return InWindowAsync(window => window.ShowAsync(_view.First, _view.Last));
    });

    public async ValueTask DisposeAsync()
    {
        _live?.Dispose();
        await CloseAsync();
        _self?.Dispose();
        if (_script is not null)
        {
            await _script.CallAsync("detach", _scroll);
            await _script.DisposeAsync();
        }
    }

    protected override void OnInitialized() => _looks = new RowLooks(Personalities, User, Time, Closed);

    protected override async Task OnParametersSetAsync()
    {
        if (_listed == List)
        {
            if (_looks.AreOld)
            {
                await InWindowAsync(_ => Task.CompletedTask);
            }

            return;
        }

        _listed = List;
        _window = null;
        _shown = null;
        _view = default;
        _picked = PickedConversations.None;
        if (RendererInfo.IsInteractive && _live is null)
        {
            // Subscribed before reading, so that nothing falls in between.
            _live = Live.Subscribe(LiveTopic.Owner(User.Id), Note, () => RunAsync(FollowAsync));
        }

        _slow = false;
        var opening = OpenAsync(List);
        if (await Task.WhenAny(opening, Task.Delay(Patience, Clock, Closed)) != opening)
        {
            _slow = true;
            StateHasChanged();
        }

        await opening;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _self = DotNetObjectReference.Create(this);
            _script = new ScriptModule(Scripts, "./Features/History/ConversationList.razor.js");
            await _script.CallAsync("attach", _scroll, _self);
        }

        if (_script is not null && _shown is not null && _window is { } window && window != _scrolled)
        {
            _scrolled = window;
            await _script.CallAsync("arrive", _scroll);
        }
    }

    /// <summary>Beside what is open: another list does not close it.</summary>
    private string AddressOf(ConversationListQuery list) =>
        OpenId is { } open ? HistoryAddresses.Conversation(open, list) : HistoryAddresses.List(list);

    private string RowAddress(Guid id) => HistoryAddresses.Conversation(id, List);

    private Guid StopId(ListStretch shown) =>
        OpenId is { } open && shown.Rows.Any(row => row.Id == open) ? open : shown.Rows[0].Id;

    private async Task<IReadOnlyList<RowGroup>> GroupAsync(ListStretch shown)
    {
        var timeOf = _order.TimeOf;
        var rows = await _looks.OfAsync(shown.Rows, areOfDays: timeOf is not null);
        return
        [
            .. rows.GroupBy(row => timeOf is null ? (DateOnly?)null : Time.DayOf(timeOf(row.Conversation)))
                .Select(group => new RowGroup(group.Key is { } day ? Time.Day(day) : null, [.. group])),
        ];
    }

    private async Task OpenAsync(ConversationListQuery list)
    {
        var (filter, order, problem) = await MeaningOfAsync(list);
        if (list != List)
        {
            return; // another one was chosen meanwhile
        }

        var window = new ConversationWindow(
            order,
            (cursor, limit) => filter is null
                ? Task.FromResult(new Page<ConversationView>([], null))
                : Conversations.ListAsync(User, filter, order, cursor, limit, Closed),
            order.TimeOf is { } timeOf ? conversation => Time.DayOf(timeOf(conversation)) : null);
        (_filter, _order, _problem, _window) = (filter ?? new ConversationFilter(), order, problem, window);
        await InWindowAsync(opened => opened.ShowAsync(0, 0));
    }

    /// <summary>Without a filter nothing is listed. A status or an order that is none of ours is the usual one: an old or mistyped link still opens.</summary>
    private async Task<(ConversationFilter? Filter, ConversationOrder Order, string? Problem)> MeaningOfAsync(ConversationListQuery list)
    {
        var order = ConversationOrder.Names.Contains(list.Sort, StringComparer.Ordinal) ? ConversationOrder.Of(list.Sort) : ConversationOrder.NewestFirst;
        try
        {
            var known = ListNames.IsStatus(list.Status) ? list : list with { Status = null };
            return (await known.ToFilterAsync(User, Personalities, ConversationScope.Active, Time.Zone, Closed), order, null);
        }
        catch (InvalidInputException exception)
        {
            return (null, order, exception.Message);
        }
    }

    /// <summary>Does something in the window of the list that is shown, and takes over what it has then.</summary>
    private async Task InWindowAsync(Func<ConversationWindow, Task> work)
    {
        await _turn.WaitAsync(Closed);
        try
        {
            if (_window is not { } window)
            {
                return;
            }

            await work(window);
            var shown = window.Shown();
            var groups = await GroupAsync(shown);
            var isEmpty = shown.Rows.Count == 0 && !List.Parts().Any() && !await AnyAsync();
            if (window == _window)
            {
                (_shown, _groups) = (shown, groups);
                await TellWhetherEmptyAsync(isEmpty);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<bool> AnyAsync()
    {
        foreach (var status in (ConversationScope[])[ConversationScope.All, ConversationScope.Deleted])
        {
            var page = await Conversations.ListAsync(
                User, new ConversationFilter { Status = status }, ConversationOrder.NewestFirst, null, 1, Closed);
            if (page.Items.Count > 0)
            {
                return true;
            }
        }

        return false;
    }

    private bool Note(LiveEvent change)
    {
        _changed[change.ConversationId] = 0;
        return true;
    }

    private Task FollowAsync()
    {
        var changed = _changed.Keys.ToList();
        foreach (var id in changed)
        {
            _changed.TryRemove(id, out _);
        }

        return InWindowAsync(async window =>
        {
            if (changed.Count > ManyChanges || changed.Contains(LiveEvent.Missed.ConversationId))
            {
                await window.RefreshAsync(_view.First, _view.Last);
                return;
            }

            var found = await Conversations.FindManyAsync(User, changed, Closed);
            changed.ForEach(window.Remove);
            foreach (var conversation in found.Where(_filter.Includes))
            {
                window.Put(conversation);
            }

            await window.ShowAsync(_view.First, _view.Last);
        });
    }

    private async Task TellWhetherEmptyAsync(bool isEmpty)
    {
        if (_isEmpty != isEmpty)
        {
            _isEmpty = isEmpty;
            await OnEmpty.InvokeAsync(isEmpty);
        }
    }

    private async Task CreateAsync()
    {
        if (await Actions.CreateAsync(User) is { } created)
        {
            Navigation.NavigateTo(HistoryAddresses.Conversation(created.Id, new ConversationListQuery()));
        }
    }
}
