using System.Globalization;
using ConvoWeb.Components.Shared;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace ConvoWeb.Features.History;

/// <summary>
/// Finds text in the whole of the open conversation, and goes from one message that has it to the next. Its script opens and
/// closes it at once, so that nothing is lost of what is typed right away, and marks the words in the page.
/// </summary>
public sealed partial class FindBar : FollowingComponent, IAsyncDisposable
{
    /// <summary>Who types does not wait for every letter.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);

    private ScriptModule? _script;
    private DotNetObjectReference<FindBar>? _self;
    private ElementReference _bar;
    private CancellationTokenSource? _finding;
    private FoundMessages? _found;
    private string _text = "";
    private string? _foundText;
    private int? _place;
    private bool _isOpen;

    [Parameter, EditorRequired]
    public required Guid ConversationId { get; set; }

    /// <summary>A message of the branch that is shown.</summary>
    [Parameter]
    public Guid? Through { get; set; }

    /// <summary>Told the number of the message to go to.</summary>
    [Parameter]
    public EventCallback<int> OnGoTo { get; set; }

    [CascadingParameter]
    public required CurrentUser User { get; set; }

    [Inject]
    public required TranscriptFinder Finder { get; init; }

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
        (_isOpen, _text) = (false, "");
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

    private bool HasNone => _found is not { Seqs.Count: > 0 };

    private string? Count
    {
        get
        {
            if (_found is not { Seqs.Count: var count, IsMore: var isMore })
            {
                return null;
            }

            var all = string.Create(CultureInfo.InvariantCulture, $"{count:N0}{(isMore ? "+" : null)}");
            return count == 0 ? "Nothing found"
                : _found.PositionOf(_place) is { } position ? string.Create(CultureInfo.InvariantCulture, $"{position:N0} of {all}")
                : $"{all} found";
        }
    }

    private Task TypeAsync(ChangeEventArgs change)
    {
        _text = change.Value as string ?? "";
        return FindAsync(Pause);
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
            var text = _text;
            await Task.Delay(pause, Clock, finding.Token);
            var wanted = WantedText.Of(text);
            var found = wanted is null ? null : await Finder.FindAsync(User, ConversationId, Through, text, finding.Token);
            finding.Token.ThrowIfCancellationRequested();
            (_found, _foundText) = (found, text);
            await _script!.CallAsync("mark", _bar, wanted is null ? [] : new[] { FoundTerm.Of(wanted) });
            if (found?.NearestTo(_place) is { } seq)
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

    private Task GoToAsync(int seq)
    {
        _place = seq;
        return OnGoTo.InvokeAsync(seq);
    }
}
