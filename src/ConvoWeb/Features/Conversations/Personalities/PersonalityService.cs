using System.Text.Json;
using ConvoWeb.Data;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Idempotency;
using ConvoWeb.Data.Privacy;
using ConvoWeb.Data.Providers;
using ConvoWeb.Data.Rollups;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Platform.Errors;
using ConvoWeb.Platform.Json;
using ConvoWeb.Platform.Paging;
using Microsoft.EntityFrameworkCore;

namespace ConvoWeb.Features.Conversations.Personalities;

/// <summary>The personas that conversations were held with: few, so the list comes by name.</summary>
public sealed class PersonalityService(IDatabase database, IDbContextFactory<ConvoDbContext> contexts, TimeProvider clock)
{
    private const string Order = "name";

    public async Task<Page<PersonalityView>> ListAsync(CurrentUser user, string? cursor, int? limit, CancellationToken cancellationToken)
    {
        var size = PageLimits.Check(limit);
        var after = Cursor.Parse(cursor, Order);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);

        var personalities = db.Personalities.VisibleTo(user.Id);
        if (after is not null)
        {
            var (key, id) = (after.Key, after.Id);
            personalities = personalities.Where(p => p.NameKey.CompareTo(key) >= 0 && (p.NameKey.CompareTo(key) > 0 || p.Id.CompareTo(id) > 0));
        }

        var items = await personalities
            .OrderBy(p => p.NameKey).ThenBy(p => p.Id)
            .Take(size + 1)
            .Select(PersonalityView.Projection)
            .ToListAsync(cancellationToken);
        return items.ToPage(size, last => new Cursor(Order, Personality.NameKeyOf(last.Name), last.Id));
    }

    public async Task<PersonalityView?> FindAsync(CurrentUser user, Guid id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await FindAsync(db, user, id, cancellationToken);
    }

    /// <summary>Those of them that the user has, by id.</summary>
    public async Task<IReadOnlyDictionary<Guid, PersonalityView>> FindManyAsync(
        CurrentUser user, IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Personalities
            .VisibleTo(user.Id)
            .Where(p => ids.Contains(p.Id))
            .Select(PersonalityView.Projection)
            .ToDictionaryAsync(p => p.Id, cancellationToken);
    }

    /// <summary>The id of the one that an id or a name means; null when there is none.</summary>
    public async Task<Guid?> FindIdAsync(CurrentUser user, string idOrName, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var personalities = db.Personalities.VisibleTo(user.Id);
        var key = Personality.NameKeyOf(idOrName);
        var found = Guid.TryParse(idOrName, out var id)
            ? personalities.Where(p => p.Id == id)
            : personalities.Where(p => p.NameKey == key);
        return await found.Select(p => (Guid?)p.Id).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>The id of the one that is told to be like this, whatever space is around it; null when there is none.</summary>
    public async Task<Guid?> FindIdByPromptAsync(CurrentUser user, string systemPrompt, CancellationToken cancellationToken)
    {
        if (systemPrompt.Trim() is not { Length: > 0 } wanted)
        {
            return null;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var told = db.Personalities
            .VisibleTo(user.Id)
            .Where(p => p.SystemPrompt != null)
            .OrderBy(p => p.NameKey).ThenBy(p => p.Id)
            .Select(p => new { p.Id, p.SystemPrompt });
        await foreach (var one in told.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            if (one.SystemPrompt!.Trim() == wanted)
            {
                return one.Id;
            }
        }

        return null;
    }

    /// <exception cref="ConflictException">There is one of that name.</exception>
    public async Task<PersonalityView> CreateAsync(
        CurrentUser user, PersonalityEdit edit, IdempotencyKey? key, CancellationToken cancellationToken)
    {
        InputErrors.Check(edit.Check);
        var now = clock.GetUtcNow();
        var personality = new Personality
        {
            Id = Guid.CreateVersion7(now),
            OwnerId = user.Id,
            Name = edit.Name!.Trim(),
            NameKey = Personality.NameKeyOf(edit.Name),
            Voice = edit.Voice,
            SystemPrompt = edit.SystemPrompt,
            CreatedAt = now,
            UpdatedAt = now,
        };

        return await database.WriteAsync(
            async scope =>
            {
                if (await IdempotencyWrites.FindAsync(scope, user.Id, key, now) is { } before)
                {
                    return await FindAsync(scope.Context, user, before, CancellationToken.None) ?? throw IdempotencyWrites.Removed();
                }

                await RequireNewNameAsync(scope.Context, user, personality.NameKey, except: personality.Id);
                personality.Color = edit.Color ?? await ConversationWrites.FreshColorAsync(scope, user.Id);
                scope.Context.Add(personality);
                await scope.Context.SaveChangesAsync(CancellationToken.None);
                await IdempotencyWrites.RememberAsync(scope, user.Id, key, StatusCodes.Status201Created, personality.Id, now);
                return PersonalityView.From(personality);
            },
            cancellationToken);
    }

    /// <summary>Null when there is no such personality.</summary>
    public Task<PersonalityView?> ReplaceAsync(
        CurrentUser user, Guid id, PersonalityEdit edit, long? expectedVersion, CancellationToken cancellationToken) =>
        ChangeAsync(user, id, _ => edit, expectedVersion, cancellationToken);

    /// <inheritdoc cref="ReplaceAsync"/>
    public Task<PersonalityView?> PatchAsync(
        CurrentUser user, Guid id, JsonElement patch, long? expectedVersion, CancellationToken cancellationToken) =>
        ChangeAsync(
            user,
            id,
            current => MergePatch.Apply(
                new PersonalityEdit { Name = current.Name, Color = current.Color, Voice = current.Voice, SystemPrompt = current.SystemPrompt },
                patch,
                ConversationsJson.Api.PersonalityEdit),
            expectedVersion,
            cancellationToken);

    /// <summary>Its conversations stay, without a personality. False when there is no such personality.</summary>
    /// <exception cref="ConflictException">It has a retention rule: what the end of that moves is to be seen before, as with any change of a rule.</exception>
    public async Task<bool> RemoveAsync(CurrentUser user, Guid id, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return await database.WriteAsync(
            async scope =>
            {
                if (!await scope.Context.Personalities.VisibleTo(user.Id).AnyAsync(p => p.Id == id, CancellationToken.None))
                {
                    return false;
                }

                if ((await RetentionRuleWrites.LockAsync(scope, user.Id)).Personalities.Any(rule => rule.PersonalityId == id))
                {
                    throw new ConflictException(
                        "This personality has a rule of its own for how long its conversations are kept. Remove that rule first, in the privacy settings, which show what it moves.");
                }

                await scope.ExecuteAsync(
                    """
                    UPDATE conversations SET personality_id = NULL, version = version + 1, updated_at = @now
                    WHERE owner_id = @owner AND personality_id = @id
                    """,
                    ("@now", now),
                    ("@owner", user.Id),
                    ("@id", id));
                var isRemoved = await scope.ExecuteAsync("DELETE FROM personalities WHERE id = @id AND owner_id = @owner", ("@id", id), ("@owner", user.Id)) > 0;
                await PersonalityRollups.ReleaseAsync(scope, user.Id, id);
                return isRemoved;
            },
            cancellationToken);
    }

    private Task<PersonalityView?> ChangeAsync(
        CurrentUser user, Guid id, Func<Personality, PersonalityEdit> change, long? expectedVersion, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return database.WriteAsync<PersonalityView?>(
            async scope =>
            {
                // Locked first: of two that change it at once, the second one sees the version of the first.
                await scope
                    .Statement("SELECT 1 FROM personalities WHERE id = @id AND owner_id = @owner " + scope.ForUpdate, ("@id", id), ("@owner", user.Id))
                    .ExecuteScalarAsync();
                var personality = await scope.Context.Personalities.VisibleTo(user.Id).AsTracking().SingleOrDefaultAsync(p => p.Id == id, CancellationToken.None);
                if (personality is null)
                {
                    return null;
                }

                if (expectedVersion is not null && expectedVersion != personality.Version)
                {
                    throw new VersionMismatchException(personality.Version);
                }

                var edit = change(personality);
                InputErrors.Check(edit.Check);
                personality.Name = edit.Name!.Trim();
                personality.NameKey = Personality.NameKeyOf(edit.Name);
                personality.Color = edit.Color ?? personality.Color;
                personality.Voice = edit.Voice;
                personality.SystemPrompt = edit.SystemPrompt;
                personality.UpdatedAt = now;
                personality.Version++;
                await RequireNewNameAsync(scope.Context, user, personality.NameKey, except: id);
                await scope.Context.SaveChangesAsync(CancellationToken.None);
                return PersonalityView.From(personality);
            },
            cancellationToken);
    }

    private static async Task<PersonalityView?> FindAsync(ConvoDbContext db, CurrentUser user, Guid id, CancellationToken cancellationToken) =>
        await db.Personalities.VisibleTo(user.Id).Where(p => p.Id == id).Select(PersonalityView.Projection).SingleOrDefaultAsync(cancellationToken);

    private static async Task RequireNewNameAsync(ConvoDbContext db, CurrentUser user, string nameKey, Guid except)
    {
        if (await db.Personalities.VisibleTo(user.Id).AnyAsync(p => p.NameKey == nameKey && p.Id != except, CancellationToken.None))
        {
            throw new ConflictException("There is a personality of that name already.");
        }
    }
}
