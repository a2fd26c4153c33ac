using ConvoWeb.Components.Shared;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace ConvoWeb.Features.History;

/// <summary>
/// Plays a conversation from message to message, at the foot of its transcript; not there when nothing can be listened to. The
/// script holds the one sound and drives the players of the messages too; the server only tells what there is.
/// </summary>
public sealed partial class ConversationPlayer : FollowingComponent, IAsyncDisposable
{
    private (long, Guid?)? _read;
    private IReadOnlyList<SpokenMessage>? _untold;
    private ScriptModule? _script;
    private DotNetObjectReference<ConversationPlayer>? _self;
    private ElementReference _bar;
    private bool _isNeeded;
    private bool _hasAudio;

    [Parameter, EditorRequired]
    public required Guid ConversationId { get; set; }

    /// <summary>Of the conversation: with a new one there may be other messages to listen to.</summary>
    [Parameter, EditorRequired]
    public required long Version { get; set; }

    /// <summary>By which the branch that is shown is known; null is the active one.</summary>
    [Parameter]
    public Guid? Through { get; set; }

    /// <summary>Asks for the message of that number to be shown: it is spoken, and not in the page.</summary>
    [Parameter]
    public EventCallback<int> OnGoTo { get; set; }

    [CascadingParameter]
    public required CurrentUser User { get; set; }

    [Inject]
    public required SpokenReader Spoken { get; init; }

    [Inject]
    public required IJSRuntime Scripts { get; init; }

    /// <summary>Called by the script when the message that is spoken is not in the page.</summary>
    [JSInvokable]
    public Task GoToAsync(int seq) => RunAsync(() => OnGoTo.InvokeAsync(seq));

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
        var wanted = (Version, Through);
        if (_read == wanted || !RendererInfo.IsInteractive)
        {
            return;
        }

        _read = wanted;
        var spoken = await Spoken.ReadAsync(User, ConversationId, Through, Closed);
        if (_read != wanted)
        {
            return; // a later one is on its way
        }

        _hasAudio = spoken.Any(message => message.IsThere);
        _isNeeded |= spoken.Count > 0;
        _untold = _isNeeded ? spoken : null;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_untold is not { } spoken)
        {
            return;
        }

        _untold = null;
        if (_script is null)
        {
            _self = DotNetObjectReference.Create(this);
            _script = new ScriptModule(Scripts, "./Features/History/ConversationPlayer.razor.js");
            await _script.CallAsync("attach", _bar, _self);
        }

        await _script.CallAsync("tell", _bar, spoken);
    }
}
