using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ConvoWeb.Data.Rollups;

/// <summary>What a model costs from a day on, in US dollars for a million tokens. Entered by the owner: prices change, and not at the same time for all.</summary>
public sealed class Price
{
    /// <summary>In code points.</summary>
    public const int ModelMaxLength = 200;

    public required string OwnerId { get; init; }

    /// <summary>A name, or with <c>*</c> at its end the beginning of names.</summary>
    public required string Model { get; init; }

    /// <summary>The first day, in the owner's time zone, as <see cref="DateOnly.DayNumber"/>; 0: from the beginning.</summary>
    public required int FromDay { get; init; }

    /// <summary>For a million tokens in, in millionths of a dollar.</summary>
    public required long InputMicros { get; init; }

    /// <summary>For a million tokens out, in millionths of a dollar.</summary>
    public required long OutputMicros { get; init; }
}

internal sealed class PriceConfiguration : IEntityTypeConfiguration<Price>
{
    public void Configure(EntityTypeBuilder<Price> price)
    {
        price.ToTable("prices");
        price.HasKey(p => new { p.OwnerId, p.Model, p.FromDay });
    }
}
