using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace ConvoWeb.Components.Shared;

/// <summary>A button that opens a list of <see cref="MenuItem"/>s: a popover, so it needs no server to open and close.</summary>
public sealed partial class Menu : ComponentBase, IAsyncDisposable
{
    private readonly string _id = $"menu-{Guid.NewGuid():N}";
    private ScriptModule? _script;
    private ElementReference _menu;

    [Parameter, EditorRequired]
    public required string Label { get; set; }

    [Parameter]
    public IconName Icon { get; set; } = IconName.More;

    [Parameter]
    public string? Class { get; set; }

    /// <summary>The single key that opens it.</summary>
    [Parameter]
    public string? Key { get; set; }

    [Parameter, EditorRequired]
    public required RenderFragment ChildContent { get; set; }

    [Inject]
    public required IJSRuntime Scripts { get; init; }

    public ValueTask DisposeAsync() => _script?.DisposeAsync() ?? ValueTask.CompletedTask;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _script = new ScriptModule(Scripts, "./Components/Shared/Menu.razor.js");
            await _script.CallAsync("attach", _menu);
        }
    }
}
