using System.Linq.Expressions;
using ConvoWeb.Data.Search;
using ConvoWeb.Platform.Errors;

namespace ConvoWeb.Features.Search.Saved;

/// <summary>A search to save, or what PUT replaces.</summary>
public sealed record SavedSearchEdit
{
    public const int QueryMaxLength = 2000;

    /// <summary>Required; at most 100 characters, and no second one of the same name.</summary>
    public string? Name { get; init; }

    /// <summary>Required; at most 2,000 characters, as they are typed.</summary>
    public string? Query { get; init; }

    public void Check(InputErrors errors)
    {
        errors.Require(!string.IsNullOrWhiteSpace(Name), "name", "name must not be empty.");
        errors.MaxCharacters(Name, SavedSearch.NameMaxLength, "name");
        errors.Require(!string.IsNullOrWhiteSpace(Query), "query", "query must not be empty.");
        errors.MaxCharacters(Query, QueryMaxLength, "query");
    }
}

public sealed record SavedSearchView
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required string Query { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public static Expression<Func<SavedSearch, SavedSearchView>> Projection { get; } = s => new SavedSearchView
    {
        Id = s.Id,
        Name = s.Name,
        Query = s.Query,
        CreatedAt = s.CreatedAt,
        UpdatedAt = s.UpdatedAt,
    };

    public static SavedSearchView From(SavedSearch search) => Of(search);

    private static readonly Func<SavedSearch, SavedSearchView> Of = Projection.Compile();
}
