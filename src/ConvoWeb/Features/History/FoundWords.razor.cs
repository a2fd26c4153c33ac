using ConvoWeb.Components.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace ConvoWeb.Features.History;

/// <summary>Marks words in the messages of the transcript, as they are read: the server says which, the browser finds where.</summary>
public sealed partial class FoundWords : ComponentBase, IAsyncDisposable
{
    private ScriptModule? _script;
    private ElementReference _here;

    [Inject]
    public required IJSRuntime Scripts { get; init; }

    /// <summary>In place of those before.</summary>
    public async Task ShowAsync(IReadOnlyList<FoundTerm> terms)
    {
        _script ??= new ScriptModule(Scripts, "./Features/History/FoundWords.razor.js");
        await _script.CallAsync("show", _here, terms);
    }

    public async ValueTask DisposeAsync()
    {
        if (_script is not null)
        {
            await _script.CallAsync("hide", _here);
            await _script.DisposeAsync();
        }
    }
}
