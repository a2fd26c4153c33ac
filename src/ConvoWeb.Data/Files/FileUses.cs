using System.Text.RegularExpressions;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Providers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ConvoWeb.Data.Files;

/// <summary>That a message of a conversation names a file, or once did: a purge finds by it the files that nothing else needs.</summary>
public sealed class ConversationFile
{
    public required Guid ConversationId { get; init; }

    public required Guid FileId { get; init; }
}

/// <summary>Notes which files a message names, in the transaction that stores it.</summary>
public static partial class FileUses
{
    /// <summary>What else looks like an id and is that of no file is passed over.</summary>
    internal static async ValueTask NoteAsync(DatabaseScope db, LockedConversation conversation, string? audioUrl, string? metadata)
    {
        if (audioUrl is null && metadata?.Contains("\"attachments\"", StringComparison.Ordinal) is not true)
        {
            return;
        }

        foreach (var id in Id().Matches($"{audioUrl}\n{metadata}").Select(match => Guid.Parse(match.ValueSpan)).Distinct())
        {
            // Held, so that a purge of another conversation that names it waits, and sees this one then.
            await db.Statement($"SELECT id FROM files WHERE id = @file_id {db.ForShare}", ("@file_id", id)).ExecuteScalarAsync();
            await db.ExecuteAsync(
                """
                INSERT INTO conversation_files (conversation_id, file_id)
                SELECT @conversation_id, id FROM files WHERE id = @file_id AND owner_id = @owner
                ON CONFLICT DO NOTHING
                """,
                ("@conversation_id", conversation.Id),
                ("@file_id", id),
                ("@owner", conversation.OwnerId));
        }
    }

    /// <summary>That a file is written of it. False when the owner has no such conversation.</summary>
    public static async ValueTask<bool> TryNoteAsync(DatabaseScope db, string ownerId, Guid conversationId, Guid fileId) => await db.ExecuteAsync(
        $"""
        INSERT INTO conversation_files (conversation_id, file_id)
        SELECT id, @file_id FROM conversations WHERE id = @conversation_id AND owner_id = @owner {db.ForShare}
        """,
        ("@conversation_id", conversationId),
        ("@file_id", fileId),
        ("@owner", ownerId)) == 1;

    public static async ValueTask ForgetAsync(DatabaseScope db, Guid conversationId, Guid fileId) => await db.ExecuteAsync(
        "DELETE FROM conversation_files WHERE conversation_id = @conversation_id AND file_id = @file_id",
        ("@conversation_id", conversationId),
        ("@file_id", fileId));

    [GeneratedRegex("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Id();
}

internal sealed class ConversationFileConfiguration : IEntityTypeConfiguration<ConversationFile>
{
    public void Configure(EntityTypeBuilder<ConversationFile> use)
    {
        use.ToTable("conversation_files");
        use.HasKey(u => new { u.ConversationId, u.FileId });

        // Whether another conversation names a file too.
        use.HasIndex(u => u.FileId);
    }
}
