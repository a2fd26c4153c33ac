using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ConvoWeb.Data.Conversations;

internal sealed class ConversationConfiguration : IEntityTypeConfiguration<Conversation>
{
    public void Configure(EntityTypeBuilder<Conversation> conversation)
    {
        conversation.ToTable("conversations", table =>
            table.HasCheckConstraint("ck_conversations_status", "status IN ('active', 'archived', 'deleted')"));
        conversation.Property(c => c.Id).ValueGeneratedNever();
        conversation.HasMany(c => c.Tags).WithOne().HasForeignKey(t => t.ConversationId).OnDelete(DeleteBehavior.Cascade);
        conversation.HasOne<Personality>().WithMany().HasForeignKey(c => c.PersonalityId).OnDelete(DeleteBehavior.SetNull);

        // The list, newest first, paged by key: WHERE owner_id = @o [AND status = @s] AND (last_message_at, id) < @cursor.
        conversation.HasIndex(c => new { c.OwnerId, c.Status, c.LastMessageAt, c.Id });
        conversation.HasIndex(c => new { c.OwnerId, c.LastMessageAt, c.Id });
        conversation.HasIndex(c => new { c.OwnerId, c.PersonalityId, c.LastMessageAt, c.Id });

        // Its other orders.
        conversation.HasIndex(c => new { c.OwnerId, c.CreatedAt, c.Id });
        conversation.HasIndex(c => new { c.OwnerId, c.TitleKey, c.Id });
        conversation.HasIndex(c => new { c.OwnerId, c.MessageCount, c.Id });
        conversation.HasIndex(c => new { c.OwnerId, c.AudioDuration, c.Id });

        // Those with a star, those that were spoken: as the list asks for them, which is by status. Those of a model.
        conversation.HasIndex(c => new { c.OwnerId, c.Status, c.LastMessageAt, c.Id }, "IX_conversations_starred").HasFilter("starred");
        conversation.HasIndex(c => new { c.OwnerId, c.Status, c.LastMessageAt, c.Id }, "IX_conversations_spoken").HasFilter("audio_duration > 0.0");
        conversation.HasIndex(c => new { c.OwnerId, c.Model, c.LastMessageAt, c.Id });

        // Those with a message that is being written.
        conversation.HasIndex(c => new { c.OwnerId, c.Id }).HasFilter("open_drafts > 0");

        // What has been in the trash for too long. The few that came out of it.
        conversation.HasIndex(c => new { c.OwnerId, c.DeletedAt }).HasFilter("status = 'deleted'");
        conversation.HasIndex(c => new { c.OwnerId, c.RestoredAt }).HasFilter("restored_at IS NOT NULL");

        // An import finds what it brought before: of one source no external id comes twice. And which sources there are.
        conversation.HasIndex(c => new { c.OwnerId, c.Source, c.ExternalId }).IsUnique().HasFilter(null);
    }
}

internal sealed class ConversationTagConfiguration : IEntityTypeConfiguration<ConversationTag>
{
    public void Configure(EntityTypeBuilder<ConversationTag> tag)
    {
        tag.ToTable("conversation_tags");
        tag.HasKey(t => new { t.ConversationId, t.Name });

        // The list with a tag.
        tag.HasIndex(t => new { t.OwnerId, t.Name, t.ConversationId });
    }
}

internal sealed class MessageConfiguration : IEntityTypeConfiguration<Message>
{
    public void Configure(EntityTypeBuilder<Message> message)
    {
        message.ToTable("messages", table =>
        {
            table.HasCheckConstraint("ck_messages_type", "type IN ('user', 'ai', 'system')");
            table.HasCheckConstraint("ck_messages_state", "state IN ('draft', 'final', 'interrupted')");
        });
        message.HasKey(m => m.RowId);
        message.Property(m => m.HasAudio).HasComputedColumnSql("audio_url IS NOT NULL OR coalesce(audio_duration, 0) > 0");
        message.Property(m => m.HasCode).ValueGeneratedOnAddOrUpdate(); // each provider says how
        message.Property(m => m.HasLink).ValueGeneratedOnAddOrUpdate();
        message.HasOne<Conversation>().WithMany().HasForeignKey(m => m.ConversationId).OnDelete(DeleteBehavior.Cascade);

        // A transcript in order, paged by seq; and no number twice.
        message.HasIndex(m => new { m.ConversationId, m.Seq }).IsUnique();
        message.HasIndex(m => m.Id).IsUnique();

        // What a search without words walks, newest first: all that its filters ask of a message.
        message.HasIndex(m => new { m.Timestamp, m.ConversationId, m.Type, m.TokensIn, m.TokensOut, m.HasAudio, m.HasCode, m.HasLink }, "IX_messages_timeline")
            .HasFilter("type <> 'system' AND state <> 'draft'");

        // What changed since a version.
        message.HasIndex(m => new { m.ConversationId, m.Version });

        // The few that can be listened to, in order.
        message.HasIndex(m => new { m.ConversationId, m.Seq }, "IX_messages_spoken").HasFilter("audio_url IS NOT NULL");

        // Sound that may have been kept for too long.
        message.HasIndex(m => new { m.Timestamp, m.ConversationId }, "IX_messages_sound").HasFilter("audio_url IS NOT NULL");

        // The children of a removed message, the alternatives of a branch.
        message.HasIndex(m => m.ParentId);
        message.HasIndex(m => new { m.ConversationId, m.ExternalId }).IsUnique().HasFilter("external_id IS NOT NULL");
    }
}

internal sealed class MessageRemovalConfiguration : IEntityTypeConfiguration<MessageRemoval>
{
    public void Configure(EntityTypeBuilder<MessageRemoval> removal)
    {
        removal.ToTable("message_removals");
        removal.HasKey(r => new { r.ConversationId, r.MessageId });
        removal.HasIndex(r => new { r.ConversationId, r.Version });
        removal.HasOne<Conversation>().WithMany().HasForeignKey(r => r.ConversationId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class DraftConfiguration : IEntityTypeConfiguration<Draft>
{
    public void Configure(EntityTypeBuilder<Draft> draft)
    {
        draft.ToTable("drafts");
        draft.HasKey(d => d.MessageRowId);
        draft.Property(d => d.MessageRowId).ValueGeneratedNever();
        draft.HasOne<Message>().WithOne().HasForeignKey<Draft>(d => d.MessageRowId).OnDelete(DeleteBehavior.Cascade);

        // The few that are open, among all that were interrupted. Their leases are not in it: a delta changes no index.
        draft.HasIndex(d => d.ConversationId).HasFilter("is_open");
    }
}

internal sealed class DeltaConfiguration : IEntityTypeConfiguration<Delta>
{
    public void Configure(EntityTypeBuilder<Delta> delta)
    {
        delta.ToTable("deltas");
        delta.HasKey(d => new { d.MessageRowId, d.N });
        delta.HasOne<Draft>().WithMany().HasForeignKey(d => d.MessageRowId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class PersonalityConfiguration : IEntityTypeConfiguration<Personality>
{
    public void Configure(EntityTypeBuilder<Personality> personality)
    {
        personality.ToTable("personalities");
        personality.Property(p => p.Id).ValueGeneratedNever();
        personality.HasIndex(p => new { p.OwnerId, p.NameKey }).IsUnique();
    }
}
