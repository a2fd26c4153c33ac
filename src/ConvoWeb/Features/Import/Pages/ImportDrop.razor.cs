using ConvoWeb.Components.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace ConvoWeb.Features.Import.Pages;

/// <summary>Files that are dropped anywhere on what it holds are taken to the import page.</summary>
public sealed partial class ImportDrop : ComponentBase, IAsyncDisposable
{
    /// <summary>Lies over all while files are held above it.</summary>
    private static readonly LanguageMarkup Over = new(() => Markup.Of(
        $"<div class=\"over\" aria-hidden=\"true\"><div class=\"cw-drop cw-drop--over\">{Icons.Of(IconName.Import)}<b>{ImportTexts.DropToImport}</b><p>{ImportTexts.KnownDrops}</p></div></div>"));

    private ScriptModule? _script;
    private DotNetObjectReference<ImportDrop>? _self;
    private ElementReference _area;

    [Parameter, EditorRequired]
    public required RenderFragment ChildContent { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required IJSRuntime Scripts { get; init; }

    /// <summary>Called by the script, which keeps the files until the import page asks for them.</summary>
    [JSInvokable]
    public void FilesDropped() => Navigation.NavigateTo("/import");

    public async ValueTask DisposeAsync()
    {
        _self?.Dispose();
        if (_script is not null)
        {
            await _script.DisposeAsync();
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _self = DotNetObjectReference.Create(this);
            _script = new ScriptModule(Scripts, "./Features/Import/Pages/ImportPage.razor.js");
            await _script.CallAsync("takeDrops", _area, _self);
        }
    }
}
