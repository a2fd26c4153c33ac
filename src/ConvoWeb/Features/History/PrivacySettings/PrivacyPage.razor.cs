using ConvoWeb.Components.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace ConvoWeb.Features.History.PrivacySettings;

/// <summary>What a person may choose, one section for each matter. What concerns only this browser, its script shows and changes.</summary>
public sealed partial class PrivacyPage : ComponentBase, IAsyncDisposable
{
    private ScriptModule? _script;
    private ElementReference _page;
    private bool _isLive;

    [CascadingParameter]
    public required BrowserTime Time { get; set; }

    [Inject]
    public required IJSRuntime Scripts { get; init; }

    private static (string Value, string Name)[] Themes =>
        [("", PrivacySettingsTexts.ThemeSystem), ("light", PrivacySettingsTexts.ThemeLight), ("dark", PrivacySettingsTexts.ThemeDark)];

    public async ValueTask DisposeAsync()
    {
        if (_script is not null)
        {
            await _script.CallAsync("detach");
            await _script.DisposeAsync();
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _script = new ScriptModule(Scripts, "./Features/History/PrivacySettings/PrivacyPage.razor.js");
            await _script.CallAsync("attach", _page);
            _isLive = true;
            StateHasChanged();
        }
    }
}
