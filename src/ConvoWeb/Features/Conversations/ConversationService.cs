using System.Text.Json;
using ConvoWeb.Data;
using ConvoWeb.Data.Audit;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Idempotency;
using ConvoWeb.Data.Providers;
using ConvoWeb.Data.Rollups;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Live;
using ConvoWeb.Features.Messages;
using ConvoWeb.Features.Messages.Files;
using ConvoWeb.Features.Privacy.Redaction;
using ConvoWeb.Platform.Errors;
using ConvoWeb.Platform.Hosting;
using ConvoWeb.Platform.Json;
using ConvoWeb.Platform.Paging;
using Microsoft.EntityFrameworkCore;

namespace ConvoWeb.Features.Conversations;

/// <summary>Creates, lists and changes conversations, and moves them to the trash and back. What it answers is as it is shown.</summary>
public sealed class ConversationService(
    IDatabase database,
    IDbContextFactory<ConvoDbContext> contexts,
    ILiveEvents live,
    OwnerRedactions redactions,
    Settings settings,
    TimeProvider clock)
{
    public async Task<Page<ConversationView>> ListAsync(
        CurrentUser user, ConversationFilter filter, ConversationOrder order, string? cursor, int? limit, CancellationToken cancellationToken)
    {
        var size = PageLimits.Check(limit);
        var after = Cursor.Parse(cursor, order.Name);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (order.IsOnlyNamed(after))
        {
            var key = await db.Conversations.VisibleTo(user.Id).Where(c => c.Id == after.Id).Select(c => c.TitleKey).SingleOrDefaultAsync(cancellationToken);
            after = after with { Key = key ?? throw new InvalidInputException("cursor", "The conversation after which this list goes on is there no more.") };
        }

        var items = await order.Page(db.Conversations.VisibleTo(user.Id).Matching(filter), after)
            .Take(size + 1)
            .Select(ConversationView.Projection(db, user.Id))
            .ToListAsync(cancellationToken);
        return (await ShownAsync(items, cancellationToken)).ToPage(size, order.CursorAt);
    }

    public async Task<ConversationView?> FindAsync(CurrentUser user, Guid id, CancellationToken cancellationToken)
    {
        ConversationView? stored;
        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            stored = await ReadAsync(db, user, id, cancellationToken);
        }

        return stored is null ? null : (await ShownAsync([stored], cancellationToken))[0];
    }

    /// <summary>Those of them that the user has, in no order.</summary>
    public async Task<IReadOnlyList<ConversationView>> FindManyAsync(CurrentUser user, IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        await using var db = await database.ReadAsync(cancellationToken);
        return await ConversationReads.FindManyAsync(db, redactions, user.Id, ids, cancellationToken);
    }

    /// <summary>
    /// Those that somebody writes in at the moment, and those with a message since <paramref name="since"/>: at most
    /// <paramref name="limit"/> of each, the newest.
    /// </summary>
    public async Task<IReadOnlyList<ConversationView>> ListLiveAsync(CurrentUser user, DateTimeOffset since, int limit, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var running = await Running(db, user, limit).Select(ConversationView.Projection(db, user.Id)).ToListAsync(cancellationToken);
        var recent = await ConversationOrder.NewestFirst
            .Page(db.Conversations.VisibleTo(user.Id).Matching(new ConversationFilter { Status = ConversationScope.All, From = since }), null)
            .Where(c => c.MessageCount > 0 && c.OpenDrafts == 0)
            .Take(limit)
            .Select(ConversationView.Projection(db, user.Id))
            .ToListAsync(cancellationToken);
        return [.. await ShownAsync(running, cancellationToken), .. await ShownAsync(recent, cancellationToken)];
    }

    /// <summary>How many conversations somebody writes in at the moment, as far as <paramref name="limit"/>.</summary>
    public async Task<int> CountRunningAsync(CurrentUser user, int limit, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await Running(db, user, limit).CountAsync(cancellationToken);
    }

    /// <param name="storesMessages">False: its first messages are only shown to whoever looks.</param>
    /// <exception cref="InvalidInputException">A field is over its limit or names something that is not there.</exception>
    /// <exception cref="ConflictException">There is one with the same <c>source</c> and <c>external_id</c>.</exception>
    public async Task<ConversationView> CreateAsync(
        CurrentUser user, NewConversation request, IdempotencyKey? key, CancellationToken cancellationToken, bool storesMessages = true)
    {
        storesMessages &= settings.PersistTranscripts;
        InputErrors.Check(request.Check);

        var now = clock.GetUtcNow();
        var posted = (request.Messages ?? []).Select((message, i) => message.ToRow(now, $"messages[{i}].")).ToList();
        var redacted = await redactions.PrepareAsync(
            user,
            policy =>
            {
                List<NewMessageRow> messages = storesMessages ? [.. posted.Select(policy.Row)] : [];
                return (NewRow(user, request, messages, policy, now), messages);
            },
            cancellationToken);

        var (created, isNew) = await database.WriteAsync(
            async scope =>
            {
                if (await IdempotencyWrites.FindAsync(scope, user.Id, key, now) is { } before)
                {
                    return (await FindAsync(scope, user, before) ?? throw IdempotencyWrites.Removed(), false);
                }

                var (conversation, messages) = await redacted.InAsync(scope);
                await RequirePersonalityAsync(scope.Context, user, request.PersonalityId);
                if (!await ConversationWrites.TryAddAsync(scope, conversation, [.. conversation.Tags.Select(tag => tag.Name)]))
                {
                    throw new ConflictException("There is a conversation with this source and external_id already.");
                }

                if (messages.Count > 0)
                {
                    await FileService.RequireAllAsync(scope, user.Id, messages);
                    var locked = await LockedConversation.LockAsync(scope, user.Id, conversation.Id);
                    await MessageWrites.AppendAsync(scope, locked!, messages, now);
                }

                await IdempotencyWrites.RememberAsync(scope, user.Id, key, StatusCodes.Status201Created, conversation.Id, now);
                return ((await FindAsync(scope, user, conversation.Id))!, true);
            },
            cancellationToken);

        if (isNew)
        {
            live.Publish(new LiveEvent(LiveEventKind.ConversationAdded, user.Id, created.Id, created.Version));
            foreach (var relayed in storesMessages ? [] : posted)
            {
                live.Publish(MessageEvents.NotStored(LiveEventKind.MessageAdded, user, MessageView.From(relayed, created.Id, seq: 0, relayed.ParentId, version: 0)));
            }
        }

        return created;
    }

    /// <summary>Replaces what a person may set. Null when there is no such conversation.</summary>
    public Task<ConversationView?> ReplaceAsync(
        CurrentUser user, Guid id, ConversationEdit edit, long? expectedVersion, CancellationToken cancellationToken) =>
        EditAsync(user, id, _ => edit, expectedVersion, cancellationToken);

    /// <summary>Merges into what a person may set. Null when there is no such conversation.</summary>
    public Task<ConversationView?> PatchAsync(
        CurrentUser user, Guid id, JsonElement patch, long? expectedVersion, CancellationToken cancellationToken) =>
        EditAsync(user, id, current => MergePatch.Apply(current, patch, ConversationsJson.Api.ConversationEdit), expectedVersion, cancellationToken);

    public Task<ConversationView?> RenameAsync(CurrentUser user, Guid id, string title, CancellationToken cancellationToken) =>
        EditAsync(user, id, current => current with { Title = title }, null, cancellationToken);

    public Task<ConversationView?> ArchiveAsync(CurrentUser user, Guid id, bool archived, CancellationToken cancellationToken) =>
        EditAsync(
            user,
            id,
            current => current with { Status = archived ? ConversationStatus.Archived : ConversationStatus.Active },
            null,
            cancellationToken);

    public Task<ConversationView?> StarAsync(CurrentUser user, Guid id, bool starred, CancellationToken cancellationToken) =>
        EditAsync(user, id, current => current with { Starred = starred }, null, cancellationToken);

    /// <summary>Shows the branch that goes through a message, up to its newest answer.</summary>
    public Task<ConversationView?> SwitchAsync(CurrentUser user, Guid id, Guid through, CancellationToken cancellationToken) =>
        EditAsync(user, id, current => current with { ActiveLeafId = through }, null, cancellationToken);

    /// <summary>To the trash; one that is there already stays as it is. Null when there is no such conversation.</summary>
    public Task<ConversationView?> TrashAsync(CurrentUser user, Guid id, long? expectedVersion, CancellationToken cancellationToken) =>
        ChangeAsync(
            user,
            id,
            expectedVersion,
            LiveEventKind.ConversationRemoved,
            async (scope, conversation, now) =>
            {
                if (conversation.Status is not ConversationStatus.Deleted)
                {
                    conversation.RestoresTo = conversation.Status;
                    conversation.Status = ConversationStatus.Deleted;
                    conversation.DeletedAt = now;
                    await AuditWrites.AddAsync(scope, user.Did(AuditAction.Trashed, now, id));
                }
            },
            cancellationToken);

    /// <summary>Out of the trash, to where it was. Null when there is no such conversation.</summary>
    public Task<ConversationView?> RestoreAsync(CurrentUser user, Guid id, long? expectedVersion, CancellationToken cancellationToken) =>
        ChangeAsync(
            user,
            id,
            expectedVersion,
            LiveEventKind.ConversationAdded,
            async (scope, conversation, now) =>
            {
                if (conversation.Status is ConversationStatus.Deleted)
                {
                    conversation.Status = conversation.RestoresTo ?? ConversationStatus.Active;
                    conversation.RestoresTo = null;
                    conversation.DeletedAt = null;
                    conversation.RestoredAt = now;
                    await AuditWrites.AddAsync(scope, user.Did(AuditAction.Restored, now, id));
                }
            },
            cancellationToken);

    private Task<ConversationView?> EditAsync(
        CurrentUser user, Guid id, Func<ConversationEdit, ConversationEdit> change, long? expectedVersion, CancellationToken cancellationToken) =>
        ChangeAsync(
            user,
            id,
            expectedVersion,
            LiveEventKind.ConversationChanged,
            async (scope, conversation, _) =>
            {
                if (conversation.Status is ConversationStatus.Deleted)
                {
                    throw new ConflictException("The conversation is in the trash. Restore it first.");
                }

                var edit = change(EditOf(conversation));
                InputErrors.Check(edit.Check);
                await RequirePersonalityAsync(scope.Context, user, edit.PersonalityId);

                conversation.ActiveLeafId = await FindLeafAsync(scope, conversation, edit.ActiveLeafId);
                var policy = await redactions.NowAsync(scope, user.Id);
                conversation.Title = policy.Text(edit.Title!.Trim());
                conversation.TitleKey = Conversation.TitleKeyOf(conversation.Title);
                conversation.PersonalityId = edit.PersonalityId;
                conversation.Status = edit.Status;
                conversation.Starred = edit.Starred;
                conversation.Metadata = policy.Json(JsonObjectText.From(edit.Metadata, "metadata", Conversation.MetadataMaxBytes));
                SetTags(conversation, edit.Tags);
            },
            cancellationToken);

    private async Task<ConversationView?> ChangeAsync(
        CurrentUser user,
        Guid id,
        long? expectedVersion,
        LiveEventKind kind,
        Func<DatabaseScope, Conversation, DateTimeOffset, ValueTask> change,
        CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var (changed, isChange) = await database.WriteAsync<(ConversationView?, bool)>(
            async scope =>
            {
                // The lock comes first: what EF Core reads after it cannot change under it.
                if (await LockedConversation.LockAsync(scope, user.Id, id, expectedVersion) is null)
                {
                    return (null, false);
                }

                var conversation = await scope.Context.Conversations.AsTracking().Include(c => c.Tags).SingleAsync(c => c.Id == id, CancellationToken.None);
                var place = ConversationPlace.Of(conversation);
                await change(scope, conversation, now);
                var isChange = scope.Context.ChangeTracker.HasChanges();
                if (isChange)
                {
                    conversation.Version++;
                    conversation.UpdatedAt = conversation.Status is ConversationStatus.Deleted ? conversation.UpdatedAt : now; // what is in the trash is as it was exported
                    await place.MoveAsync(scope, conversation, () => scope.Context.SaveChangesAsync(CancellationToken.None));
                }

                return (await FindAsync(scope, user, id), isChange);
            },
            cancellationToken);

        if (isChange)
        {
            live.Publish(new LiveEvent(kind, user.Id, id, changed!.Version));
        }

        return changed;
    }

    /// <summary>In the order of the index that holds only those: in another one SQLite would go through all conversations.</summary>
    private static IQueryable<Conversation> Running(ConvoDbContext db, CurrentUser user, int limit) =>
        db.Conversations
            .VisibleTo(user.Id)
            .Matching(new ConversationFilter { Status = ConversationScope.All })
            .Where(c => c.OpenDrafts > 0)
            .OrderByDescending(c => c.Id)
            .Take(limit);

    /// <summary>In the transaction that changed it.</summary>
    private async Task<ConversationView?> FindAsync(DatabaseScope db, CurrentUser user, Guid id) =>
        await ReadAsync(db.Context, user, id, CancellationToken.None) is { } stored
            ? (await ShownConversations.OfAsync(db, redactions, [stored], CancellationToken.None))[0]
            : null;

    private static async Task<ConversationView?> ReadAsync(ConvoDbContext db, CurrentUser user, Guid id, CancellationToken cancellationToken) =>
        await db.Conversations
            .VisibleTo(user.Id)
            .Where(c => c.Id == id)
            .Select(ConversationView.Projection(db, user.Id))
            .SingleOrDefaultAsync(cancellationToken);

    private ValueTask<IReadOnlyList<ConversationView>> ShownAsync(IReadOnlyList<ConversationView> stored, CancellationToken cancellationToken) =>
        ShownConversations.OfAsync(database, redactions, stored, cancellationToken);

    private static async Task RequirePersonalityAsync(ConvoDbContext db, CurrentUser user, Guid? id)
    {
        if (id is not null && !await db.Personalities.VisibleTo(user.Id).AnyAsync(p => p.Id == id, CancellationToken.None))
        {
            throw new InvalidInputException("personality_id", "personality_id is of no personality that is there.");
        }
    }

    private static async Task<Guid?> FindLeafAsync(DatabaseScope db, Conversation conversation, Guid? through) =>
        through is not { } id || id == conversation.ActiveLeafId ? conversation.ActiveLeafId
        : await Branches.FindEndAsync(db, conversation.Id, id)
            ?? throw new InvalidInputException("active_leaf_id", "active_leaf_id is of no message of this conversation.");

    private static Conversation NewRow(CurrentUser user, NewConversation request, List<NewMessageRow> messages, RedactionPolicy policy, DateTimeOffset now)
    {
        var title = policy.Text(ConversationTitles.Of(request.Title, messages.FirstOrDefault(m => m.Type is not MessageType.System)?.Content));
        var createdAt = request.CreatedAt ?? now;
        var conversation = new Conversation
        {
            Id = Guid.CreateVersion7(createdAt),
            OwnerId = user.Id,
            Title = title,
            TitleKey = Conversation.TitleKeyOf(title),
            PersonalityId = request.PersonalityId,
            CreatedAt = createdAt,
            UpdatedAt = now,
            StoredAt = now,
            LastMessageAt = createdAt,
            Model = request.Model,
            Starred = request.Starred,
            Source = request.Source,
            ExternalId = request.ExternalId,
            Metadata = policy.Json(JsonObjectText.From(request.Metadata, "metadata", Conversation.MetadataMaxBytes)),
        };
        SetTags(conversation, request.Tags);
        return conversation;
    }

    private static ConversationEdit EditOf(Conversation conversation) => new()
    {
        Title = conversation.Title,
        PersonalityId = conversation.PersonalityId,
        Status = conversation.Status,
        Starred = conversation.Starred,
        Tags = [.. conversation.Tags.Select(tag => tag.Name)],
        Metadata = conversation.Metadata is null ? null : JsonElement.Parse(conversation.Metadata),
        ActiveLeafId = conversation.ActiveLeafId,
    };

    private static void SetTags(Conversation conversation, IReadOnlyList<string>? tags)
    {
        var wanted = (tags ?? []).Select(tag => tag.Trim()).ToHashSet(StringComparer.Ordinal);
        foreach (var tag in conversation.Tags.Where(tag => !wanted.Contains(tag.Name)).ToList())
        {
            conversation.Tags.Remove(tag);
        }

        foreach (var name in wanted.Where(name => conversation.Tags.All(tag => tag.Name != name)))
        {
            conversation.Tags.Add(new ConversationTag { ConversationId = conversation.Id, OwnerId = conversation.OwnerId, Name = name });
        }
    }
}
