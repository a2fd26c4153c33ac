using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ConvoWeb.Data.Search;

/// <summary>A query that its owner gave a name.</summary>
public sealed class SavedSearch
{
    /// <summary>In code points.</summary>
    public const int NameMaxLength = 100;

    public required Guid Id { get; init; }

    public required string OwnerId { get; init; }

    public required string Name { get; set; }

    /// <summary>The name without case: unique per owner.</summary>
    public required string NameKey { get; set; }

    /// <summary>As it was typed.</summary>
    public required string Query { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; set; }

    public static string NameKeyOf(string name) => name.Trim().ToLowerInvariant();
}

internal sealed class SavedSearchConfiguration : IEntityTypeConfiguration<SavedSearch>
{
    public void Configure(EntityTypeBuilder<SavedSearch> search)
    {
        search.ToTable("saved_searches");
        search.Property(s => s.Id).ValueGeneratedNever();
        search.HasIndex(s => new { s.OwnerId, s.NameKey }).IsUnique();
    }
}
