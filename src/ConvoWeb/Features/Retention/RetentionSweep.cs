using System.Text.Json;
using ConvoWeb.Data.Audit;
using ConvoWeb.Data.Leases;
using ConvoWeb.Data.Privacy;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Live;
using ConvoWeb.Features.Messages.Files;
using ConvoWeb.Features.Retention.Backups;
using ConvoWeb.Features.Retention.Purge;
using ConvoWeb.Platform.Hosting;

namespace ConvoWeb.Features.Retention;

/// <summary>
/// Does what the rules say: warns, moves to the trash, removes sound, and purges what was in the trash for long enough. Each batch is
/// a transaction that asks anew whether it is due, so that it may break off anywhere, and two may be at it at once; the lease only
/// saves the others the work.
/// </summary>
public sealed class RetentionSweep(
    IDatabase database, PurgeService purge, BackupService backups, FileService files, ILiveEvents live, Settings settings, TimeProvider clock)
{
    /// <summary>What the trail says of who did it.</summary>
    internal const string Origin = "retention";

    private const int PurgedAtOnce = 50;

    /// <summary>When a node was ended in the middle, another goes on after it.</summary>
    private static readonly TimeSpan LeaseFor = TimeSpan.FromMinutes(1);

    private readonly string _holder = Guid.NewGuid().ToString();
    private DateTimeOffset _leaseUntil;

    private int? CapDays => settings.RetentionMaxDays;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (await FindOwnersAsync(now, cancellationToken) is not { Count: > 0 } owners || !await KeepLeaseAsync())
        {
            return;
        }

        try
        {
            foreach (var owner in owners)
            {
                await WarnAsync(owner, now);
                await MoveAsync(owner, now, cancellationToken);
                await SilenceAsync(owner, now, cancellationToken);
                await PurgeAsync(owner, now, cancellationToken);
            }
        }
        finally
        {
            _leaseUntil = default;
            await database.WriteAsync(db => LeaseWrites.GiveBackAsync(db, LeaseUntil(now)), CancellationToken.None);
        }
    }

    /// <summary>Those for whom there is something to do. Mostly there is none, and nothing is written.</summary>
    private async Task<IReadOnlyList<string>> FindOwnersAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var found = new List<string>();
        await using var db = await database.ReadAsync(cancellationToken);
        foreach (var owner in await RetentionRuleWrites.OwnersAsync(db, CapDays is not null))
        {
            if (await IsAnythingDueAsync(db, await RetentionRuleWrites.ReadAsync(db, owner), now))
            {
                found.Add(owner);
            }
        }

        return found;
    }

    private async ValueTask<bool> IsAnythingDueAsync(DatabaseScope db, RetentionRules rules, DateTimeOffset now)
    {
        foreach (var term in rules.Terms(CapDays))
        {
            if ((await DueConversations.FindSomeAsync(db, term, now)).Count > 0
                || await DueSounds.IsAnyAsync(db, term, now)
                || (MayWarn(rules, now) && (await DueConversations.NotExportedAsync(db, term, now + RetentionService.WarnedBefore, 1)).Count > 0))
            {
                return true;
            }
        }

        return rules.TrashedBefore(now, CapDays) is { } before && (await DueConversations.TrashedAsync(db, rules.OwnerId, before, isBackedUp: false, 1)).Count > 0;
    }

    /// <summary>Once a day is enough.</summary>
    private static bool MayWarn(RetentionRules rules, DateTimeOffset now) => !(rules.WarnedAt > now.AddDays(-1));

    private async Task WarnAsync(string owner, DateTimeOffset now)
    {
        var warning = await database.WriteAsync(
            async db =>
            {
                var rules = await RetentionRuleWrites.ReadAsync(db, owner);
                return MayWarn(rules, now)
                    && await RetentionService.WarningAsync(db, rules.Terms(CapDays), now) is { } warning
                    && await RetentionRuleWrites.WarnAsync(db, owner, now.AddDays(-1), now)
                    ? warning
                    : null;
            },
            CancellationToken.None);
        if (warning is not null)
        {
            live.Publish(new LiveEvent(LiveEventKind.RetentionWarning, owner, Guid.Empty, 0)
            {
                Message = JsonSerializer.SerializeToUtf8Bytes(warning, RetentionJson.Api.RetentionWarning),
            });
        }
    }

    private async Task MoveAsync(string owner, DateTimeOffset now, CancellationToken cancellationToken)
    {
        while (await database.WriteAsync(db => MoveSomeAsync(db, owner, now), cancellationToken) is { Count: > 0 } moved)
        {
            foreach (var (id, version) in moved)
            {
                live.Publish(new LiveEvent(LiveEventKind.ConversationRemoved, owner, id, version));
            }

            await KeepLeaseAsync();
        }
    }

    /// <summary>By the rules as they are in this transaction: nothing moves by one that was changed in between.</summary>
    private async ValueTask<IReadOnlyList<(Guid Id, long Version)>> MoveSomeAsync(DatabaseScope db, string owner, DateTimeOffset now)
    {
        foreach (var term in (await RetentionRuleWrites.ReadAsync(db, owner, db.ForShare)).Terms(CapDays))
        {
            if (await DueConversations.MoveSomeAsync(db, term, now) is { Count: > 0 } moved)
            {
                var only = moved.Count == 1 ? moved[0].Id : default(Guid?);
                await AuditWrites.AddAsync(db, AuditEntry.ByProgram(owner, AuditAction.Trashed, now, Origin, only, moved.Count));
                return moved;
            }
        }

        return [];
    }

    private async Task SilenceAsync(string owner, DateTimeOffset now, CancellationToken cancellationToken)
    {
        while (await database.WriteAsync(db => SilenceSomeAsync(db, owner, now), cancellationToken) is { } silenced)
        {
            foreach (var message in silenced.MessageIds)
            {
                live.Publish(new LiveEvent(LiveEventKind.MessageChanged, owner, silenced.Id, silenced.Version) { MessageId = message });
            }

            await files.RemoveChunksAsync(silenced.FileIds, CancellationToken.None);
            await KeepLeaseAsync();
        }
    }

    private async ValueTask<SilencedConversation?> SilenceSomeAsync(DatabaseScope db, string owner, DateTimeOffset now)
    {
        foreach (var term in (await RetentionRuleWrites.ReadAsync(db, owner, db.ForShare)).Terms(CapDays))
        {
            if (await DueSounds.TakeSomeAsync(db, term, now) is { } silenced)
            {
                await AuditWrites.AddAsync(
                    db, AuditEntry.ByProgram(owner, AuditAction.Silenced, now, Origin, silenced.Id, silenced.MessageIds.Count));
                return silenced;
            }
        }

        return null;
    }

    private async Task PurgeAsync(string owner, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await BackUpAsync(owner, now, cancellationToken);
        while (!cancellationToken.IsCancellationRequested && await FindTrashedAsync() is { Count: > 0 } ids)
        {
            await purge.PurgeTrashAsync(owner, ids, rules => rules.TrashedBefore(now, CapDays), now);
            await KeepLeaseAsync();
        }

        async Task<IReadOnlyList<Guid>> FindTrashedAsync()
        {
            await using var db = await database.ReadAsync(cancellationToken);
            var rules = await RetentionRuleWrites.ReadAsync(db, owner);
            return rules.TrashedBefore(now, CapDays) is { } before
                ? await DueConversations.TrashedAsync(db, owner, before, rules.BackupFirst, PurgedAtOnce)
                : [];
        }
    }

    /// <summary>What has no backup after this stays in the trash, where the next sweep finds it.</summary>
    private async Task BackUpAsync(string owner, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var last = Guid.Empty;
        while (await FindMissingAsync() is { Count: > 0 } missing)
        {
            foreach (var one in missing)
            {
                await backups.WriteAsync(owner, one, cancellationToken);
                await KeepLeaseAsync();
            }

            last = missing[^1].Id;
        }

        async Task<IReadOnlyList<NotBackedUp>> FindMissingAsync()
        {
            await using var db = await database.ReadAsync(cancellationToken);
            var rules = await RetentionRuleWrites.ReadAsync(db, owner);
            return rules.BackupFirst && rules.TrashedBefore(now, CapDays) is { } before
                ? await BackupWrites.MissingAsync(db, owner, before, last, PurgedAtOnce)
                : [];
        }
    }

    /// <summary>Takes it, or renews it when half of its time is over. False: another node sweeps.</summary>
    private async Task<bool> KeepLeaseAsync()
    {
        var now = clock.GetUtcNow();
        if (_leaseUntil - now > LeaseFor / 2)
        {
            return true;
        }

        var isOurs = await database.WriteAsync(db => LeaseWrites.TakeAsync(db, LeaseUntil(now + LeaseFor), now), CancellationToken.None);
        _leaseUntil = isOurs ? now + LeaseFor : default;
        return isOurs;
    }

    private Lease LeaseUntil(DateTimeOffset until) => new() { Name = Origin, Holder = _holder, Until = until };
}
