using ConvoWeb.Components.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace ConvoWeb.Components.Layout;

/// <summary>
/// The title of the document: part of the page as it is fetched, afterwards told to the browser. Blazor's own head outlet
/// would do that with seven components more in every circuit.
/// </summary>
public sealed partial class PageName : ComponentBase, IAsyncDisposable
{
    private ScriptModule? _script;
    private string? _told;

    [Parameter, EditorRequired]
    public required string Name { get; set; }

    [Inject]
    public required IJSRuntime Scripts { get; init; }

    public ValueTask DisposeAsync() => _script?.DisposeAsync() ?? ValueTask.CompletedTask;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_told != Name)
        {
            _told = Name;
            _script ??= new ScriptModule(Scripts, "./Components/Layout/PageName.razor.js");
            await _script.CallAsync("tell", Name);
        }
    }
}
