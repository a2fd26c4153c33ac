using System.Globalization;
using ConvoWeb.Data;
using ConvoWeb.Data.Audit;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Privacy;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Live;
using ConvoWeb.Features.Privacy.Redaction;
using ConvoWeb.Platform.Observability;

namespace ConvoWeb.Features.Import;

/// <summary>Stores imported conversations, each in one transaction, and only what is new of them.</summary>
public sealed class ImportWriter(IDatabase database, OwnerRedactions redactions, ILiveEvents live, ConvoWebMetrics metrics, TimeProvider clock)
{
    private const string InTrash = "It is in the trash here. Restore it first, then import it again.";

    public async Task<ImportResult> WriteAsync(CurrentUser user, ImportedConversation conversation, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var redacted = await redactions.PrepareAsync(user, conversation.Redacted, cancellationToken);
        var title = default(string);
        ImportResult result;
        try
        {
            result = await database.WriteAsync(
                async db =>
                {
                    var kept = await redacted.InAsync(db);
                    title = kept.Title;
                    return await FindPurgedAsync(db, user.Id, conversation) switch
                    {
                        null => await StoreAsync(db, user.Id, kept, now),
                        _ when conversation.BringsBack => await StoreAsync(db, user.Id, kept.BroughtBack(now), now),
                        { } purgedAt => Skipped(purgedAt),
                    };
                },
                cancellationToken);
        }
        catch (Exception exception) when (exception is InvalidInputException or ConflictException)
        {
            result = new ImportResult(ImportOutcome.Failed) { Reason = exception.Message };
        }

        result = result with { Title = title };
        if (result.Messages > 0)
        {
            metrics.Append(result.Messages);
        }

        if (result is { Outcome: ImportOutcome.Imported or ImportOutcome.Updated, Id: { } id })
        {
            var kind = result.Outcome is ImportOutcome.Imported ? LiveEventKind.ConversationAdded : LiveEventKind.MessageAdded;
            live.Publish(new LiveEvent(kind, user.Id, id, result.Version) { MessageId = result.LastMessageId });
        }

        return result;
    }

    /// <summary>What <see cref="WriteAsync"/> would do now.</summary>
    public async Task<ImportResult> PreviewAsync(CurrentUser user, ImportedConversation conversation, CancellationToken cancellationToken)
    {
        await using var db = await database.ReadAsync(cancellationToken);
        if (await FindPurgedAsync(db, user.Id, conversation) is { } purgedAt && !conversation.BringsBack)
        {
            return Skipped(purgedAt);
        }

        if (await KnownConversation.FindAsync(db, user.Id, conversation) is not { } known)
        {
            return new ImportResult(ImportOutcome.Imported) { Messages = conversation.Messages.Count };
        }

        if (known.Status is ConversationStatus.Deleted)
        {
            return new ImportResult(ImportOutcome.Skipped) { Id = known.Id, Reason = InTrash };
        }

        await known.ReadMessagesAsync(db);
        conversation = conversation.Redacted(await redactions.NowAsync(db, user.Id));
        var added = conversation.Messages.Count(message => known.Find(message) is null);
        var completed = (await known.FindCutAsync(db, conversation)).Count;
        return new ImportResult(added + completed == 0 ? ImportOutcome.Unchanged : ImportOutcome.Updated) { Id = known.Id, Messages = added, Completed = completed };
    }

    /// <summary>On the trail it is one act, however many conversations came.</summary>
    public async Task NoteAsync(CurrentUser user, ImportTotals totals)
    {
        var entry = user.Did(AuditAction.Imported, clock.GetUtcNow(), count: totals.Imported + totals.Updated);
        await database.WriteAsync(
            async db =>
            {
                await AuditWrites.AddAsync(db, entry);
                return entry.Id;
            },
            CancellationToken.None);
    }

    /// <summary>When it was deleted for good here; null when it was not, or is here again.</summary>
    private static async ValueTask<DateTimeOffset?> FindPurgedAsync(DatabaseScope db, string ownerId, ImportedConversation conversation)
    {
        var (source, externalId) = KnownConversation.OriginOf(conversation);
        return await PurgeReceipts.FindAsync(db, ownerId, conversation.Id, source, externalId) is { } purgedAt
            && await KnownConversation.FindAsync(db, ownerId, conversation) is null
            ? purgedAt
            : null;
    }

    /// <summary>What its owner deleted for good does not come back by the next import of everything.</summary>
    private static ImportResult Skipped(DateTimeOffset purgedAt) => new(ImportOutcome.Skipped)
    {
        IsPurged = true,
        Reason = string.Create(CultureInfo.InvariantCulture, $"It was deleted for good here on {purgedAt:d MMMM yyyy}."),
    };

    private static async ValueTask<ImportResult> StoreAsync(
        DatabaseScope db, string ownerId, ImportedConversation conversation, DateTimeOffset now)
    {
        var known = await KnownConversation.FindAsync(db, ownerId, conversation);
        if (known is null)
        {
            var personality = await PersonalityAsync(db, ownerId, conversation);
            var row = NewRow(ownerId, conversation, personality, now);
            if (await ConversationWrites.TryAddAsync(db, row, conversation.Tags))
            {
                return await FillAsync(db, row, conversation);
            }

            // Somebody imported it at the same moment; or its id is that of another owner's conversation.
            known = await KnownConversation.FindAsync(db, ownerId, conversation);
            if (known is null)
            {
                var (source, externalId) = KnownConversation.OriginOf(conversation);
                row = NewRow(ownerId, conversation with { Id = null, Source = source, ExternalId = externalId }, personality, now);
                return await ConversationWrites.TryAddAsync(db, row, conversation.Tags)
                    ? await FillAsync(db, row, conversation)
                    : throw new ConflictException("It changed while it was imported. Import it again.");
            }
        }

        return await UpdateAsync(db, ownerId, known, conversation, now);
    }

    private static async ValueTask<ImportResult> FillAsync(DatabaseScope db, Conversation row, ImportedConversation conversation)
    {
        var locked = (await LockedConversation.LockAsync(db, row.OwnerId, row.Id))!;
        var messages = await NewMessagesAsync(db, conversation, known: null);
        if (messages.Rows.Count > 0)
        {
            await MessageWrites.AppendAsync(db, locked, messages.Rows, row.UpdatedAt, messages.ActiveLeaf);
        }

        if (conversation.Id is not null)
        {
            // One of our own goes on where it was: with the number and the model that removed messages left behind.
            locked.NextSeq = Math.Max(locked.NextSeq, conversation.NextSeq ?? 0);
            locked.Model = conversation.Model ?? locked.Model;
            await locked.SaveAsync(db, row.UpdatedAt);
        }

        return new ImportResult(ImportOutcome.Imported)
        {
            Id = row.Id,
            Messages = messages.Rows.Count,
            Version = locked.Version,
            LastMessageId = messages.Rows.LastOrDefault()?.Id,
        };
    }

    private static async ValueTask<ImportResult> UpdateAsync(
        DatabaseScope db, string ownerId, KnownConversation known, ImportedConversation conversation, DateTimeOffset now)
    {
        if (await LockedConversation.LockAsync(db, ownerId, known.Id) is not { } locked)
        {
            throw new ConflictException("It was removed while it was imported. Import it again.");
        }

        if (locked.Status is ConversationStatus.Deleted)
        {
            return new ImportResult(ImportOutcome.Skipped) { Id = known.Id, Reason = InTrash };
        }

        await known.ReadMessagesAsync(db);
        var cut = await known.FindCutAsync(db, conversation);
        var messages = await NewMessagesAsync(db, conversation, known);
        if (messages.Rows.Count + cut.Count == 0)
        {
            return new ImportResult(ImportOutcome.Unchanged) { Id = known.Id, StoredAt = known.StoredAt };
        }

        foreach (var (id, whole) in cut)
        {
            await MessageCompletions.CompleteAsync(db, locked, id, whole, now);
        }

        if (messages.Rows.Count > 0)
        {
            await MessageWrites.AppendAsync(db, locked, messages.Rows, now, messages.ActiveLeaf ?? locked.ActiveLeafId);
        }

        return new ImportResult(ImportOutcome.Updated)
        {
            Id = known.Id,
            Messages = messages.Rows.Count,
            Completed = cut.Count,
            Version = locked.Version,
            LastMessageId = messages.Rows.Count > 0 ? messages.Rows[^1].Id : cut[^1].Id,
        };
    }

    private static async ValueTask<(List<NewMessageRow> Rows, Guid? ActiveLeaf)> NewMessagesAsync(
        DatabaseScope db, ImportedConversation conversation, KnownConversation? known)
    {
        var ids = new Dictionary<string, Guid>(StringComparer.Ordinal);
        var externalIds = new HashSet<string>(StringComparer.Ordinal);
        var rows = new List<NewMessageRow>();
        foreach (var message in conversation.Messages)
        {
            if (known?.Find(message) is { } stored)
            {
                ids[message.Key] = stored;
                continue;
            }

            // One that came in an earlier part of its conversation is no part of this one.
            Guid? parent = message.ParentKey is not { } above ? null : ids.TryGetValue(above, out var here) ? here : known?.Find(above);
            var keepsId = message.Id is { } own && await IsFreeAsync(db, own);
            var id = keepsId ? message.Id!.Value : Guid.CreateVersion7(message.Timestamp);
            // By its key it is found again where its own id, or the one at its source, belongs to another.
            var externalId = message.ExternalId ?? (keepsId ? null : message.Key);
            rows.Add(new NewMessageRow
            {
                Id = id,
                ParentId = parent,
                IsRoot = parent is null,
                Seq = known is null ? message.Seq : null,
                Type = message.Type,
                State = message.State is MessageState.Draft ? MessageState.Interrupted : message.State, // nobody writes on here
                Content = message.Content,
                Timestamp = message.Timestamp,
                Model = message.Model,
                AudioUrl = message.AudioUrl,
                AudioDuration = message.AudioDuration,
                TokensIn = message.TokensIn,
                TokensOut = message.TokensOut,
                TokensEstimated = message.TokensEstimated,
                ExternalId = externalId is null || externalIds.Add(externalId) ? externalId : message.Key,
                Metadata = message.Metadata,
            });
            ids[message.Key] = id;
        }

        return (rows, conversation.ActiveKey is { } active && ids.TryGetValue(active, out var leaf) ? leaf : null);
    }

    private static Conversation NewRow(string ownerId, ImportedConversation conversation, Guid? personalityId, DateTimeOffset now) => new()
    {
        Id = conversation.Id ?? Guid.CreateVersion7(conversation.CreatedAt),
        OwnerId = ownerId,
        Title = conversation.Title,
        TitleKey = Conversation.TitleKeyOf(conversation.Title),
        PersonalityId = personalityId,
        CreatedAt = conversation.CreatedAt,
        UpdatedAt = conversation.UpdatedAt ?? conversation.CreatedAt,
        StoredAt = now,
        LastMessageAt = conversation.CreatedAt,
        Status = conversation.Status,
        RestoresTo = conversation.Status is ConversationStatus.Deleted ? conversation.RestoresTo ?? ConversationStatus.Active : null,
        Model = conversation.Model,
        Starred = conversation.Starred,
        HeldAt = conversation.HeldAt,
        DeletedAt = conversation.DeletedAt,
        RestoredAt = conversation.RestoredAt,
        LastExportedAt = conversation.LastExportedAt,
        Source = conversation.Source,
        ExternalId = conversation.ExternalId,
        Metadata = conversation.Metadata,
    };

    private static async ValueTask<Guid?> PersonalityAsync(DatabaseScope db, string ownerId, ImportedConversation conversation) =>
        conversation.Personality is { } personality
            ? await ConversationWrites.FindOrAddAsync(
                db,
                new Personality
                {
                    Id = personality.Id ?? Guid.CreateVersion7(conversation.CreatedAt),
                    OwnerId = ownerId,
                    Name = personality.Name,
                    NameKey = Personality.NameKeyOf(personality.Name),
                    Voice = personality.Voice,
                    SystemPrompt = personality.SystemPrompt,
                    CreatedAt = personality.CreatedAt ?? conversation.CreatedAt,
                    UpdatedAt = personality.UpdatedAt ?? personality.CreatedAt ?? conversation.CreatedAt,
                },
                personality.Color)
            : null;

    private static async ValueTask<bool> IsFreeAsync(DatabaseScope db, Guid messageId) =>
        await db.Statement("SELECT 1 FROM messages WHERE id = @id", ("@id", messageId)).ExecuteScalarAsync() is null;
}

/// <summary>What became of one conversation.</summary>
public sealed record ImportResult(ImportOutcome Outcome)
{
    public Guid? Id { get; init; }

    /// <summary>As it is stored, or would be: without what its owner wants removed. Null where nothing is.</summary>
    public string? Title { get; init; }

    /// <summary>How many were added.</summary>
    public int Messages { get; init; }

    /// <summary>How many were here in part, and are whole now.</summary>
    public int Completed { get; init; }

    public string? Reason { get; init; }

    /// <summary>It was deleted for good here, which is why it was skipped.</summary>
    public bool IsPurged { get; init; }

    /// <summary>When it came here, of what is unchanged.</summary>
    public DateTimeOffset? StoredAt { get; init; }

    public long Version { get; init; }

    public Guid? LastMessageId { get; init; }
}
