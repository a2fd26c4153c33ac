using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Conversations;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History;

/// <summary>How many conversations are picked and what can be done to them; while that takes long, how far it is.</summary>
public sealed partial class PickedBar : ComponentBase, IDisposable
{
    [Parameter, EditorRequired]
    public required int Count { get; set; }

    [Parameter]
    public ConversationScope Status { get; set; }

    /// <summary>All of them have a star, as far as is known.</summary>
    [Parameter]
    public bool IsStarred { get; set; }

    [Parameter]
    public EventCallback<BulkAction> OnAct { get; set; }

    [Parameter]
    public EventCallback OnTag { get; set; }

    [Parameter]
    public EventCallback OnExport { get; set; }

    [Parameter]
    public EventCallback OnPurge { get; set; }

    [Parameter]
    public EventCallback OnClear { get; set; }

    [Inject]
    public required BulkActions Bulk { get; init; }

    private bool IsArchived => Status is ConversationScope.Archived;

    public void Dispose() => Bulk.Changed -= OnChanged;

    protected override void OnInitialized() => Bulk.Changed += OnChanged;

    private void OnChanged(object? sender, EventArgs args) => _ = InvokeAsync(StateHasChanged);
}
