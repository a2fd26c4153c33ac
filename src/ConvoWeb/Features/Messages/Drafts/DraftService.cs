using ConvoWeb.Data;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Live;
using ConvoWeb.Features.Messages.Files;
using ConvoWeb.Features.Privacy.Redaction;
using ConvoWeb.Platform.Errors;
using ConvoWeb.Platform.Hosting;
using ConvoWeb.Platform.Observability;

namespace ConvoWeb.Features.Messages.Drafts;

/// <summary>Messages while they are streamed; <see cref="AppendService"/> begins them.</summary>
public sealed class DraftService(
    IDatabase database,
    AppendService appends,
    OwnerRedactions redactions,
    DraftLeases leases,
    ILiveEvents live,
    Settings settings,
    ConvoWebMetrics metrics,
    TimeProvider clock)
{
    private const int SilentAtOnce = 100;

    /// <summary>Null when the user has no such message. When it returns, the text is on disk.</summary>
    /// <exception cref="DeltaGapException">A delta before these is missing.</exception>
    /// <exception cref="ConflictException">The message is final, or the conversation is in the trash.</exception>
    /// <exception cref="InvalidInputException">A delta has no number or no text, or the message would become too large.</exception>
    public async Task<DeltasResult?> AppendAsync(
        CurrentUser user, Guid conversationId, Guid messageId, IReadOnlyList<NewDelta?> deltas, CancellationToken cancellationToken, bool isStored = true)
    {
        var numbered = NewDelta.Numbered(deltas);
        if (!isStored || !settings.PersistTranscripts)
        {
            return await RelayAsync(user, conversationId, messageId, numbered, cancellationToken);
        }

        var now = clock.GetUtcNow();
        var lease = leases.From(now);
        var (appended, changed) = await database.WriteAsync(
            async db =>
            {
                RedactionPolicy? policy = null;
                var appended = await DeltaWrites.AppendAsync(
                    db,
                    user.Id,
                    conversationId,
                    messageId,
                    numbered,
                    async draft => (policy = await redactions.AtAsync(db, user, draft.Revision)).Draft(draft),
                    lease,
                    now);
                return (appended, appended is { IsChange: true } ? (await MessageService.ReadAsync(db, conversationId, messageId))!.Redacted(policy!) : null);
            },
            cancellationToken);

        if (appended is null)
        {
            return null;
        }

        if (changed is not null)
        {
            live.Publish(MessageEvents.Of(LiveEventKind.MessageChanged, user, changed));
        }
        else if (appended.Next > appended.N)
        {
            live.Publish(MessageEvents.OfDelta(user.Id, conversationId, messageId, appended));
        }

        return new DeltasResult(appended.Next, Stored: true);
    }

    /// <summary>Ends the draft; one that has ended already answers as it did then. Null when there is no such message.</summary>
    /// <exception cref="DeltaGapException">Not all deltas have come.</exception>
    /// <exception cref="ConflictException">The conversation is in the trash.</exception>
    /// <exception cref="InvalidInputException">A field is over its limit.</exception>
    /// <param name="inSame">Written in the same transaction, when it ends the draft.</param>
    public async Task<AppendResult?> FinalizeAsync(
        CurrentUser user,
        Guid conversationId,
        Guid messageId,
        DraftEnd end,
        CancellationToken cancellationToken,
        bool isStored = true,
        Func<DatabaseScope, ValueTask>? inSame = null)
    {
        InputErrors.Check(end.Check);
        if (!isStored || !settings.PersistTranscripts)
        {
            return await RelayEndAsync(user, conversationId, messageId, end, cancellationToken);
        }

        var now = clock.GetUtcNow();
        var (message, hasEnded) = await database.WriteAsync<(MessageView?, bool)>(
            async db =>
            {
                if (await LockedConversation.LockAsync(db, user.Id, conversationId) is not { } conversation)
                {
                    return (null, false);
                }

                await FileService.RequireAsync(db, user.Id, end.AudioUrl);
                var policy = await redactions.AtAsync(db, user, conversation.RedactionRevision);
                var hasEnded = await DraftWrites.EndAsync(
                    db,
                    conversation.NotInTrash(),
                    messageId,
                    (draft, _) => end.Of(draft) is var ended ? ended with { Metadata = policy.Json(ended.Metadata) } : null,
                    end.N,
                    now);
                if (hasEnded && inSame is not null)
                {
                    await inSame(db);
                }

                return ((await MessageService.ReadAsync(db, conversationId, messageId))?.Redacted(policy), hasEnded);
            },
            cancellationToken);

        if (hasEnded)
        {
            metrics.Append(1);
            live.Publish(MessageEvents.Of(LiveEventKind.MessageFinalized, user, message!));
        }

        return message is null ? null : new AppendResult(message, Stored: true);
    }

    /// <summary>Ends the drafts whose writers fell silent, with all the text that was acknowledged.</summary>
    /// <returns>How many.</returns>
    public async Task<int> InterruptSilentAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        IReadOnlyList<SilentDraft> silent;
        await using (var db = await database.ReadAsync(cancellationToken))
        {
            silent = await DraftWrites.FindSilentAsync(db, leases.Node, now, SilentAtOnce);
        }

        foreach (var draft in silent)
        {
            var interrupted = await database.WriteAsync(
                async db =>
                    await LockedConversation.LockAsync(db, draft.OwnerId, draft.ConversationId) is { } conversation
                    && await DraftWrites.InterruptAsync(db, conversation, draft.MessageId, leases.Node, now)
                        ? (await MessageService.ReadAsync(db, draft.ConversationId, draft.MessageId))?.Redacted(await redactions.AtAsync(db, draft.OwnerId, conversation.RedactionRevision))
                        : null,
                cancellationToken);
            if (interrupted is not null)
            {
                live.Publish(MessageEvents.Of(LiveEventKind.MessageFinalized, new CurrentUser(draft.OwnerId), interrupted));
            }
        }

        return silent.Count;
    }

    /// <summary>Nothing is kept, the numbers neither: each is shown as it comes.</summary>
    private async Task<DeltasResult?> RelayAsync(
        CurrentUser user, Guid conversationId, Guid messageId, IReadOnlyList<NumberedText> deltas, CancellationToken cancellationToken)
    {
        if (!await appends.MayRelayAsync(user, conversationId, cancellationToken))
        {
            return null;
        }

        var next = deltas.Count == 0 ? 0 : deltas[^1].N + 1;
        if (deltas.Count > 0)
        {
            var appended = new DeltasAppended(deltas[0].N, next, string.Concat(deltas.Select(delta => delta.Text)), Version: 0, IsChange: false);
            live.Publish(MessageEvents.OfDelta(user.Id, conversationId, messageId, appended) with { IsStored = false });
        }

        return new DeltasResult(next, Stored: false);
    }

    private async Task<AppendResult?> RelayEndAsync(
        CurrentUser user, Guid conversationId, Guid messageId, DraftEnd end, CancellationToken cancellationToken)
    {
        if (!await appends.MayRelayAsync(user, conversationId, cancellationToken))
        {
            return null;
        }

        // Whoever shows it has its text; nobody else ever will.
        var now = clock.GetUtcNow();
        var row = new NewMessage { Type = MessageType.Ai, Content = "", Model = end.Model, AudioUrl = end.AudioUrl, AudioDuration = end.AudioDuration }.ToRow(now)
            with
        { Id = messageId, State = end.State ?? MessageState.Final };
        var message = MessageView.From(row, conversationId, seq: 0, parentId: null, version: 0);
        live.Publish(MessageEvents.NotStored(LiveEventKind.MessageFinalized, user, message));
        return new AppendResult(message, Stored: false);
    }
}
