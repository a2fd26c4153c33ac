using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Components.Shared;

/// <summary>One toast: it goes after a while, but not from under the pointer or the focus.</summary>
public sealed partial class ToastMessage : ComponentBase, IDisposable
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(8);

    private ITimer? _timer;

    [Parameter, EditorRequired]
    public required Toast Toast { get; set; }

    /// <summary>The single key that does what it offers.</summary>
    [Parameter]
    public string? Key { get; set; }

    [Inject]
    public required ToastService Toasts { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    public void Dispose() => _timer?.Dispose();

    protected override void OnInitialized() =>
        _timer = Clock.CreateTimer(_ => _ = InvokeAsync(Close), null, Lifetime, Timeout.InfiniteTimeSpan);

    private void Hold() => _timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    private void Release() => _timer?.Change(Lifetime, Timeout.InfiniteTimeSpan);

    private void Close() => Toasts.Remove(Toast);

    private async Task ActAsync()
    {
        Close();
        await Toast.Action!();
    }
}
