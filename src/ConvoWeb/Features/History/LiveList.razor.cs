using System.Collections.Concurrent;
using ConvoWeb.Components.Shared;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Conversations.Personalities;
using ConvoWeb.Features.Live;
using ConvoWeb.Platform.Paging;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace ConvoWeb.Features.History;

/// <summary>The conversations that somebody writes in now or did a moment ago. They come by what happens and go by the clock.</summary>
public sealed partial class LiveList : FollowingComponent, IAsyncDisposable
{
    /// <summary>More changes at once than this: the list is read again instead.</summary>
    private const int ManyChanges = 20;

    private readonly ConcurrentQueue<LiveEvent> _events = new();
    private LiveConversations _conversations = null!;
    private RowLooks _looks = null!;
    private IReadOnlyList<RowGroup> _groups = [];
    private Task _opening = Task.CompletedTask;
    private IDisposable? _live;
    private ITimer? _timer;
    private ScriptModule? _script;
    private ElementReference _scroll;
    private bool _isRead;
    private bool _isEmpty;

    [Parameter]
    public Guid? OpenId { get; set; }

    /// <summary>Told when nothing is there any more, and when that has changed.</summary>
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
    public required ILiveEvents Live { get; init; }

    [Inject]
    public required IJSRuntime Scripts { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    public async ValueTask DisposeAsync()
    {
        _live?.Dispose();
        if (_timer is not null)
        {
            await _timer.DisposeAsync();
        }

        await CloseAsync();
        if (_script is not null)
        {
            await _script.CallAsync("detach", _scroll);
            await _script.DisposeAsync();
        }
    }

    protected override async Task OnInitializedAsync()
    {
        _conversations = new LiveConversations(Clock);
        _looks = new RowLooks(Personalities, User, Time, Closed);
        if (RendererInfo.IsInteractive)
        {
            // Subscribed before reading, so that nothing falls in between.
            _live = Live.Subscribe(LiveTopic.Owner(User.Id), Note, () => RunAsync(FollowAsync));
            _timer = Clock.CreateTimer(_ => _ = RunAsync(ShowAsync), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        _opening = ReadAsync();
        await _opening;
        await ShowAsync();
    }

    protected override Task OnParametersSetAsync() => _looks.AreOld ? ShowAsync() : Task.CompletedTask;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _script = new ScriptModule(Scripts, "./Features/History/ConversationList.razor.js");
            await _script.CallAsync("attach", _scroll, null);
        }
    }

    private Guid Stop => OpenId is { } open && _groups.Any(group => group.Rows.Any(row => row.Id == open)) ? open : _groups[0].Rows[0].Id;

    private static string AddressOf(Guid id) => HistoryAddresses.Live(id);

    private bool Note(LiveEvent change)
    {
        _events.Enqueue(change);
        return true;
    }

    private async Task FollowAsync()
    {
        await _opening.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        var changed = new HashSet<Guid>();
        while (_events.TryDequeue(out var change))
        {
            changed.Add(change.ConversationId);
            if (!change.IsStored)
            {
                _conversations.Note(change);
            }
        }

        if (changed.Contains(LiveEvent.Missed.ConversationId) || changed.Count > ManyChanges)
        {
            changed.UnionWith(_conversations.Ids);
            await ReadAsync();
        }

        await PutAsync(changed);
        await ShowAsync();
    }

    private async Task ReadAsync()
    {
        foreach (var conversation in await Conversations.ListLiveAsync(User, Clock.GetUtcNow() - LiveConversations.Recent, PageLimits.Max, Closed))
        {
            _conversations.Put(conversation);
        }

        _isRead = true;
    }

    /// <summary>As they are now; those that are gone go.</summary>
    private async Task PutAsync(HashSet<Guid> ids)
    {
        foreach (var part in ids.Chunk(PageLimits.Max))
        {
            var found = await Conversations.FindManyAsync(User, part, Closed);
            foreach (var gone in part.Except(found.Select(conversation => conversation.Id)))
            {
                _conversations.Remove(gone);
            }

            foreach (var conversation in found)
            {
                _conversations.Put(conversation);
            }
        }
    }

    /// <summary>What is left by now, and the next time to look.</summary>
    private async Task ShowAsync()
    {
        if (_conversations.LetGo() is { } next && _timer is not null)
        {
            var wait = next - Clock.GetUtcNow();
            _timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }

        List<ConversationView> running = [.. _conversations.Running], justNow = [.. _conversations.JustNow];
        var rows = await _looks.OfAsync([.. running, .. justNow], areOfDays: true);
        _groups = [.. ((RowGroup[])[new(HistoryTexts.RunningNow, [.. rows.Take(running.Count)]), new(HistoryTexts.JustNow, [.. rows.Skip(running.Count)])]).Where(group => group.Rows.Count > 0)];
        if (_isEmpty != (_groups.Count == 0))
        {
            _isEmpty = !_isEmpty;
            await OnEmpty.InvokeAsync(_isEmpty);
        }
    }
}
