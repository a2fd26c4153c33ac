using System.Collections.Concurrent;
using System.IO.Pipelines;
using ConvoWeb.Data;
using ConvoWeb.Data.Audit;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Files;
using ConvoWeb.Data.Privacy;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Export;
using ConvoWeb.Features.Export.Bulk;
using ConvoWeb.Features.Messages.Files;
using ConvoWeb.Platform.Hosting;
using ConvoWeb.Platform.Paging;

namespace ConvoWeb.Features.Retention.Backups;

/// <summary>Writes a conversation into a file before a rule deletes it for good, and keeps those files for their owner.</summary>
public sealed partial class BackupService(
    IDatabase database, BulkExportService exports, FileService files, Settings settings, TimeProvider clock, ILogger<BackupService> logger)
{
    private const string Order = "backups";

    private const string Columns =
        """
        SELECT b.id, b.conversation_id, b.messages, b.written_at, f.name, f.size, f.sha256, b.file_id
        FROM backups b JOIN files f ON f.id = b.file_id AND f.state = 'stored'
        """;

    /// <summary>What could not be written is tried again, and not each time that there is a sweep.</summary>
    private static readonly TimeSpan TriedAgainAfter = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<NotBackedUp, DateTimeOffset> _failed = new();

    /// <summary>
    /// Written, read again, and only then called a backup. When the conversation changes meanwhile, or the file is not whole, there
    /// is none; that of another conversation is none the worse for it.
    /// </summary>
    public async Task WriteAsync(string ownerId, NotBackedUp which, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (_failed.TryGetValue(which, out var failedAt) && now - failedAt < TriedAgainAfter)
        {
            return;
        }

        try
        {
            await WriteAsync(ownerId, which, now, cancellationToken);
            _failed.TryRemove(which, out _);
        }
        catch (ConflictException)
        {
            // It was deleted for good while it was written.
        }
        catch (Exception fault) when (fault is not OperationCanceledException && database.Translate(fault) is not { Kind: DatabaseFaultKind.Unavailable })
        {
            var isFirst = _failed.TryAdd(which, now);
            _failed[which] = now;
            LogNotWritten(which.Id, fault);
            if (isFirst && fault is InvalidDataException)
            {
                await NoteFailureAsync(ownerId, which.Id, now);
            }
        }
    }

    private async Task WriteAsync(string ownerId, NotBackedUp which, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var file = await ReceiveAsync(ownerId, which.Id, cancellationToken);
        var given = default(IReadOnlyList<Guid>);
        try
        {
            var found = await BackupCheck.ReadAsync(files.OpenReceived(file.Upload!), file.Upload!.Sha256!, which.Id, cancellationToken);
            given = await database.WriteAsync(db => KeepAsync(db, ownerId, which, file, found, now), cancellationToken);
        }
        finally
        {
            if (given is null)
            {
                await files.ForgetAsync(file);
                await database.ClearRemovedAsync(CancellationToken.None);
            }
        }

        await files.RemoveChunksAsync(given ?? [], CancellationToken.None);
    }

    private async Task NoteFailureAsync(string ownerId, Guid id, DateTimeOffset now) => await database.WriteAsync(
        async db =>
        {
            await AuditWrites.AddAsync(db, AuditEntry.ByProgram(ownerId, AuditAction.NotBackedUp, now, RetentionSweep.Origin, id));
            return id;
        },
        CancellationToken.None);

    /// <summary>The newest first.</summary>
    /// <exception cref="Data.InvalidInputException">The cursor or the limit is none of ours.</exception>
    public async Task<Page<BackupView>> ListAsync(CurrentUser user, string? cursor, int? limit, CancellationToken cancellationToken)
    {
        var size = PageLimits.Check(limit);
        var before = Cursor.Parse(cursor, Order)?.Id ?? Guid.AllBitsSet;
        var items = new List<BackupView>();
        await using var db = await database.ReadAsync(cancellationToken);
        await using var row = await db
            .Statement(
                $"{Columns} WHERE b.owner_id = @owner AND b.id < @before ORDER BY b.id DESC LIMIT @limit",
                ("@owner", user.Id),
                ("@before", before),
                ("@limit", size + 1))
            .ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            items.Add(new BackupView
            {
                Id = row.Id(0),
                ConversationId = row.Id(1),
                Messages = row.GetInt32(2),
                WrittenAt = row.Time(3),
                FileName = row.GetString(4),
                Size = row.GetInt64(5),
                Sha256 = row.GetString(6),
                FileId = row.Id(7),
            });
        }

        return items.ToPage(size, last => new Cursor(Order, "", last.Id));
    }

    public async Task<BackupTotals> TotalsAsync(CurrentUser user, CancellationToken cancellationToken)
    {
        await using var db = await database.ReadAsync(cancellationToken);
        await using var row = await db
            .Statement($"SELECT count(*), coalesce(sum(size), 0) FROM ({Columns} WHERE b.owner_id = @owner) own", ("@owner", user.Id))
            .ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return new BackupTotals(row.GetInt32(0), row.GetInt64(1));
    }

    /// <summary>False when the user has no such backup.</summary>
    public Task<bool> RemoveAsync(CurrentUser user, Guid id, CancellationToken cancellationToken) =>
        RemoveAsync(user.Id, id, conversation => user.Did(AuditAction.BackupRemoved, clock.GetUtcNow(), conversation), cancellationToken);

    /// <summary>What is older than anything may be here; without a limit of the instance, nothing is.</summary>
    internal async Task RemoveOldAsync(CancellationToken cancellationToken)
    {
        if (settings.RetentionMaxDays is not { } days)
        {
            return;
        }

        var now = clock.GetUtcNow();
        foreach (var (owner, id) in await FindOldAsync())
        {
            await RemoveAsync(
                owner, id, conversation => AuditEntry.ByProgram(owner, AuditAction.BackupRemoved, now, RetentionSweep.Origin, conversation), cancellationToken);
        }

        async Task<IReadOnlyList<(string OwnerId, Guid Id)>> FindOldAsync()
        {
            await using var db = await database.ReadAsync(cancellationToken);
            return await BackupWrites.FindOlderAsync(db, now.AddDays(-days));
        }
    }

    private async Task<bool> RemoveAsync(string ownerId, Guid id, Func<Guid, AuditEntry> entryOf, CancellationToken cancellationToken)
    {
        var removed = await database.WriteAsync(
            async db =>
            {
                if (await BackupWrites.RemoveAsync(db, ownerId, id) is not { } backup)
                {
                    return null;
                }

                await AuditWrites.AddAsync(db, entryOf(backup.ConversationId));
                return backup;
            },
            cancellationToken);
        if (removed is null)
        {
            return false;
        }

        await files.RemoveChunksAsync(removed.FileIds, CancellationToken.None);
        await database.ClearRemovedAsync(CancellationToken.None); // while somebody reads an older state it stays a little longer
        return true;
    }

    /// <summary>As an export that is taken in while it is written: it is never whole in memory.</summary>
    private async Task<ReceivedFile> ReceiveAsync(string ownerId, Guid conversationId, CancellationToken cancellationToken)
    {
        var user = new CurrentUser(ownerId) { Origin = RetentionSweep.Origin };
        var what = exports.Check(new BulkExportRequest { Ids = [conversationId], Format = "jsonl", Files = true });
        var pipe = new Pipe();
        await using var content = pipe.Reader.AsStream();
        var writing = WriteAsync();
        try
        {
            return await files.ReceiveAsync(user, new FileUpload(what.FileTitle, what.Format.MediaType, content) { IsOwn = true, For = conversationId }, cancellationToken);
        }
        finally
        {
            await pipe.Reader.CompleteAsync();
            await writing;
        }

        async Task WriteAsync()
        {
            try
            {
                await exports.WriteAsync(user, what, [conversationId], async (bytes, cancellation) => await pipe.Writer.WriteAsync(bytes, cancellation), cancellationToken);
                await pipe.Writer.CompleteAsync();
            }
            catch (Exception exception)
            {
                await pipe.Writer.CompleteAsync(exception); // thrown by who takes it in
            }
        }
    }

    /// <summary>The files that the backup before leaves behind; null when the conversation has changed, or is not in the trash any more.</summary>
    /// <exception cref="InvalidDataException">Not all of its messages are in it.</exception>
    private static async ValueTask<IReadOnlyList<Guid>?> KeepAsync(
        DatabaseScope db, string ownerId, NotBackedUp which, ReceivedFile file, CheckedBackup found, DateTimeOffset now)
    {
        if (await LockedConversation.LockAsync(db, ownerId, which.Id) is not { Status: ConversationStatus.Deleted } conversation
            || conversation.Version != which.Version)
        {
            return null;
        }

        var messages = (long)(await db.Statement("SELECT count(*) FROM messages WHERE conversation_id = @id", ("@id", which.Id)).ExecuteScalarAsync())!;
        if (messages != found.Messages)
        {
            throw new InvalidDataException($"{found.Messages} of {messages} messages are in it.");
        }

        await FileUses.ForgetAsync(db, which.Id, file.Upload!.Id); // it is the owner's from now on
        var kept = (await FileService.KeepAsync(db, ownerId, file, ExportFileName.Of(found.Title, ".zip")))!;
        var given = await BackupWrites.ReplaceAsync(db, new Backup
        {
            Id = Guid.CreateVersion7(now),
            OwnerId = ownerId,
            ConversationId = which.Id,
            Version = which.Version,
            Messages = found.Messages,
            FileId = kept.Id,
            WrittenAt = now,
        });
        await AuditWrites.AddAsync(db, AuditEntry.ByProgram(ownerId, AuditAction.BackedUp, now, RetentionSweep.Origin, which.Id));
        return given;
    }

    [LoggerMessage(LogLevel.Error, "There is no whole backup of conversation {ConversationId}, so that it stays in the trash")]
    private partial void LogNotWritten(Guid conversationId, Exception fault);
}
