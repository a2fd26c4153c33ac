using ConvoWeb.Data;
using ConvoWeb.Data.Conventions;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Idempotency;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Live;
using ConvoWeb.Features.Messages.Drafts;
using ConvoWeb.Features.Messages.Files;
using ConvoWeb.Features.Privacy.Redaction;
using ConvoWeb.Platform.Errors;
using ConvoWeb.Platform.Hosting;
using ConvoWeb.Platform.Observability;

namespace ConvoWeb.Features.Messages;

/// <summary>Adds messages: stores them, or only shows them where nothing is to be stored.</summary>
public sealed class AppendService(
    IDatabase database,
    ILiveEvents live,
    OwnerRedactions redactions,
    DraftLeases leases,
    Settings settings,
    ConvoWebMetrics metrics,
    TimeProvider clock)
{
    /// <summary>Null when the user has no such conversation. When it returns, the message is on disk.</summary>
    /// <param name="isStored">False: it is only shown to whoever looks.</param>
    /// <exception cref="InvalidInputException">A field is over its limit or contradicts what is stored.</exception>
    /// <exception cref="ConflictException">The conversation is in the trash.</exception>
    public async Task<AppendResult?> AppendAsync(
        CurrentUser user, Guid conversationId, NewMessage message, IdempotencyKey? key, CancellationToken cancellationToken, bool isStored = true)
    {
        var now = clock.GetUtcNow();
        IReadOnlyList<NewMessageRow> rows = [RowOf(message, now)];
        var appended = isStored && settings.PersistTranscripts
            ? await StoreAsync(user, conversationId, rows, key, inSame: null, now, cancellationToken)
            : await RelayAsync(user, conversationId, rows, cancellationToken);
        return appended is null ? null : new AppendResult(appended[0], isStored && settings.PersistTranscripts);
    }

    /// <summary>Appends one after the other, all or none. Null when the user has no such conversation.</summary>
    /// <param name="key">Of the whole: when it was done before, only the last of them is returned.</param>
    /// <param name="inSame">Written in the same transaction, with the ids of the messages.</param>
    /// <inheritdoc cref="AppendAsync" path="/exception"/>
    internal async Task<IReadOnlyList<MessageView>?> AppendAllAsync(
        CurrentUser user,
        Guid conversationId,
        IReadOnlyList<NewMessage> messages,
        IdempotencyKey key,
        Func<DatabaseScope, IReadOnlyList<Guid>, ValueTask> inSame,
        CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        IReadOnlyList<NewMessageRow> rows = [.. messages.Select(message => RowOf(message, now))];
        return settings.PersistTranscripts
            ? await StoreAsync(user, conversationId, rows, key, inSame, now, cancellationToken)
            : await RelayAsync(user, conversationId, rows, cancellationToken);
    }

    private NewMessageRow RowOf(NewMessage message, DateTimeOffset now)
    {
        InputErrors.Check(errors => message.Check(errors));
        return message.ToRow(now) with { Lease = message.State is MessageState.Draft ? leases.From(now) : null };
    }

    private async Task<IReadOnlyList<MessageView>?> StoreAsync(
        CurrentUser user,
        Guid conversationId,
        IReadOnlyList<NewMessageRow> posted,
        IdempotencyKey? key,
        Func<DatabaseScope, IReadOnlyList<Guid>, ValueTask>? inSame,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var redacted = await redactions.PrepareAsync(user, policy => posted.Select(policy.Row).ToList(), cancellationToken);
        var (stored, areNew) = await database.WriteAsync<(IReadOnlyList<MessageView>?, bool)>(
            async db =>
            {
                if (await IdempotencyWrites.FindAsync(db, user.Id, key, now) is { } before)
                {
                    var last = await MessageService.ReadAsync(db, conversationId, before) ?? throw IdempotencyWrites.Removed();
                    return ([last.Redacted(await redactions.NowAsync(db, user.Id))], false);
                }

                if (await LockedConversation.LockAsync(db, user.Id, conversationId) is not { } conversation)
                {
                    return (null, false);
                }

                var rows = await redacted.InAsync(db, conversation.RedactionRevision);
                foreach (var row in rows)
                {
                    await FileService.RequireAsync(db, user.Id, row.AudioUrl);
                }

                var appended = await MessageWrites.AppendAsync(db, conversation.NotInTrash(), rows, now);
                if (inSame is not null)
                {
                    await inSame(db, [.. rows.Select(row => row.Id)]);
                }

                await IdempotencyWrites.RememberAsync(db, user.Id, key, StatusCodes.Status201Created, rows[^1].Id, now);
                return ([.. rows.Select((row, i) => MessageView.From(row, conversationId, appended.FirstSeq + i, appended.ParentIds[i], appended.Version))], true);
            },
            cancellationToken);

        if (stored is not null && areNew)
        {
            metrics.Append(stored.Count(message => message.State is not MessageState.Draft));
            foreach (var message in stored)
            {
                live.Publish(MessageEvents.Of(LiveEventKind.MessageAdded, user, message));
            }
        }

        return stored;
    }

    /// <summary>Whether the user has such a conversation, for what is shown and not stored.</summary>
    /// <exception cref="ConflictException">It is in the trash.</exception>
    /// <exception cref="Privacy.Consent.NotRecordedException">It passed through the proxy, and its owner has not agreed to have it shown.</exception>
    internal async Task<bool> MayRelayAsync(CurrentUser user, Guid conversationId, CancellationToken cancellationToken)
    {
        await using var db = await database.ReadAsync(cancellationToken);
        if (user.IsRecorder)
        {
            (await redactions.NowAsync(db, user.Id)).For(user);
        }

        return await StatusAsync(db, user, conversationId) switch
        {
            null => false,
            ConversationStatus.Deleted => throw LockedConversation.IsInTrash(),
            _ => true,
        };
    }

    private async Task<IReadOnlyList<MessageView>?> RelayAsync(
        CurrentUser user, Guid conversationId, IReadOnlyList<NewMessageRow> rows, CancellationToken cancellationToken)
    {
        if (!await MayRelayAsync(user, conversationId, cancellationToken))
        {
            return null;
        }

        IReadOnlyList<MessageView> messages = [.. rows.Select(row => MessageView.From(row, conversationId, seq: 0, row.ParentId, version: 0))];
        foreach (var message in messages)
        {
            live.Publish(MessageEvents.NotStored(LiveEventKind.MessageAdded, user, message));
        }

        return messages;
    }

    private static async ValueTask<ConversationStatus?> StatusAsync(DatabaseScope db, CurrentUser user, Guid conversationId) =>
        await db
            .Statement("SELECT status FROM conversations WHERE id = @id AND owner_id = @owner", ("@id", conversationId), ("@owner", user.Id))
            .ExecuteScalarAsync() is string status
            ? Words<ConversationStatus>.Parse(status)
            : null;
}
