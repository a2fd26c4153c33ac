using System.Collections.Concurrent;
using ConvoWeb.Components.Shared;
using ConvoWeb.Data.Conversations;
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
public sealed partial class TranscriptPane : FollowingComponent, IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    private readonly ConcurrentQueue<LiveEvent> _events = new();
    private readonly OpenDrafts _drafts = new();
    private RelayedMessages _relayed = null!;
    private Transcript? _transcript;
    private Task _opening = Task.CompletedTask;
    private PersonalityView? _personality;
    private IDisposable? _live;
    private ScriptModule? _script;
    private DotNetObjectReference<TranscriptPane>? _self;
    private ElementReference _scroll;
    private bool _following = true;
    private int _unseen;
    private bool _hasGrown;
    private bool _reading;
    private bool _slow;
    private bool _isLive;

    [Parameter, EditorRequired]
    public required Guid Id { get; set; }

    /// <summary>The list that stands beside it.</summary>
    [Parameter]
    public ConversationScope Status { get; set; }

    /// <summary>The list of what runs now stands beside it.</summary>
    [Parameter]
    public bool IsOnLivePage { get; set; }

    /// <summary>Opened from the list, not by its address.</summary>
    [Parameter]
    public bool IsOpenedHere { get; set; }

    /// <summary>Told the title, for the page's own, and when it changed.</summary>
    [Parameter]
    public EventCallback<string> OnTitle { get; set; }

    [CascadingParameter]
    public required CurrentUser User { get; set; }

    [CascadingParameter]
    public required BrowserTime Time { get; set; }

    [Inject]
    public required TranscriptReader Transcripts { get; init; }

    [Inject]
    public required MessageService Messages { get; init; }

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
        if (following && (_unseen > 0 || _hasGrown))
        {
            (_unseen, _hasGrown) = (0, false);
            StateHasChanged();
        }
    }

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

    protected override async Task OnInitializedAsync()
    {
        _relayed = new RelayedMessages(Clock);
        if (RendererInfo.IsInteractive)
        {
            // Subscribed before reading, so that nothing falls in between.
            _live = Live.Subscribe(LiveTopic.Conversation(Id), Note, () => RunAsync(FollowAsync));
        }

        _opening = ReadAsync(TranscriptReader.DefaultLimit);
        if (await Task.WhenAny(_opening, Task.Delay(Patience, Clock, Closed)) != _opening)
        {
            _slow = true;
            StateHasChanged();
        }

        await _opening;
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

    private string NewMessages => _unseen switch { 0 => "New text", 1 => "1 new message", _ => $"{_unseen} new messages" };

    private IEnumerable<string> Writers(Transcript transcript) =>
        transcript.Messages
            .Concat(_relayed.Messages)
            .Where(message => message.State is MessageState.Draft)
            .Select(message => SpokenBy.Name(message, transcript.Conversation, _personality))
            .Distinct(StringComparer.Ordinal);

    private bool Note(LiveEvent change)
    {
        _events.Enqueue(change);
        return true;
    }

    /// <summary>Only the messages that grew render themselves; false when that was all.</summary>
    private async Task<bool> FollowAsync()
    {
        await _opening.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        if (_transcript is null)
        {
            return false;
        }

        var (isStoredChange, isRelayedChange, missed) = (false, false, false);
        var deltas = new List<LiveEvent>();
        var grown = new HashSet<DraftText>();
        while (_events.TryDequeue(out var change))
        {
            if (!change.IsStored)
            {
                isRelayedChange |= !Relay(change, grown);
            }
            else if (change.Kind is LiveEventKind.DeltaAppended)
            {
                deltas.Add(change);
                isStoredChange |= change.Version > _transcript.Conversation.Version; // that its draft was opened was lost on its way
            }
            else
            {
                isStoredChange = true;
                missed |= change.Kind is LiveEventKind.Missed;
            }
        }

        if (missed)
        {
            await ReadAsync(Math.Max(TranscriptReader.DefaultLimit, _transcript.Messages.Count));
        }
        else if (isStoredChange)
        {
            await ReadChangesAsync(_transcript);
        }

        await GrowAsync(deltas, grown);
        foreach (var draft in grown)
        {
            draft.Show();
        }

        var tellsOfGrowth = grown.Count > 0 && !_following && !_hasGrown;
        _hasGrown |= tellsOfGrowth;
        return isStoredChange || isRelayedChange || tellsOfGrowth;
    }

    private bool Relay(LiveEvent change, HashSet<DraftText> grown)
    {
        var before = _relayed.Messages.Count;
        if (_relayed.Take(change) is { } draft)
        {
            grown.Add(draft);
            return true;
        }

        _unseen += _following || _relayed.Messages.Count == before ? 0 : 1;
        return false;
    }

    private async Task GrowAsync(List<LiveEvent> deltas, HashSet<DraftText> grown)
    {
        foreach (var change in deltas)
        {
            if (change is not { MessageId: { } id, Delta: { } delta } || !_drafts.TryFind(id, out var draft))
            {
                continue; // of a branch that is not shown, or of a message that has ended since
            }

            grown.Add(draft);
            if (!draft.TryAdd(delta) && await Messages.FindAsync(User, Id, id, Closed) is { } message)
            {
                // One before it was lost on its way, or comes later.
                draft.Take(message.Content, message.NextN ?? 0);
            }
        }
    }

    /// <summary>Reads the end of the transcript; earlier messages that were asked for stay.</summary>
    private async Task ReadAsync(int limit)
    {
        if (await Transcripts.ReadAsync(User, Id, null, limit, Closed) is not { } read)
        {
            Navigation.NotFound();
            return;
        }

        await NamePersonalityAsync(read.Conversation);
        await ShowAsync(_transcript?.EndingWith(read) ?? read);
    }

    /// <summary>Reads only what changed, unless another branch is active now, or very much is new.</summary>
    private async Task ReadChangesAsync(Transcript shown)
    {
        if (await Transcripts.ReadChangesAsync(User, Id, shown.Conversation.Version, TranscriptReader.DefaultLimit, Closed) is not { } changes)
        {
            Navigation.NotFound();
            return;
        }

        await NamePersonalityAsync(changes.Conversation);
        shown = _transcript!; // earlier messages may have come meanwhile
        if (shown.With(changes) is { } changed)
        {
            await ShowAsync(changed);
        }
        else
        {
            await ReadAsync(Math.Max(TranscriptReader.DefaultLimit, shown.Messages.Count));
        }
    }

    private async Task NamePersonalityAsync(ConversationView conversation)
    {
        if (conversation.PersonalityId != _personality?.Id)
        {
            _personality = conversation.PersonalityId is { } id ? await Personalities.FindAsync(User, id, Closed) : null;
        }
    }

    private async Task ShowAsync(Transcript transcript)
    {
        var before = _transcript;
        _transcript = transcript;
        _drafts.Follow(transcript.Messages);
        if (before is not null && !_following)
        {
            var known = before.Messages.Select(message => message.Id).ToHashSet();
            _unseen += transcript.Messages.Count(message => message.Version > before.Conversation.Version && !known.Contains(message.Id));
        }

        if (before?.Conversation.Title != transcript.Conversation.Title)
        {
            await OnTitle.InvokeAsync(transcript.Conversation.Title);
        }
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
            if (await Transcripts.ReadAsync(User, Id, leaf, TranscriptReader.DefaultLimit, Closed) is { } earlier
                && _transcript is { } shown && shown.Earlier == leaf)
            {
                _transcript = shown.After(earlier);
                _drafts.Follow(_transcript.Messages);
            }
        }
        finally
        {
            _reading = false;
        }
    }

    private async Task ShowEndAsync()
    {
        (_unseen, _hasGrown) = (0, false);
        await _script!.CallAsync("showEnd", _scroll);
    }
}
