using System.Collections.Concurrent;
using ConvoWeb.Components.Shared;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Conversations.Personalities;
using ConvoWeb.Features.Live;
using ConvoWeb.Platform.Paging;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace ConvoWeb.Features.History;

/// <summary>The conversations of one status, newest first, by day. It reads on as one scrolls, and follows every change.</summary>
public sealed partial class ConversationList : FollowingComponent, IAsyncDisposable
{
    /// <summary>More changes at once than this, as in an import: the list is read again instead of each of them.</summary>
    private const int ManyChanges = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    private static readonly (ConversationScope Scope, string Name)[] Scopes =
    [
        (ConversationScope.Active, "Active"), (ConversationScope.Archived, "Archived"), (ConversationScope.Deleted, "Trash"),
    ];

    private readonly ConcurrentDictionary<Guid, byte> _changed = new();
    private Dictionary<Guid, PersonalityView> _personalities = [];
    private LoadedConversations? _loaded;
    private ConversationScope? _shown;
    private IDisposable? _live;
    private ScriptModule? _script;
    private DotNetObjectReference<ConversationList>? _self;
    private ElementReference _scroll;
    private ElementReference _more;
    private string? _watched;
    private bool _isEmpty;
    private bool _reading;
    private bool _slow;

    [Parameter]
    public Guid? OpenId { get; set; }

    [Parameter]
    public ConversationScope Status { get; set; }

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

    /// <summary>Called by the script when the end of the list comes into view.</summary>
    [JSInvokable]
    public Task EndInViewAsync() => ReadOnAsync();

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

    protected override async Task OnParametersSetAsync()
    {
        if (_shown == Status)
        {
            return;
        }

        _shown = Status;
        _loaded = null;
        if (RendererInfo.IsInteractive && _live is null)
        {
            // Subscribed before reading, so that nothing falls in between.
            _live = Live.Subscribe(LiveTopic.Owner(User.Id), Note, () => RunAsync(FollowAsync));
        }

        _slow = false;
        var reading = ReadAsync();
        if (await Task.WhenAny(reading, Task.Delay(Patience, Clock, Closed)) != reading)
        {
            _slow = true;
            StateHasChanged();
        }

        await reading;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _self = DotNetObjectReference.Create(this);
            _script = new ScriptModule(Scripts, "./Features/History/ConversationList.razor.js");
            await _script.CallAsync("attach", _scroll, _self);
        }

        if (_script is not null && _loaded?.NextCursor is { } cursor && cursor != _watched)
        {
            _watched = cursor;
            await _script.CallAsync("watch", _scroll, _more);
        }
    }

    private string ListLabel => Status switch
    {
        ConversationScope.Archived => "Archived conversations, newest first",
        ConversationScope.Deleted => "Conversations in the trash, newest first",
        _ => "Conversations, newest first",
    };

    private Guid StopId(LoadedConversations loaded) =>
        OpenId is { } open && loaded.Items.Any(item => item.Id == open) ? open : loaded.Items[0].Id;

    /// <summary>As many as were shown, so that the place that one has scrolled to stays.</summary>
    private async Task ReadAsync()
    {
        var status = Status;
        var wanted = _loaded?.Items.Count ?? 0;
        var loaded = new LoadedConversations();
        do
        {
            loaded.Add(await PageAsync(status, loaded.NextCursor));
        }
        while (loaded.NextCursor is not null && loaded.Items.Count < wanted);

        await NamePersonalitiesAsync(loaded.Items);
        var isEmpty = loaded.Items.Count == 0 && status is ConversationScope.Active && !await AnyAsync();
        if (status == Status)
        {
            _loaded = loaded;
            await TellWhetherEmptyAsync(isEmpty);
        }
    }

    private async Task ReadOnAsync()
    {
        if (_reading || _loaded is not { NextCursor: { } cursor } loaded)
        {
            return;
        }

        _reading = true;
        try
        {
            loaded.Add(await PageAsync(Status, cursor));
            await NamePersonalitiesAsync(loaded.Items);
        }
        finally
        {
            _reading = false;
        }

        StateHasChanged();
    }

    private Task<Page<ConversationView>> PageAsync(ConversationScope status, string? cursor) =>
        Conversations.ListAsync(
            User, new ConversationFilter { Status = status }, ConversationOrder.NewestFirst, cursor, cursor is null ? null : PageLimits.Max, Closed);

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

    /// <summary>Personalities are few: all of them are read when a conversation names one that is not known yet.</summary>
    private async Task NamePersonalitiesAsync(IEnumerable<ConversationView> conversations)
    {
        if (conversations.Any(conversation => conversation.PersonalityId is { } id && !_personalities.ContainsKey(id)))
        {
            var page = await Personalities.ListAsync(User, null, PageLimits.Max, Closed);
            _personalities = page.Items.ToDictionary(personality => personality.Id);
        }
    }

    private bool Note(LiveEvent change)
    {
        _changed[change.ConversationId] = 0;
        return true;
    }

    private async Task FollowAsync()
    {
        var changed = _changed.Keys.ToList();
        foreach (var id in changed)
        {
            _changed.TryRemove(id, out _);
        }

        if (_loaded is not { } loaded || changed.Count > ManyChanges || changed.Contains(LiveEvent.Missed.ConversationId))
        {
            await ReadAsync();
            return;
        }

        var listed = (await Conversations.FindManyAsync(User, changed, Closed)).Where(conversation => IsListed(conversation.Status)).ToList();
        await NamePersonalitiesAsync(listed);
        foreach (var id in changed.Except(listed.Select(conversation => conversation.Id)))
        {
            loaded.Remove(id);
        }

        listed.ForEach(loaded.Put);

        await TellWhetherEmptyAsync(loaded.Items.Count == 0 && Status is ConversationScope.Active && !await AnyAsync());
    }

    private bool IsListed(ConversationStatus status) => status switch
    {
        ConversationStatus.Active => Status is ConversationScope.Active,
        ConversationStatus.Archived => Status is ConversationScope.Archived,
        ConversationStatus.Deleted => Status is ConversationScope.Deleted,
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };

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
            Navigation.NavigateTo(HistoryAddresses.Conversation(created.Id, ConversationScope.Active));
        }
    }
}
