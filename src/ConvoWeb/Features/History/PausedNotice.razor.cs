using ConvoWeb.Features.Live;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History;

/// <summary>Says on every page that other nodes cannot be heard, as long as it is so.</summary>
public sealed partial class PausedNotice : ComponentBase, IDisposable
{
    private bool _isPaused;

    [Inject]
    public required ILiveEvents Live { get; init; }

    public void Dispose() => Live.PausedChanged -= OnPausedChanged;

    protected override void OnInitialized()
    {
        // Subscribed before asking, so that no change falls in between.
        Live.PausedChanged += OnPausedChanged;
        _isPaused = Live.IsPaused;
    }

    private void OnPausedChanged(object? sender, EventArgs change) => _ = InvokeAsync(() =>
    {
        _isPaused = Live.IsPaused;
        StateHasChanged();
    });
}
