using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace ConvoWeb.Components.Shared;

/// <summary>
/// The browser's own dialog: it keeps the focus, closes on Esc and on a click beside it, and gives the focus back.
/// Its content exists only while it is open.
/// </summary>
public sealed partial class Dialog : ComponentBase, IAsyncDisposable
{
    private readonly string _titleId = $"dialog-{Guid.NewGuid():N}";
    private ScriptModule? _script;
    private ElementReference _dialog;
    private bool _show;

    [Parameter, EditorRequired]
    public required string Title { get; set; }

    [Parameter, EditorRequired]
    public required RenderFragment ChildContent { get; set; }

    [Parameter]
    public EventCallback OnClosed { get; set; }

    [Inject]
    public required IJSRuntime Scripts { get; init; }

    public bool IsOpen { get; private set; }

    public void Open()
    {
        IsOpen = _show = true;
        StateHasChanged();
    }

    public async Task CloseAsync()
    {
        if (IsOpen)
        {
            IsOpen = false;
            await Script.CallAsync("close", _dialog);
            StateHasChanged();
            await OnClosed.InvokeAsync();
        }
    }

    public ValueTask DisposeAsync() => _script?.DisposeAsync() ?? ValueTask.CompletedTask;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_show)
        {
            _show = false;
            await Script.CallAsync("open", _dialog);
        }
    }

    private ScriptModule Script => _script ??= new ScriptModule(Scripts, "./Components/Shared/Dialog.razor.js");
}
