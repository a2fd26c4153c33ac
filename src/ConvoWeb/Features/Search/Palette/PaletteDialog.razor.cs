using ConvoWeb.Components.Shared;
using ConvoWeb.Features.Accounts;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace ConvoWeb.Features.Search.Palette;

/// <summary>
/// Goes to anything, from every page. Its script opens it, moves through the entries and follows them; what the entries
/// are is decided here.
/// </summary>
public sealed partial class PaletteDialog : ComponentBase, IAsyncDisposable
{
    private readonly Newest _newest = new();
    private IReadOnlyList<PaletteGroup> _groups = [];
    private string? _shownFor;
    private ScriptModule? _script;
    private ElementReference _dialog;

    [CascadingParameter]
    public required CurrentUser User { get; set; }

    [Inject]
    public required BrowserTime Time { get; init; }

    [Inject]
    public required PaletteSource Source { get; init; }

    [Inject]
    public required ILogger<PaletteDialog> Logger { get; init; }

    [Inject]
    public required IJSRuntime Scripts { get; init; }

    public async ValueTask DisposeAsync()
    {
        _newest.Dispose();
        if (_script is not null)
        {
            await _script.CallAsync("detach", _dialog);
            await _script.DisposeAsync();
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _script = new ScriptModule(Scripts, "./Features/Search/Palette/PaletteDialog.razor.js");
            await _script.CallAsync("attach", _dialog);
        }
    }

    private async Task TypeAsync(ChangeEventArgs change)
    {
        var text = change.Value as string ?? "";
        var newest = _newest.Begin();
        try
        {
            var groups = await Source.FindAsync(User, text, Time, newest);
            if (!newest.IsCancellationRequested)
            {
                (_groups, _shownFor) = (groups, text);
            }
        }
        catch (Exception exception)
        {
            // Without its entries the palette is of no use, but the page behind it is.
            if (!newest.IsCancellationRequested)
            {
                (_groups, _shownFor) = ([], text);
                LogFailed(Logger, exception);
            }
        }
    }

    private void Close()
    {
        _newest.Begin();
        (_groups, _shownFor) = ([], null);
    }

    [LoggerMessage(LogLevel.Error, "The palette could not find its entries")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
