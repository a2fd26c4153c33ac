using ConvoWeb.Data;
using ConvoWeb.Data.Idempotency;
using ConvoWeb.Data.Providers;
using ConvoWeb.Data.Search;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Platform.Errors;
using ConvoWeb.Platform.Paging;
using Microsoft.EntityFrameworkCore;

namespace ConvoWeb.Features.Search.Saved;

/// <summary>Queries that their owner gave a name: few, so the list comes by name.</summary>
public sealed class SavedSearchService(IDatabase database, IDbContextFactory<ConvoDbContext> contexts, TimeProvider clock)
{
    private const string Order = "name";

    public async Task<Page<SavedSearchView>> ListAsync(CurrentUser user, string? cursor, int? limit, CancellationToken cancellationToken)
    {
        var size = PageLimits.Check(limit);
        var after = Cursor.Parse(cursor, Order);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);

        var searches = Of(db, user);
        if (after is not null)
        {
            // No two of one owner have the same name, so the name alone is the place.
            var key = after.Key;
            searches = searches.Where(s => s.NameKey.CompareTo(key) > 0);
        }

        var items = await searches.OrderBy(s => s.NameKey).Take(size + 1).Select(SavedSearchView.Projection).ToListAsync(cancellationToken);
        return items.ToPage(size, last => new Cursor(Order, SavedSearch.NameKeyOf(last.Name), last.Id));
    }

    public async Task<SavedSearchView?> FindAsync(CurrentUser user, Guid id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await FindAsync(db, user, id, cancellationToken);
    }

    /// <exception cref="ConflictException">There is one of that name.</exception>
    public async Task<SavedSearchView> CreateAsync(
        CurrentUser user, SavedSearchEdit edit, IdempotencyKey? key, CancellationToken cancellationToken)
    {
        InputErrors.Check(edit.Check);
        var now = clock.GetUtcNow();
        var search = new SavedSearch
        {
            Id = Guid.CreateVersion7(now),
            OwnerId = user.Id,
            Name = edit.Name!.Trim(),
            NameKey = SavedSearch.NameKeyOf(edit.Name),
            Query = edit.Query!,
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

                await AddAsync(scope.Context, user, search);
                await IdempotencyWrites.RememberAsync(scope, user.Id, key, StatusCodes.Status201Created, search.Id, now);
                return SavedSearchView.From(search);
            },
            cancellationToken);
    }

    /// <summary>As it was before it was removed.</summary>
    /// <exception cref="ConflictException">Its name was given to another one since.</exception>
    public Task<SavedSearchView?> RestoreAsync(CurrentUser user, SavedSearchView removed, CancellationToken cancellationToken)
    {
        var search = new SavedSearch
        {
            Id = removed.Id,
            OwnerId = user.Id,
            Name = removed.Name,
            NameKey = SavedSearch.NameKeyOf(removed.Name),
            Query = removed.Query,
            CreatedAt = removed.CreatedAt,
            UpdatedAt = removed.UpdatedAt,
        };
        return database.WriteAsync<SavedSearchView?>(
            async scope =>
            {
                if (await FindAsync(scope.Context, user, removed.Id, CancellationToken.None) is { } restored)
                {
                    return restored;
                }

                await AddAsync(scope.Context, user, search);
                return SavedSearchView.From(search);
            },
            cancellationToken);
    }

    /// <summary>Null when there is no such search.</summary>
    /// <exception cref="ConflictException">There is another one of that name.</exception>
    public async Task<SavedSearchView?> ReplaceAsync(CurrentUser user, Guid id, SavedSearchEdit edit, CancellationToken cancellationToken)
    {
        InputErrors.Check(edit.Check);
        var now = clock.GetUtcNow();
        return await database.WriteAsync<SavedSearchView?>(
            async scope =>
            {
                var search = await Of(scope.Context, user).AsTracking().SingleOrDefaultAsync(s => s.Id == id, CancellationToken.None);
                if (search is null)
                {
                    return null;
                }

                search.Name = edit.Name!.Trim();
                search.NameKey = SavedSearch.NameKeyOf(edit.Name);
                search.Query = edit.Query!;
                search.UpdatedAt = now;
                await RequireNewNameAsync(scope.Context, user, search);
                await scope.Context.SaveChangesAsync(CancellationToken.None);
                return SavedSearchView.From(search);
            },
            cancellationToken);
    }

    /// <summary>What was removed; null when there is no such search.</summary>
    public Task<SavedSearchView?> RemoveAsync(CurrentUser user, Guid id, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async scope =>
            {
                var search = await FindAsync(scope.Context, user, id, CancellationToken.None);
                await scope.ExecuteAsync("DELETE FROM saved_searches WHERE id = @id AND owner_id = @owner", ("@id", id), ("@owner", user.Id));
                return search;
            },
            cancellationToken);

    private static IQueryable<SavedSearch> Of(ConvoDbContext db, CurrentUser user) => db.SavedSearches.Where(search => search.OwnerId == user.Id);

    private static async Task<SavedSearchView?> FindAsync(ConvoDbContext db, CurrentUser user, Guid id, CancellationToken cancellationToken) =>
        await Of(db, user).Where(search => search.Id == id).Select(SavedSearchView.Projection).SingleOrDefaultAsync(cancellationToken);

    private static async Task AddAsync(ConvoDbContext db, CurrentUser user, SavedSearch search)
    {
        await RequireNewNameAsync(db, user, search);
        db.Add(search);
        await db.SaveChangesAsync(CancellationToken.None);
    }

    private static async Task RequireNewNameAsync(ConvoDbContext db, CurrentUser user, SavedSearch search)
    {
        if (await Of(db, user).AnyAsync(other => other.NameKey == search.NameKey && other.Id != search.Id, CancellationToken.None))
        {
            throw new ConflictException("There is a saved search of that name already.");
        }
    }
}
