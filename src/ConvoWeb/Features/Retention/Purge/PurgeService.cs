using ConvoWeb.Data;
using ConvoWeb.Data.Audit;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Privacy;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations.Bulk;
using ConvoWeb.Features.Jobs;
using ConvoWeb.Features.Live;
using ConvoWeb.Features.Messages.Files;
using ConvoWeb.Platform.Paging;

namespace ConvoWeb.Features.Retention.Purge;

/// <summary>Deletes conversations so that nothing of them is left but a receipt.</summary>
public sealed class PurgeService(
    IDatabase database, BulkConversationService conversations, FileService files, JobService jobs, ILiveEvents live, TimeProvider clock)
{
    private const int AtOnce = 8;

    /// <summary>So long a purge waits for who reads an older state of the database.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>A purge ran out of patience; or a process before this one did, or was killed.</summary>
    private volatile bool _isLogUnclear = true;

    /// <summary>From any status. Null when the user has no such conversation.</summary>
    /// <param name="isConfirmed">Also what was not exported since it changed.</param>
    /// <exception cref="ConflictException">It is held; or it was not exported since it changed.</exception>
    /// <exception cref="VersionMismatchException">It is not at <paramref name="expectedVersion"/> any more.</exception>
    public async Task<ReceiptView?> PurgeAsync(CurrentUser user, Guid id, bool isConfirmed, long? expectedVersion, CancellationToken cancellationToken)
    {
        if (await TakeAsync(user, id, candidate => Require(candidate, isConfirmed), expectedVersion, cancellationToken) is not { } purged)
        {
            return null;
        }

        await RemoveAsync(user.Id, purged);
        return ReceiptView.Of(purged.Receipt, await EraseAsync());
    }

    /// <summary>What purging a selection would come to.</summary>
    public async Task<PurgePlan> PlanAsync(CurrentUser user, BulkSelection selection, CancellationToken cancellationToken)
    {
        var ids = await conversations.IdsAsync(user, selection, changedSince: null, cancellationToken);
        var plan = PurgePlan.Nothing;
        await using var db = await database.ReadAsync(cancellationToken);
        foreach (var some in ids.Chunk(PageLimits.Max))
        {
            plan += await PurgeWrites.PlanAsync(db, user.Id, some);
        }

        return plan;
    }

    /// <summary>What of a selection is in the trash and not held, whether or not it was exported. What was begun is ended when it is cancelled.</summary>
    /// <param name="onProgress">Told how many are gone so far.</param>
    /// <returns>How many are gone.</returns>
    public async Task<int> PurgeAllAsync(CurrentUser user, BulkSelection selection, Action<int> onProgress, CancellationToken cancellationToken)
    {
        var ids = await conversations.IdsAsync(user, selection, changedSince: null, cancellationToken);
        var gone = 0;
        try
        {
            // Some at once, because they share the waiting for the disk.
            await Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (id, _) =>
            {
                if (await TakeAsync(user, id, candidate => candidate is { HeldAt: null, Conversation.Status: ConversationStatus.Deleted }, expectedVersion: null, CancellationToken.None) is { } purged)
                {
                    await RemoveAsync(user.Id, purged);
                    onProgress(Interlocked.Increment(ref gone));
                }
            });
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Those that are gone are gone.
        }

        await EraseAsync();
        return gone;
    }

    /// <summary>Those of them whose time in the trash is over, and which are not held; the log is cleared once, for all of them.</summary>
    /// <param name="before">Of the owner's rules: what is in the trash since then may go; null is nothing.</param>
    internal async Task PurgeTrashAsync(string ownerId, IReadOnlyList<Guid> ids, Func<RetentionRules, DateTimeOffset?> before, DateTimeOffset now)
    {
        foreach (var id in ids)
        {
            var purged = await database.WriteAsync(
                async db =>
                {
                    var rules = await RetentionRuleWrites.ReadAsync(db, ownerId, db.ForShare);
                    if (await PurgeWrites.FindAsync(db, ownerId, id) is not { HeldAt: null } candidate
                        || !(candidate.DeletedAt <= before(rules))
                        || (rules.BackupFirst && !await BackupWrites.IsThereAsync(db, id)))
                    {
                        return null;
                    }

                    var taken = await PurgeWrites.TakeAsync(db, candidate, PurgeReason.Retention, keepsBackup: rules.BackupFirst, now);
                    await AuditWrites.AddAsync(db, AuditEntry.ByProgram(ownerId, AuditAction.Purged, now, RetentionSweep.Origin, id));
                    return taken;
                },
                CancellationToken.None);
            if (purged is not null)
            {
                await RemoveAsync(ownerId, purged);
                _isLogUnclear = true;
            }
        }

        if (_isLogUnclear)
        {
            _isLogUnclear = !await database.ClearRemovedAsync(CancellationToken.None); // when somebody reads an older state, the next round does it
        }
    }

    /// <summary>What a process left that was ended in the middle, and what is still in the log.</summary>
    /// <returns>How many conversations.</returns>
    internal async Task<int> RemoveLeftAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<Guid> left;
        await using (var db = await database.ReadAsync(cancellationToken))
        {
            left = await PurgeWrites.FindLeftAsync(db);
        }

        foreach (var id in left)
        {
            await RemoveRowsAsync(id);
        }

        if (left.Count > 0 || _isLogUnclear)
        {
            await EraseAsync(cancellationToken);
        }

        return left.Count;
    }

    /// <summary>Null when it is not there, or may not go.</summary>
    private Task<PurgedConversation?> TakeAsync(
        CurrentUser user, Guid id, Func<PurgeCandidate, bool> mayGo, long? expectedVersion, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return database.WriteAsync(
            async db =>
            {
                if (await PurgeWrites.FindAsync(db, user.Id, id, expectedVersion) is not { } candidate || !mayGo(candidate))
                {
                    return null;
                }

                _isLogUnclear = true;
                var taken = await PurgeWrites.TakeAsync(db, candidate, PurgeReason.Asked, keepsBackup: false, now);
                await AuditWrites.AddAsync(db, user.Did(AuditAction.Purged, now, id));
                return taken;
            },
            cancellationToken);
    }

    private static bool Require(PurgeCandidate candidate, bool isConfirmed)
    {
        if (candidate.HeldAt is not null)
        {
            throw new ConflictException("The conversation is held: nothing may delete it for good.");
        }

        if (!isConfirmed && candidate.IsChangedSinceExport)
        {
            throw new ConflictException("It was not exported since it changed. Export it first, or say confirm=true.")
            {
                Link = $"/api/conversations/{candidate.Conversation.Id}/export?format=json",
            };
        }

        return true;
    }

    /// <summary>Once begun it is not cancelled: what is nobody's any more is to go.</summary>
    private async Task RemoveAsync(string ownerId, PurgedConversation purged)
    {
        live.Publish(new LiveEvent(LiveEventKind.ConversationRemoved, ownerId, purged.Receipt.ConversationId, purged.Version));
        await jobs.StopAsync(purged.JobIds);
        await RemoveRowsAsync(purged.Receipt.ConversationId);
        await files.RemoveChunksAsync(purged.FileIds, CancellationToken.None);
        if (purged.JobIds.Count > 0)
        {
            await jobs.SweepAsync(CancellationToken.None);
        }
    }

    private async Task RemoveRowsAsync(Guid id)
    {
        while (await database.WriteAsync(db => PurgeWrites.RemoveSomeAsync(db, id), CancellationToken.None))
        {
            // Others write in between.
        }
    }

    /// <returns>Whether nothing is left in the log either.</returns>
    private async Task<bool> EraseAsync(CancellationToken cancellationToken = default)
    {
        var begun = clock.GetTimestamp();
        while (!await database.ClearRemovedAsync(cancellationToken))
        {
            if (clock.GetElapsedTime(begun) > Patience)
            {
                _isLogUnclear = true;
                return false;
            }

            await Task.Delay(Pause, clock, cancellationToken);
        }

        _isLogUnclear = false;
        return true;
    }
}
