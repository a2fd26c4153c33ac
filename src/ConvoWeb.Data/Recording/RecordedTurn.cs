using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ConvoWeb.Data.Recording;

/// <summary>
/// How a history that a program sends is known again: by a keyed hash of it, up to one of its messages. Nobody can tell from it what was said.
/// </summary>
public sealed class RecordedTurn
{
    public required string OwnerId { get; init; }

    public required string Hash { get; init; }

    public required Guid ConversationId { get; init; }

    /// <summary>The last message of that history.</summary>
    public required Guid MessageId { get; init; }
}

internal sealed class RecordedTurnConfiguration : IEntityTypeConfiguration<RecordedTurn>
{
    public void Configure(EntityTypeBuilder<RecordedTurn> turn)
    {
        turn.ToTable("recorded_turns");
        turn.HasKey(t => new { t.OwnerId, t.Hash });

        // What goes with a conversation.
        turn.HasIndex(t => t.ConversationId);
    }
}
