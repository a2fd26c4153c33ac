using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ConvoWeb.Data.Audit;

public enum AuditAction
{
    Exported,

    /// <summary>An export ended before its end, and some of it was handed out by then; of how many that was, nobody knows.</summary>
    ExportBrokenOff,
    Imported,

    /// <summary>A conversation went to the trash.</summary>
    Trashed,
    Restored,

    /// <summary>Nothing is left of a conversation.</summary>
    Purged,

    /// <summary>A message was removed.</summary>
    Removed,

    /// <summary>A removed message was put back.</summary>
    Replaced,

    /// <summary>What is removed from texts before they are stored.</summary>
    RedactionChanged,

    /// <summary>What was stored before was gone through, and private details were removed.</summary>
    Redacted,

    /// <summary>How long conversations are kept.</summary>
    RulesChanged,

    /// <summary>To a version of the note about recording.</summary>
    ConsentGiven,
    ConsentWithdrawn,

    /// <summary>A conversation that a rule is to delete for good was written into a file, which was read again and found whole.</summary>
    BackedUp,

    /// <summary>That could not be done, so the conversation stays in the trash.</summary>
    NotBackedUp,

    BackupRemoved,

    /// <summary>Sound was removed, because it was kept for as long as it was to be; the text stays.</summary>
    Silenced,
}

/// <summary>Who did what, when and from where. Never what anything says: ids, counts and names of formats only.</summary>
public sealed class AuditEntry
{
    /// <summary>Of version 7: entries are in the order of their ids.</summary>
    public required Guid Id { get; init; }

    /// <summary>Whose data it was.</summary>
    public required string OwnerId { get; init; }

    /// <summary>A user's id, or <see cref="Program"/>.</summary>
    public required string Actor { get; init; }

    public required AuditAction Action { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The way they came by and their address, as in <c>page 127.0.0.1</c>.</summary>
    public required string Origin { get; init; }

    /// <summary>Null when it was several, or none.</summary>
    public Guid? ConversationId { get; init; }

    /// <summary>How many.</summary>
    public required int Count { get; init; }

    /// <summary>What else is to be known, as a JSON object without any text of a conversation; or null.</summary>
    public string? Detail { get; init; }

    /// <summary>What the program does by itself, because a rule says so.</summary>
    public const string Program = "convoweb";

    /// <param name="origin">The part of the program.</param>
    public static AuditEntry ByProgram(string ownerId, AuditAction action, DateTimeOffset at, string origin, Guid? conversationId = null, int count = 1) => new()
    {
        Id = Guid.CreateVersion7(at),
        OwnerId = ownerId,
        Actor = Program,
        Action = action,
        At = at,
        Origin = origin,
        ConversationId = conversationId,
        Count = count,
    };
}

internal sealed class AuditEntryConfiguration : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> entry)
    {
        entry.ToTable("audit_entries");
        entry.Property(e => e.Id).ValueGeneratedNever();

        // The owner's trail, the newest first, paged by key.
        entry.HasIndex(e => new { e.OwnerId, e.Id });
    }
}
