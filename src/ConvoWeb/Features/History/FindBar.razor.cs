using ConvoWeb.Components.Shared;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Search;
using ConvoWeb.Features.Search.Syntax;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace ConvoWeb.Features.History;

/// <summary>
/// Finds text in the whole of the open conversation, or shows the hits of the search that one comes from, and goes from one
/// message to the next. Its script opens and closes it at once, so that nothing is lost of what is typed right away.
/// </summary>
public sealed partial class FindBar : FollowingComponent, IAsyncDisposable
{
    /// <summary>Who types does not wait for every letter.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);

    private ScriptModule? _script;
    private DotNetObjectReference<FindBar>? _self;
    private ElementReference _bar;
    private FoundWords _words = null!;
    private CancellationTokenSource? _finding;
    private (string? Query, TimeZoneInfo Zone)? _given;
    private FoundMessages? _found;
    private IReadOnlyList<FoundTerm> _terms = [];
    private string _text = "";
    private string? _foundText;
    private bool _isSearch;
    private int? _place;
    private bool _isOpen;

    [Parameter, EditorRequired]
    public required Guid ConversationId { get; set; }

    /// <summary>A message of the branch that is shown.</summary>
    [Parameter]
    public Guid? Through { get; set; }

    /// <summary>The search that one comes from.</summary>
    [Parameter]
    public string? Query { get; set; }

    /// <summary>The number of the message that was opened.</summary>
    [Parameter]
    public int? Place { get; set; }

    /// <summary>Told the number of the message to go to.</summary>
    [Parameter]
    public EventCallback<int> OnGoTo { get; set; }

    /// <summary>Told when the search is not wanted any more.</summary>
    [Parameter]
    public EventCallback OnSearchLeft { get; set; }

    [CascadingParameter]
    public required CurrentUser User { get; set; }

    [Inject]
    public required BrowserTime Time { get; init; }

    [Inject]
    public required TranscriptFinder Finder { get; init; }

    [Inject]
    public required SearchService Search { get; init; }

    [Inject]
    public required IJSRuntime Scripts { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    /// <summary>Returns when its keys work.</summary>
    public async Task AttachAsync()
    {
        _self = DotNetObjectReference.Create(this);
        _script = new ScriptModule(Scripts, "./Features/History/FindBar.razor.js");
        await _script.CallAsync("attach", _bar, _self);
        await TellScriptAsync();
    }

    /// <summary>Called by the script, which has opened it.</summary>
    /// <param name="place">The number of the message that is read.</param>
    [JSInvokable]
    public void Open(int? place)
    {
        (_isOpen, _place) = (true, place);
        StateHasChanged();
    }

    /// <summary>Called by the script, which has closed it.</summary>
    [JSInvokable]
    public Task HideAsync() => RunAsync(async () =>
    {
        _isOpen = false;
        await LeaveSearchAsync("");
        await FindAsync(TimeSpan.Zero);
    });

    /// <summary>Called by the script on Enter. What is typed is found first.</summary>
    [JSInvokable]
    public Task StepAsync(bool back) => RunAsync(async () =>
    {
        if (_foundText != _text)
        {
            await FindAsync(TimeSpan.Zero);
        }
        else if ((back ? _found?.Before(_place) : _found?.After(_place)) is { } seq)
        {
            await GoToAsync(seq);
        }
    });

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _self?.Dispose();
        if (_script is not null)
        {
            await _script.CallAsync("detach", _bar);
            await _script.DisposeAsync();
        }
    }

    protected override async Task OnParametersSetAsync()
    {
        // What today is, or nine o'clock, is known when the browser has told its zone.
        if (_given == (Query, Time.Zone) || (_given?.Query == Query && !_isSearch))
        {
            return;
        }

        _given = (Query, Time.Zone);
        if (!string.IsNullOrWhiteSpace(Query))
        {
            (_isOpen, _isSearch, _text, _place) = (true, true, Query, Place);
        }
        else if (_isSearch)
        {
            // A link or the way back led out of the search.
            (_isOpen, _isSearch, _text) = (false, false, "");
        }
        else
        {
            return;
        }

        if (RendererInfo.IsInteractive)
        {
            await FindAsync(TimeSpan.Zero);
        }
    }

    private bool HasNone => _found is not { Seqs.Count: > 0 };

    private string? Count
    {
        get
        {
            if (_found is not { Seqs.Count: var count, IsMore: var isMore })
            {
                return null;
            }

            var all = Wording.Number(count, isMore);
            return count == 0 ? HistoryTexts.NothingFound
                : _found.PositionOf(_place) is { } position ? Wording.Of(_isSearch ? HistoryTexts.HitOf : HistoryTexts.FoundOf, Wording.Number(position), all)
                : Wording.Of(HistoryTexts.SoManyFound, all);
        }
    }

    private async Task TypeAsync(ChangeEventArgs change)
    {
        await LeaveSearchAsync(change.Value as string ?? "");
        await FindAsync(Pause);
    }

    private Task LeaveSearchAsync(string text)
    {
        _text = text;
        var isLeft = _isSearch;
        _isSearch = false;
        return isLeft ? OnSearchLeft.InvokeAsync() : Task.CompletedTask;
    }

    /// <summary>What is being found for an earlier text is given up.</summary>
    private async Task FindAsync(TimeSpan pause)
    {
        using var finding = CancellationTokenSource.CreateLinkedTokenSource(Closed);
        var superseded = _finding;
        _finding = finding;
        try
        {
            await (superseded?.CancelAsync() ?? Task.CompletedTask);
            await Task.Delay(pause, Clock, finding.Token);
            var (text, isSearch) = (_text, _isSearch);
            var (found, terms) = isSearch ? await FindHitsAsync(text, finding.Token) : await FindTextAsync(text, finding.Token);
            finding.Token.ThrowIfCancellationRequested();
            (_found, _terms, _foundText) = (found, terms, text);
            await TellScriptAsync();
            if (!(isSearch && _place is not null) && found?.NearestTo(_place) is { } seq)
            {
                await GoToAsync(seq);
            }
        }
        catch (OperationCanceledException) when (finding.IsCancellationRequested)
        {
            // Something else is wanted by now, or the page is gone.
        }
        finally
        {
            if (_finding == finding)
            {
                _finding = null;
            }
        }
    }

    private async Task<(FoundMessages?, IReadOnlyList<FoundTerm>)> FindTextAsync(string text, CancellationToken cancellationToken) =>
        WantedText.Of(text) is { } wanted
            ? (await Finder.FindAsync(User, ConversationId, Through, text, cancellationToken), [FoundTerm.Of(wanted)])
            : (null, []);

    private async Task<(FoundMessages?, IReadOnlyList<FoundTerm>)> FindHitsAsync(string text, CancellationToken cancellationToken)
    {
        var query = SearchParser.Parse(text, Clock.GetUtcNow(), Time.Zone);
        var request = new SearchRequest { Query = query, Zone = Time.Zone };
        return await Search.FindInConversationAsync(User, ConversationId, request, cancellationToken) is { } seqs
            ? (new FoundMessages(seqs, IsMore: seqs.Count >= SearchService.CountLimit), FoundTerm.AllOf(query.Words))
            : (null, []);
    }

    /// <summary>Which words to mark; and of a search, which nobody typed here, the text.</summary>
    private async Task TellScriptAsync()
    {
        if (_script is not null)
        {
            await _words.ShowAsync(_terms);
            await (_isSearch ? _script.CallAsync("fill", _bar, _text) : ValueTask.CompletedTask);
        }
    }

    private Task GoToAsync(int seq)
    {
        _place = seq;
        return OnGoTo.InvokeAsync(seq);
    }
}
