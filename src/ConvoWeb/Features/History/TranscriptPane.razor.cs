using System.Collections.Concurrent;
using ConvoWeb.Components.Shared;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Conversations.Personalities;
using ConvoWeb.Features.Live;
using ConvoWeb.Features.Messages;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace ConvoWeb.Features.History;

/// <summary>
/// One conversation as a reader sees it: opened at its end, followed live, read on upwards on request. The page gives every
/// conversation a pane of its own (by <c>@key</c>), so the id never changes here.
/// </summary>
public sealed partial class TranscriptPane : ComponentBase, IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    /// <summary>Never disposed: a read that is under way when the page goes still asks for its token.</summary>
    private readonly CancellationTokenSource _closed = new();

    private readonly ConcurrentQueue<LiveEvent> _events = new();
    private readonly List<MessageView> _relayed = [];
    private Transcript? _transcript;
    private PersonalityView? _personality;
    private IDisposable? _live;
    private ScriptModule? _script;
    private DotNetObjectReference<TranscriptPane>? _self;
    private ElementReference _scroll;
    private bool _following = true;
    private int _unseen;
    private bool _reading;
    private bool _slow;
    private bool _isLive;

    [Parameter, EditorRequired]
    public required Guid Id { get; set; }

    /// <summary>The list that stands beside it.</summary>
    [Parameter]
    public ConversationScope Status { get; set; }

    /// <summary>Opened from the list, not by its address.</summary>
    [Parameter]
    public bool IsOpenedHere { get; set; }

    /// <summary>Told the title, for the page's own, whenever it may have changed.</summary>
    [Parameter]
    public EventCallback<string> OnTitle { get; set; }

    [CascadingParameter]
    public required CurrentUser User { get; set; }

    [CascadingParameter]
    public required BrowserTime Time { get; set; }

    [Inject]
    public required TranscriptReader Transcripts { get; init; }

    [Inject]
    public required PersonalityService Personalities { get; init; }

    [Inject]
    public required ILiveEvents Live { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required IJSRuntime Scripts { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    /// <summary>Called by the script when the reader reaches the end or leaves it.</summary>
    [JSInvokable]
    public void Follow(bool following)
    {
        _following = following;
        if (following && _unseen > 0)
        {
            _unseen = 0;
            StateHasChanged();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _live?.Dispose();
        await _closed.CancelAsync();
        _self?.Dispose();
        if (_script is not null)
        {
            await _script.CallAsync("detach", _scroll);
            await _script.DisposeAsync();
        }
    }

    protected override async Task OnInitializedAsync()
    {
        if (RendererInfo.IsInteractive)
        {
            // Subscribed before reading, so that nothing falls in between.
            _live = Live.Subscribe(LiveTopic.Conversation(Id), Note, OnChangedAsync);
        }

        var reading = ReadAsync(TranscriptReader.DefaultLimit);
        if (await Task.WhenAny(reading, Task.Delay(Patience, Clock, _closed.Token)) != reading)
        {
            _slow = true;
            StateHasChanged();
        }

        await reading;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_script is null && _transcript is not null)
        {
            _self = DotNetObjectReference.Create(this);
            _script = new ScriptModule(Scripts, "./Features/History/TranscriptPane.razor.js");
            await _script.CallAsync("attach", _scroll, _self, IsOpenedHere);
            _isLive = true;
            StateHasChanged();
        }
    }

    private string AppendAddress => $"{Navigation.BaseUri}v1/conversations/{Id}/messages";

    private bool Note(LiveEvent change)
    {
        _events.Enqueue(change);
        return true;
    }

    private Task OnChangedAsync() => InvokeAsync(async () =>
    {
        try
        {
            await FollowChangesAsync();
            StateHasChanged();
        }
        catch (Exception exception)
        {
            if (!_closed.IsCancellationRequested)
            {
                await DispatchExceptionAsync(exception);
            }
        }
    });

    private async Task FollowChangesAsync()
    {
        var limit = TranscriptReader.DefaultLimit;
        var isStoredChange = false;
        while (_events.TryDequeue(out var change))
        {
            if (!change.IsStored && MessageEvents.Read(change) is { } message)
            {
                _relayed.Add(message);
                if (_relayed.Count > TranscriptReader.DefaultLimit)
                {
                    _relayed.RemoveAt(0); // they are kept nowhere, so a page that stays open must not collect them
                }

                _unseen += _following ? 0 : 1;
                continue;
            }

            isStoredChange = true;
            if (change.Kind is LiveEventKind.MessageChanged or LiveEventKind.MessageRemoved or LiveEventKind.Missed)
            {
                // It may be any of those that are shown, not only of the newest.
                limit = Math.Max(limit, _transcript?.Messages.Count ?? 0);
            }
        }

        if (isStoredChange)
        {
            await ReadAsync(limit);
        }
    }

    private async Task ReadAsync(int limit)
    {
        var read = await Transcripts.ReadAsync(User, Id, null, limit, _closed.Token);
        if (read is null)
        {
            Navigation.NotFound();
            return;
        }

        if (read.Conversation.PersonalityId != _personality?.Id)
        {
            _personality = read.Conversation.PersonalityId is { } personality
                ? await Personalities.FindAsync(User, personality, _closed.Token)
                : null;
        }

        var before = _transcript;
        _transcript = before is null ? read : Join(before, read);
        if (before is not null && !_following)
        {
            _unseen += Math.Max(0, read.Messages.Count(message => message.Version > before.Conversation.Version && !IsShown(before, message)));
        }

        await OnTitle.InvokeAsync(read.Conversation.Title);
    }

    private async Task ReadEarlierAsync()
    {
        if (_reading || _transcript is not { Earlier: { } leaf })
        {
            return;
        }

        _reading = true;
        try
        {
            // What is shown may have changed meanwhile; it still begins where it began, or else this part does not belong before it.
            if (await Transcripts.ReadAsync(User, Id, leaf, TranscriptReader.DefaultLimit, _closed.Token) is { } earlier
                && _transcript is { } shown && shown.Earlier == leaf)
            {
                _transcript = shown with { Messages = [.. earlier.Messages, .. shown.Messages], Earlier = earlier.Earlier };
            }
        }
        finally
        {
            _reading = false;
        }
    }

    private async Task ShowEndAsync()
    {
        _unseen = 0;
        await _script!.CallAsync("showEnd", _scroll);
    }

    /// <summary>What was read now ends what is shown: earlier messages that were asked for stay.</summary>
    private static Transcript Join(Transcript shown, Transcript read)
    {
        var at = read.Messages.Count == 0 ? -1 : shown.Messages.ToList().FindIndex(message => message.Id == read.Messages[0].Id);
        return at <= 0 ? read : read with { Messages = [.. shown.Messages.Take(at), .. read.Messages], Earlier = shown.Earlier };
    }

    private static bool IsShown(Transcript transcript, MessageView message) => transcript.Messages.Any(shown => shown.Id == message.Id);
}
