using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ConvoWeb.Data.Privacy;

public enum PurgeReason
{
    /// <summary>A person, or a program of theirs.</summary>
    Asked,

    /// <summary>The time in the trash was over.</summary>
    Retention,
}

/// <summary>What is left of a purged conversation: that there was one. No text.</summary>
public sealed class PurgeReceipt
{
    public required Guid ConversationId { get; init; }

    public required string OwnerId { get; init; }

    public required DateTimeOffset PurgedAt { get; init; }

    public required PurgeReason Reason { get; init; }

    public required int Messages { get; init; }

    /// <summary>Sounds and attachments that nothing else named.</summary>
    public required int Files { get; init; }

    /// <summary>Files of exports and import reports that it was in.</summary>
    public required int Exports { get; init; }

    /// <summary>HMAC-SHA256, under the owner's key, of where it came from: an import knows it again, and nobody can tell from it what it was.</summary>
    public required string OriginHash { get; init; }
}

internal sealed class PurgeReceiptConfiguration : IEntityTypeConfiguration<PurgeReceipt>
{
    public void Configure(EntityTypeBuilder<PurgeReceipt> receipt)
    {
        receipt.ToTable("purge_receipts");
        receipt.HasKey(r => r.ConversationId);
        receipt.HasIndex(r => new { r.OwnerId, r.OriginHash });
    }
}
