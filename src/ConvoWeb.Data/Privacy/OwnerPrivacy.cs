using System.Security.Cryptography;
using ConvoWeb.Data.Providers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ConvoWeb.Data.Privacy;

/// <summary>What an owner has settled about privacy; who never settled anything has none.</summary>
public sealed class OwnerPrivacy
{
    public const int DefaultUndoDays = 7;

    public const int MaxUndoDays = 365;

    public required string OwnerId { get; init; }

    /// <summary>Of <see cref="PurgeReceipt.OriginHash"/>: random, and of this owner alone.</summary>
    public required byte[] ReceiptKey { get; init; }

    /// <summary>So long the trash keeps what it has, when a rule moves conversations there.</summary>
    public required int UndoDays { get; init; }

    /// <summary>A rule deletes nothing for good of which there is no <see cref="Backup"/>.</summary>
    public required bool BackupFirst { get; init; }

    /// <summary>When the owner was told last of conversations that go soon.</summary>
    public DateTimeOffset? WarnedAt { get; init; }

    /// <summary>What is removed from texts, as words with commas between.</summary>
    public required string Redaction { get; init; }

    /// <summary>System prompts are not kept.</summary>
    public required bool StripsSystem { get; init; }

    /// <summary>Of the note about recording that the owner agreed to, and when. Null: nothing is recorded.</summary>
    public int? RecordingVersion { get; init; }

    public DateTimeOffset? RecordingAgreedAt { get; init; }

    /// <summary>Goes up when what is removed changes, or what may be recorded, so that a write knows what holds.</summary>
    public required long RedactionRevision { get; init; }
}

internal static class OwnerPrivacyWrites
{
    /// <summary>With what holds for everybody, unless it is there.</summary>
    public static async ValueTask AddAsync(DatabaseScope db, string ownerId) => await db.ExecuteAsync(
        "INSERT INTO owner_privacy (owner_id, receipt_key) VALUES (@owner, @key) ON CONFLICT DO NOTHING",
        ("@owner", ownerId),
        ("@key", RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes)));
}

internal sealed class OwnerPrivacyConfiguration : IEntityTypeConfiguration<OwnerPrivacy>
{
    public void Configure(EntityTypeBuilder<OwnerPrivacy> privacy)
    {
        privacy.ToTable("owner_privacy");
        privacy.HasKey(p => p.OwnerId);
        privacy.Property(p => p.UndoDays).HasDefaultValue(OwnerPrivacy.DefaultUndoDays);
        privacy.Property(p => p.BackupFirst).HasDefaultValue(false);
        privacy.Property(p => p.Redaction).HasDefaultValue("");
        privacy.Property(p => p.StripsSystem).HasDefaultValue(false);
        privacy.Property(p => p.RedactionRevision).HasDefaultValue(0L);
    }
}
