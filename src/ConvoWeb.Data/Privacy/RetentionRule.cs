using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ConvoWeb.Data.Privacy;

/// <summary>How long an owner keeps conversations after their last message. A day is 24 hours: no zone and no leap day moves anything.</summary>
public sealed class RetentionRule
{
    public const int MaxDays = 36_500;

    /// <summary>Stands for every conversation whose personality has no rule of its own.</summary>
    public static readonly Guid Others = Guid.Empty;

    public required string OwnerId { get; init; }

    public required Guid PersonalityId { get; init; }

    /// <summary>Null: for ever.</summary>
    public required int? KeepDays { get; init; }

    /// <summary>Of the sound of each message, after its time. Null: as long as the text.</summary>
    public required int? AudioDays { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }
}

internal sealed class RetentionRuleConfiguration : IEntityTypeConfiguration<RetentionRule>
{
    public void Configure(EntityTypeBuilder<RetentionRule> rule)
    {
        rule.ToTable("retention_rules");
        rule.HasKey(r => new { r.OwnerId, r.PersonalityId });
    }
}
