using System.Text.Json;
using ConvoWeb.Data.Audit;
using ConvoWeb.Data.Conventions;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Files;
using ConvoWeb.Data.Idempotency;
using ConvoWeb.Data.Jobs;
using ConvoWeb.Data.Leases;
using ConvoWeb.Data.Privacy;
using ConvoWeb.Data.Protection;
using ConvoWeb.Data.Recording;
using ConvoWeb.Data.Rollups;
using ConvoWeb.Data.Search;
using Microsoft.EntityFrameworkCore;

namespace ConvoWeb.Data;

/// <summary>The model without a provider. Each provider has a context type of its own, because each has its own migrations.</summary>
public abstract class ConvoDbContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<Conversation> Conversations => Set<Conversation>();

    public DbSet<ConversationTag> Tags => Set<ConversationTag>();

    public DbSet<Message> Messages => Set<Message>();

    public DbSet<MessageRemoval> MessageRemovals => Set<MessageRemoval>();

    public DbSet<Draft> Drafts => Set<Draft>();

    public DbSet<Delta> Deltas => Set<Delta>();

    public DbSet<Personality> Personalities => Set<Personality>();

    public DbSet<SavedSearch> SavedSearches => Set<SavedSearch>();

    public DbSet<StoredFile> Files => Set<StoredFile>();

    public DbSet<FileChunk> FileChunks => Set<FileChunk>();

    public DbSet<Job> Jobs => Set<Job>();

    public DbSet<JobPart> JobParts => Set<JobPart>();

    public DbSet<Rollup> Rollups => Set<Rollup>();

    public DbSet<RollupOwner> RollupOwners => Set<RollupOwner>();

    public DbSet<Price> Prices => Set<Price>();

    public DbSet<IdempotencyRecord> IdempotencyRecords => Set<IdempotencyRecord>();

    public DbSet<ProtectionKey> ProtectionKeys => Set<ProtectionKey>();

    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();

    public DbSet<ConversationFile> ConversationFiles => Set<ConversationFile>();

    public DbSet<JobConversation> JobConversations => Set<JobConversation>();

    public DbSet<PurgeReceipt> PurgeReceipts => Set<PurgeReceipt>();

    public DbSet<OwnerPrivacy> OwnerPrivacy => Set<OwnerPrivacy>();

    public DbSet<RetentionRule> RetentionRules => Set<RetentionRule>();

    public DbSet<Backup> Backups => Set<Backup>();

    public DbSet<RecordedTurn> RecordedTurns => Set<RecordedTurn>();

    public DbSet<Lease> Leases => Set<Lease>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configuration)
    {
        configuration.Properties<Guid>().HaveConversion<GuidToTextConverter>().HaveMaxLength(36);
        configuration.Properties<DateTimeOffset>().HaveConversion<UtcMillisecondsConverter>();
        configuration.Properties<ConversationStatus>().HaveConversion<WordConverter<ConversationStatus>>();
        configuration.Properties<MessageType>().HaveConversion<WordConverter<MessageType>>();
        configuration.Properties<MessageState>().HaveConversion<WordConverter<MessageState>>();
        configuration.Properties<FileState>().HaveConversion<WordConverter<FileState>>();
        configuration.Properties<JobKind>().HaveConversion<WordConverter<JobKind>>();
        configuration.Properties<JobState>().HaveConversion<WordConverter<JobState>>();
        configuration.Properties<PurgeReason>().HaveConversion<WordConverter<PurgeReason>>();
        configuration.Properties<AuditAction>().HaveConversion<WordConverter<AuditAction>>();
        configuration.Properties<PersonalityColor>().HaveConversion<WordConverter<PersonalityColor>>();
    }

    protected override void OnModelCreating(ModelBuilder model)
    {
        model.ApplyConfigurationsFromAssembly(typeof(ConvoDbContext).Assembly);

        foreach (var property in model.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()))
        {
            property.SetColumnName(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
        }
    }
}
