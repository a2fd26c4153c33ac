using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ConvoWeb.Data.Privacy;

/// <summary>That a file holds a conversation as it was before a rule deletes it for good. It is written when the file was read again and found whole.</summary>
public sealed class Backup
{
    /// <summary>Of version 7: backups are in the order of their ids.</summary>
    public required Guid Id { get; init; }

    public required string OwnerId { get; init; }

    /// <summary>Stays when the conversation has gone.</summary>
    public required Guid ConversationId { get; init; }

    /// <summary>Of the conversation: at another one, the file is not of it as it is.</summary>
    public required long Version { get; init; }

    public required int Messages { get; init; }

    public required Guid FileId { get; init; }

    public required DateTimeOffset WrittenAt { get; init; }
}

internal sealed class BackupConfiguration : IEntityTypeConfiguration<Backup>
{
    public void Configure(EntityTypeBuilder<Backup> backup)
    {
        backup.ToTable("backups");
        backup.Property(b => b.Id).ValueGeneratedNever();

        // One of each conversation.
        backup.HasIndex(b => b.ConversationId).IsUnique();

        // The owner's list, the newest first.
        backup.HasIndex(b => new { b.OwnerId, b.Id });

        // Whose file it is, before that goes.
        backup.HasIndex(b => b.FileId);
    }
}
