using ConvoWeb.Data.Providers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ConvoWeb.Data.Jobs;

/// <summary>That the file of a job holds a conversation, or something of it: a purge finds by it the files that must go.</summary>
public sealed class JobConversation
{
    public required Guid JobId { get; init; }

    public required Guid ConversationId { get; init; }
}

/// <summary>Notes what the file of a job holds. Before it is read: what is purged later finds the note, and what was purged before is not there any more.</summary>
public static class JobContents
{
    public static async ValueTask NoteAsync(DatabaseScope db, Guid jobId, IReadOnlyList<Guid> conversationIds)
    {
        foreach (var ids in conversationIds.Chunk(db.RowsPerStatement))
        {
            // Held, so that a purge under way is waited for: after it there is nothing to read, and before it there is the note.
            var held = new StatementParameters();
            await db.Statement($"SELECT id FROM conversations WHERE id IN ({held.AddAll(ids)}) ORDER BY id {db.ForShare}", held.Values).ExecuteScalarAsync();
            var parameters = new StatementParameters();
            var job = parameters.Add(jobId);
            await db.ExecuteAsync(
                $"INSERT INTO job_conversations (job_id, conversation_id) VALUES {string.Join(", ", ids.Select(id => $"({job}, {parameters.Add(id)})"))} ON CONFLICT DO NOTHING",
                parameters.Values);
        }
    }
}

internal sealed class JobConversationConfiguration : IEntityTypeConfiguration<JobConversation>
{
    public void Configure(EntityTypeBuilder<JobConversation> content)
    {
        content.ToTable("job_conversations");
        content.HasKey(c => new { c.JobId, c.ConversationId });
        content.HasOne<Job>().WithMany().HasForeignKey(c => c.JobId).OnDelete(DeleteBehavior.Cascade);

        // The files that a conversation is in.
        content.HasIndex(c => c.ConversationId);
    }
}
