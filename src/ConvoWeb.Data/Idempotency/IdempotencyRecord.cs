using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ConvoWeb.Data.Idempotency;

/// <summary>That a request was done, and what it made. Never its text: the answer is read again.</summary>
public sealed class IdempotencyRecord
{
    public required string OwnerId { get; init; }

    public required string Key { get; init; }

    /// <summary>SHA-256 of the route and the body, in hexadecimal: the same key with another body is refused.</summary>
    public required string RequestHash { get; init; }

    public required int Status { get; init; }

    public required Guid ResourceId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

internal sealed class IdempotencyRecordConfiguration : IEntityTypeConfiguration<IdempotencyRecord>
{
    public void Configure(EntityTypeBuilder<IdempotencyRecord> record)
    {
        record.ToTable("idempotency_records");
        record.HasKey(r => new { r.OwnerId, r.Key });

        // Serves the removal of records older than a day.
        record.HasIndex(r => r.CreatedAt);
    }
}
