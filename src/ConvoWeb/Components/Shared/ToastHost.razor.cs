using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Components.Shared;

/// <summary>Where the toasts of this circuit stand.</summary>
public sealed partial class ToastHost : ComponentBase, IDisposable
{
    [Inject]
    public required ToastService Toasts { get; init; }

    public void Dispose() => Toasts.Changed -= OnChanged;

    protected override void OnInitialized() => Toasts.Changed += OnChanged;

    private void OnChanged(object? sender, EventArgs args) => _ = InvokeAsync(StateHasChanged);
}
