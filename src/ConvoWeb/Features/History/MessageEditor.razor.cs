using ConvoWeb.Components.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace ConvoWeb.Features.History;

/// <summary>A message while its text is changed in place. Its script tells the pane when that is over.</summary>
public sealed partial class MessageEditor : ComponentBase, IAsyncDisposable
{
    private readonly string _hintId = $"edit-{Guid.NewGuid():N}";
    private ScriptModule? _script;
    private ElementReference _form;

    /// <summary>Where the message is read and changed.</summary>
    [Parameter, EditorRequired]
    public required string Address { get; set; }

    [Inject]
    public required IJSRuntime Scripts { get; init; }

    public ValueTask DisposeAsync() => _script?.DisposeAsync() ?? ValueTask.CompletedTask;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _script = new ScriptModule(Scripts, "./Features/History/MessageEditor.razor.js");
            await _script.CallAsync("attach", _form, Address);
        }
    }
}
