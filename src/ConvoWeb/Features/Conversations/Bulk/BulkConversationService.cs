using System.Runtime.CompilerServices;
using ConvoWeb.Data.Audit;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Live;
using ConvoWeb.Platform.Errors;
using ConvoWeb.Platform.Paging;
using Microsoft.EntityFrameworkCore;

namespace ConvoWeb.Features.Conversations.Bulk;

/// <summary>Changes many conversations: a page of them in a transaction, so that other writers come in between, and each once.</summary>
public sealed class BulkConversationService(IDatabase database, ConversationService conversations, ILiveEvents live, TimeProvider clock)
{
    /// <summary>How many a selection means.</summary>
    public async Task<int> CountAsync(CurrentUser user, BulkSelection selection, CancellationToken cancellationToken)
    {
        if (selection.Filter is not { } filter)
        {
            return selection.Ids.Count;
        }

        await using var db = await database.ReadAsync(cancellationToken);
        return await db.Context.Conversations.VisibleTo(user.Id).Matching(filter).CountAsync(cancellationToken) - selection.Ids.Count;
    }

    /// <summary>All that a selection means, by id, ascending.</summary>
    /// <param name="changedSince">Only those that changed, or came here, at this time or later.</param>
    public async Task<IReadOnlyList<Guid>> IdsAsync(
        CurrentUser user, BulkSelection selection, DateTimeOffset? changedSince, CancellationToken cancellationToken)
    {
        await using var db = await database.ReadAsync(cancellationToken);
        var selected = db.Context.Conversations.VisibleTo(user.Id);
        if (selection.Filter is { } filter)
        {
            selected = selected.Matching(filter);
        }

        if (changedSince is { } since)
        {
            selected = selected.Where(c => c.UpdatedAt >= since || c.StoredAt >= since);
        }

        var ids = await selected.OrderBy(c => c.Id).Select(c => c.Id).ToListAsync(cancellationToken);
        return [.. ids.Where(id => selection.Ids.Contains(id) == (selection.Filter is null))];
    }

    /// <summary>Those from one place in a list to another, both included; no more than <paramref name="max"/>.</summary>
    public async Task<IReadOnlyList<Guid>> IdsBetweenAsync(
        CurrentUser user, ConversationFilter filter, ConversationOrder order, Cursor one, Cursor other, int max, CancellationToken cancellationToken)
    {
        var (first, last) = order.Compare(one, other) <= 0 ? (one, other) : (other, one);
        List<Guid> ids = [first.Id];
        for (string? cursor = first.ToString(); cursor is not null && ids.Count < max;)
        {
            var page = await conversations.ListAsync(user, filter, order, cursor, PageLimits.Max, cancellationToken);
            List<ConversationView> between = [.. page.Items.TakeWhile(conversation => order.Compare(order.CursorAt(conversation), last) <= 0)];
            ids.AddRange(between.Take(max - ids.Count).Select(conversation => conversation.Id));
            cursor = between.Count == page.Items.Count ? page.NextCursor : null;
        }

        return ids;
    }

    /// <param name="run">Has what was done, also when this is cancelled between two pages or fails.</param>
    /// <exception cref="Data.InvalidInputException">A tag cannot be one.</exception>
    public async Task ApplyAsync(
        CurrentUser user, BulkSelection selection, IReadOnlyList<BulkChange> changes, BulkRun run, CancellationToken cancellationToken)
    {
        InputErrors.Check(errors => ConversationEdit.CheckTags(errors, [.. changes.Where(change => change.Action is BulkAction.AddTag).Select(change => change.Tag)]));
        await foreach (var ids in PagesAsync(user, selection, cancellationToken))
        {
            var now = clock.GetUtcNow();
            var done = await database.WriteAsync(
                async scope =>
                {
                    List<(BulkChange Change, IReadOnlyList<(Guid Id, long Version)> Changed)> steps = [];
                    foreach (var change in changes)
                    {
                        var changed = await BulkWrites.ApplyAsync(scope, user.Id, change, ids, now);
                        await NoteAsync(scope, user, change, changed, now);
                        steps.Add((change, changed));
                    }

                    return steps;
                },
                CancellationToken.None);
            foreach (var (change, changed) in done)
            {
                run.Add(change, [.. changed.Select(conversation => conversation.Id)]);
                Tell(user, change, changed);
            }

            run.See(ids.Count);
        }
    }

    /// <summary>Brings every conversation that <paramref name="done"/> changed back to where it was.</summary>
    public async Task UndoAsync(CurrentUser user, BulkRun done, BulkRun run, CancellationToken cancellationToken)
    {
        foreach (var (change, ids) in done.Done.Reverse())
        {
            await ApplyAsync(user, BulkSelection.Of(ids.ToHashSet()), [change.Opposite], run, cancellationToken);
        }
    }

    private async IAsyncEnumerable<IReadOnlyList<Guid>> PagesAsync(
        CurrentUser user, BulkSelection selection, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (selection.Filter is not { } filter)
        {
            foreach (var chunk in selection.Ids.Chunk(PageLimits.Max))
            {
                if (cancellationToken.IsCancellationRequested)
                {
                    yield break;
                }

                yield return chunk;
            }

            yield break;
        }

        // What is done to a page moves no conversation in this order, so the next one begins where it ended.
        for (string? cursor = ""; cursor is not null && !cancellationToken.IsCancellationRequested;)
        {
            var page = await conversations.ListAsync(user, filter, ConversationOrder.NewestFirst, cursor, PageLimits.Max, CancellationToken.None);
            List<Guid> ids = [.. page.Items.Select(conversation => conversation.Id).Where(id => !selection.Ids.Contains(id))];
            if (ids.Count > 0)
            {
                yield return ids;
            }

            cursor = page.NextCursor;
        }
    }

    private static async ValueTask NoteAsync(
        DatabaseScope db, CurrentUser user, BulkChange change, IReadOnlyList<(Guid Id, long Version)> changed, DateTimeOffset now)
    {
        AuditAction? action = change.Action switch
        {
            BulkAction.Trash => AuditAction.Trashed,
            BulkAction.Restore => AuditAction.Restored,
            _ => null,
        };
        if (action is { } noted && changed.Count > 0)
        {
            await AuditWrites.AddAsync(db, user.Did(noted, now, changed.Count == 1 ? changed[0].Id : null, changed.Count));
        }
    }

    private void Tell(CurrentUser user, BulkChange change, IReadOnlyList<(Guid Id, long Version)> changed)
    {
        var kind = change.Action switch
        {
            BulkAction.Trash => LiveEventKind.ConversationRemoved,
            BulkAction.Restore => LiveEventKind.ConversationAdded,
            _ => LiveEventKind.ConversationChanged,
        };
        foreach (var (id, version) in changed)
        {
            live.Publish(new LiveEvent(kind, user.Id, id, version));
        }
    }
}
