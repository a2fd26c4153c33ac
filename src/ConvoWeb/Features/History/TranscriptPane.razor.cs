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
/// One conversation as a reader sees it: opened at its end or at one message, followed live, read on in both directions. The
/// page gives every conversation a pane of its own (by <c>@key</c>), so the id never changes here.
/// </summary>
public sealed partial class TranscriptPane : FollowingComponent, IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    private TranscriptWindow _window = null!;
    private PersonalityView? _personality;
    private string? _title;
    private IDisposable? _live;
    private IDisposable? _choices;
    private ScriptModule? _script;
    private DotNetObjectReference<TranscriptPane>? _self;
    private ElementReference _scroll;
    private FindBar _find = null!;
    private (Guid First, Guid Last)? _watched;
    /// <summary>Null until it is known who speaks: the page may be rendered between two readings.</summary>
    private IReadOnlyDictionary<MessageType, Speaker>? _speakers;
    private TranscriptAddress _address = null!;
    private Arrival? _arrival;
    private bool _slow;

    [Parameter, EditorRequired]
    public required Guid Id { get; set; }

    /// <summary>The number of the message to stand at; null is the end.</summary>
    [Parameter]
    public int? Seq { get; set; }

    /// <summary>The search that one comes from.</summary>
    [Parameter]
    public string? Query { get; set; }

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
    public required KnownLooks Looks { get; init; }

    [Inject]
    public required PersonalityService Personalities { get; init; }

    [Inject]
    public required ILiveEvents Live { get; init; }

    [Inject]
    public required ToastService Toasts { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required IJSRuntime Scripts { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    public async ValueTask DisposeAsync()
    {
        _live?.Dispose();
        _choices?.Dispose();
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
        _window = new TranscriptWindow(new TranscriptSource(Transcripts, Messages, User, Id, Closed), Looks, Clock);
        _address = new TranscriptAddress(Navigation, Id);
        _address.Take(Seq, Query);
        if (RendererInfo.IsInteractive)
        {
            // Subscribed before reading, so that nothing falls in between.
            _live = Live.Subscribe(LiveTopic.Conversation(Id), Note, () => RunAsync(FollowAsync));
            _choices = Live.Subscribe(LiveTopic.Owner(User.Id), change => change.Kind is LiveEventKind.RedactionChanged && Note(change), () => RunAsync(FollowAsync));
        }

        var opening = OpenAsync();
        if (await Task.WhenAny(opening, Task.Delay(Patience, Clock, Closed)) != opening)
        {
            _slow = true;
            StateHasChanged();
        }

        await opening;
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_address.Take(Seq, Query) && Seq is { } seq && seq != _window.Mark)
        {
            await ArriveAsync(seq, takesFocus: true);
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_window.Transcript is not { } shown || _scroll.Id is null)
        {
            return; // it may have been read since what was rendered
        }

        if (_script is null)
        {
            _self = DotNetObjectReference.Create(this);
            _script = new ScriptModule(Scripts, "./Features/History/TranscriptPane.razor.js");
            var place = await _script.AskAsync<int?>("attach", _scroll, _self, IsOpenedHere);
            await _find.AttachAsync();
            await ShowArrivalAsync();
            if (place is { } seq)
            {
                await _window.ReturnToAsync(seq);
                _arrival = new Arrival(seq, TakesFocus: false, Way: "return");
                StateHasChanged();
            }

            await _script.CallAsync("tellLive", _scroll);
        }

        await ShowArrivalAsync();
        if (shown.Messages is [{ Id: var first }, .., { Id: var last }] && _watched != (first, last))
        {
            // Only now: what one comes from may be in view until one has arrived.
            _watched = (first, last);
            await _script.CallAsync("watch", _scroll);
        }
    }

    private string AppendAddress => $"{Navigation.BaseUri}v1/conversations/{Id}/messages";

    /// <summary>Null when the reader is at the end.</summary>
    private string? WhatIsBelow => _window switch
    {
        { Unseen: > 0 } => Wording.Count(_window.Unseen, HistoryTexts.OneNewMessage, HistoryTexts.ManyNewMessages),
        { HasGrown: true } => HistoryTexts.NewText,
        { Transcript.IsAtEnd: false } => HistoryTexts.ToTheEnd,
        _ => null,
    };

    /// <summary>By which the branch that is shown is known; null is the active one.</summary>
    private Guid? Through => _window.Transcript is { IsAtEnd: false, Messages: [.., var last] } ? last.Id : null;

    private IEnumerable<string> Writers(ConversationView conversation) =>
        _window.Growing.Select(message => SpokenBy.Name(message, conversation, _personality)).Distinct(StringComparer.Ordinal);

    private bool Note(LiveEvent change)
    {
        _window.Note(change);
        return true;
    }

    private async Task OpenAsync()
    {
        if (Seq is { } seq)
        {
            await ArriveAsync(seq, takesFocus: true);
        }
        else
        {
            await _window.OpenAsync();
            await DescribeAsync();
        }
    }

    private async Task ArriveAsync(int seq, bool takesFocus)
    {
        await _window.GoToAsync(seq);
        await DescribeAsync();
        if (_window.Mark is not { } mark)
        {
            return;
        }

        _arrival = new Arrival(mark, takesFocus);
        if (mark != seq && RendererInfo.IsInteractive)
        {
            Toasts.Show(HistoryTexts.MessageNotThere);
        }
    }

    private async Task GoToEndAsync()
    {
        await _window.GoToEndAsync();
        await DescribeAsync();
        _arrival = new Arrival(null, TakesFocus: false);
        NameInAddress();
    }

    private void NameInAddress()
    {
        if (!IsOnLivePage)
        {
            _address.Name(_window.Mark);
        }
    }

    private async Task ShowArrivalAsync()
    {
        if (_arrival is not { } arrival)
        {
            return;
        }

        _arrival = null;
        if (arrival.Seq is { } seq)
        {
            await _script!.CallAsync("reveal", _scroll, seq, arrival.TakesFocus, arrival.Way);
        }
        else
        {
            await _script!.CallAsync("showEnd", _scroll);
        }
    }

    private async Task<bool> FollowAsync()
    {
        var isToRender = await _window.FollowAsync();
        await DescribeAsync();
        return isToRender;
    }

    private async Task DescribeAsync()
    {
        if (_window.IsGone)
        {
            Navigation.NotFound();
            return;
        }

        if (_window.Transcript is not { Conversation: var conversation })
        {
            return;
        }

        if (conversation.PersonalityId != _personality?.Id)
        {
            _personality = conversation.PersonalityId is { } id ? await Personalities.FindAsync(User, id, Closed) : null;
        }

        var speakers = Speaker.In(conversation, _personality);
        if (_speakers?.SequenceEqual(speakers) is not true)
        {
            _speakers = speakers;
        }

        if (_title != conversation.Title)
        {
            _title = conversation.Title;
            await OnTitle.InvokeAsync(conversation.Title);
        }
    }

    /// <summary>Where the reader is to be after the next rendering: at a message, or at the end.</summary>
    /// <param name="Way">To where the message was before a <c>return</c>, or where the other version was before a <c>switch</c>.</param>
    private sealed record Arrival(int? Seq, bool TakesFocus, string? Way = null);
}
