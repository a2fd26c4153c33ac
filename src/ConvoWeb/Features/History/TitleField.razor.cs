using ConvoWeb.Components.Shared;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;

namespace ConvoWeb.Features.History;

/// <summary>A title while it is changed, in its own place: Enter saves, Esc leaves it as it was, and so does leaving a title that cannot be.</summary>
public sealed partial class TitleField : ComponentBase, IAsyncDisposable
{
    private readonly string _id = $"title-{Guid.NewGuid():N}";
    private ElementReference _input;
    private ScriptModule? _script;
    private DotNetObjectReference<TitleField>? _self;
    private string _text = "";
    private string? _failure;
    private bool _isDone;

    [Parameter, EditorRequired]
    public required ConversationView Conversation { get; set; }

    [Parameter]
    public EventCallback OnDone { get; set; }

    [CascadingParameter]
    public required CurrentUser User { get; set; }

    [Inject]
    public required ConversationActions Actions { get; init; }

    [Inject]
    public required IJSRuntime Scripts { get; init; }

    /// <summary>Called by the script: the focus went elsewhere.</summary>
    [JSInvokable]
    public async Task LeaveAsync()
    {
        if (_failure is null)
        {
            await SaveAsync();
        }

        await EndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _self?.Dispose();
        if (_script is not null)
        {
            await _script.CallAsync("close", _id);
            await _script.DisposeAsync();
        }
    }

    protected override void OnInitialized() => _text = Conversation.Title;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _self = DotNetObjectReference.Create(this);
            _script = new ScriptModule(Scripts, "./Features/History/TitleField.razor.js");
            await _script.CallAsync("open", _id, _input, _self);
        }
    }

    /// <summary>Heard from the first moment on, when the script may still be on its way.</summary>
    private Task GiveUpAsync(KeyboardEventArgs key) => key.Key is "Escape" ? EndAsync() : Task.CompletedTask;

    private async Task SaveAsync()
    {
        if (_isDone)
        {
            return;
        }

        _failure = _text == Conversation.Title ? null : await Actions.RenameAsync(User, Conversation, _text);
        if (_failure is null)
        {
            await EndAsync();
        }
    }

    private Task EndAsync()
    {
        if (_isDone)
        {
            return Task.CompletedTask;
        }

        _isDone = true;
        return OnDone.InvokeAsync();
    }
}
