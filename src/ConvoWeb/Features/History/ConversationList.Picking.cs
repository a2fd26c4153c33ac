using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Conversations.Bulk;
using ConvoWeb.Features.Export.Bulk;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace ConvoWeb.Features.History;

/// <summary>What is done to rows: picking some, by the mouse or by keys, and changing them.</summary>
public sealed partial class ConversationList
{
    /// <summary>A longer stretch than this is picked as all that the filter shows.</summary>
    private const int MaxStretch = 5000;

    /// <summary>While none is picked they mean the row that has the focus.</summary>
    private static readonly string[] RowKeys = ["s", "a", "e", "Delete"];

    private PickedConversations _picked = PickedConversations.None;
    private (BulkSelection Selection, int Total)? _tagging;
    private BulkSelection? _purging;
    private Guid? _renaming;
    private (BulkExportRequest What, bool IsList)? _exporting;

    [Inject]
    public required BulkConversationService Bulk { get; init; }

    [Inject]
    public required BulkActions BulkActions { get; init; }

    private ConversationView? Renaming => _renaming is { } id ? Row(id) : null;

    private bool IsStarred => _shown is { } shown && _picked.Count > 0
        && shown.Rows.Where(row => _picked.Has(row.Id)).ToList() is { Count: > 0 } picked && picked.TrueForAll(row => row.Starred);

    /// <summary>Called by the script: picks one, or no longer.</summary>
    [JSInvokable]
    public Task PickAsync(Guid id) => RunAsync(() =>
    {
        if (Row(id) is { } row)
        {
            _picked = _picked.With(id, _order.CursorAt(row));
        }

        return Task.CompletedTask;
    });

    /// <summary>Called by the script: picks all from where picking began, or from <paramref name="from"/>, to <paramref name="to"/>.</summary>
    [JSInvokable]
    public Task ExtendAsync(Guid from, Guid to) => RunAsync(async () =>
    {
        if (Row(to) is not { } last)
        {
            return;
        }

        var begun = _picked.Anchor is null && Row(from) is { } first ? _picked.From(_order.CursorAt(first)) : _picked;
        if (begun.Anchor is { } anchor)
        {
            _picked = begun.Through(await Bulk.IdsBetweenAsync(User, _filter, _order, anchor, _order.CursorAt(last), MaxStretch, Closed));
        }
    });

    [JSInvokable]
    public Task PickAllAsync() => RunAsync(async () =>
        _picked = PickedConversations.All(await Bulk.CountAsync(User, BulkSelection.All(_filter, new HashSet<Guid>()), Closed)));

    [JSInvokable]
    public Task PickNoneAsync() => RunAsync(() =>
    {
        _picked = PickedConversations.None;
        return Task.CompletedTask;
    });

    /// <summary>Called by the script: the key of an action was pressed on a row while none is picked.</summary>
    [JSInvokable]
    public Task ActOnAsync(string key, Guid id) => RunAsync(() =>
    {
        if (Row(id) is not { Status: not ConversationStatus.Deleted } row)
        {
            return Task.CompletedTask;
        }

        if (key is "e")
        {
            _exporting = (new BulkExportRequest { Ids = [id] }, false);
            return Task.CompletedTask;
        }

        return BulkActions.DoAsync(User, BulkSelection.Of(new HashSet<Guid> { id }), new BulkChange(key switch
        {
            "s" => row.Starred ? BulkAction.Unstar : BulkAction.Star,
            "a" => row.Status is ConversationStatus.Archived ? BulkAction.Activate : BulkAction.Archive,
            _ => BulkAction.Trash,
        }));
    });

    /// <summary>Called by the script: the title is changed where it stands.</summary>
    [JSInvokable]
    public Task RenameAsync(Guid id) => RunAsync(() =>
    {
        _renaming = Row(id) is { Status: not ConversationStatus.Deleted } ? id : null;
        return Task.CompletedTask;
    });

    private ConversationView? Row(Guid id) => _shown?.Rows.FirstOrDefault(row => row.Id == id);

    /// <summary>The trash is never exported: there it is everything else.</summary>
    private void Export() => _exporting = _filter.Status is ConversationScope.Deleted ? (new BulkExportRequest(), false) : (ListExports.Of(List, Time.Zone), true);

    private void EmptyTrash() => _purging = BulkSelection.All(new ConversationFilter { Status = ConversationScope.Deleted }, new HashSet<Guid>());

    private void LeavePurged()
    {
        _picked = PickedConversations.None;
        if (OpenId is not null)
        {
            Navigation.NavigateTo(HistoryAddresses.List(List));
        }
    }

    private void PurgePicked() => _purging = _picked.Selection(_filter);

    private void Tag() => _tagging = (_picked.Selection(_filter), _picked.Count);

    private Task ActAsync(BulkAction action)
    {
        var selection = _picked.Selection(_filter);
        if (action is BulkAction.Archive or BulkAction.Activate or BulkAction.Trash or BulkAction.Restore)
        {
            _picked = PickedConversations.None;
        }

        return BulkActions.DoAsync(User, selection, new BulkChange(action));
    }
}
