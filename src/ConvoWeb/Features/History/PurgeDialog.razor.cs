using ConvoWeb.Components.Shared;
using ConvoWeb.Data.Privacy;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations.Bulk;
using ConvoWeb.Features.Export.Bulk;
using ConvoWeb.Features.Retention.Purge;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History;

/// <summary>Asks before conversations are deleted for good: how many, and what of them is nowhere else.</summary>
public sealed partial class PurgeDialog : ComponentBase
{
    private Dialog _dialog = null!;
    private PurgePlan _plan = PurgePlan.Nothing;
    private BulkSelection? _planned;
    private bool _isDone;
    private string? _failure;

    [Parameter, EditorRequired]
    public required BulkSelection Selection { get; set; }

    /// <summary>They are about to go: no page may show one of them.</summary>
    [Parameter]
    public EventCallback OnConfirmed { get; set; }

    /// <summary>They are to be exported instead, for now.</summary>
    [Parameter]
    public EventCallback<BulkExportRequest> OnExport { get; set; }

    [Parameter]
    public EventCallback OnClosed { get; set; }

    [CascadingParameter]
    public required CurrentUser User { get; set; }

    [Inject]
    public required PurgeService Purge { get; init; }

    [Inject]
    public required BulkConversationService Conversations { get; init; }

    [Inject]
    public required BulkActions Bulk { get; init; }

    [Inject]
    public required IDatabase Database { get; init; }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }

        try
        {
            // Those that are counted here are those that go: what comes to the trash meanwhile was not asked for.
            _planned = BulkSelection.Of((await Conversations.IdsAsync(User, Selection, changedSince: null, CancellationToken.None)).ToHashSet());
            _plan = await Purge.PlanAsync(User, _planned, CancellationToken.None);
        }
        catch (Exception exception) when (Reasons.Of(Database, exception) is { } reason)
        {
            _failure = reason;
        }

        _dialog.Open();
        StateHasChanged();
    }

    private string Title => _plan.Conversations == 0 && _failure is null
        ? HistoryTexts.NothingToPurge
        : Wording.Count(_plan.Conversations, HistoryTexts.PurgeOne, HistoryTexts.PurgeMany);

    private string NotExported => _plan.NotExported == _plan.Conversations
        ? Wording.Count(_plan.Conversations, HistoryTexts.OneNotExported, HistoryTexts.NoneExported)
        : Wording.Count(_plan.NotExported, HistoryTexts.OneOfThemNotExported, HistoryTexts.SomeNotExported);

    private async Task ExportAsync()
    {
        await _dialog.CloseAsync();
        await OnExport.InvokeAsync(new BulkExportRequest { Ids = [.. _planned!.Ids] });
    }

    private async Task PurgeAsync()
    {
        if (_isDone)
        {
            return; // a second click, on the way
        }

        _isDone = true;
        await _dialog.CloseAsync();
        await OnConfirmed.InvokeAsync();
        await Bulk.PurgeAsync(User, _planned!);
    }
}
