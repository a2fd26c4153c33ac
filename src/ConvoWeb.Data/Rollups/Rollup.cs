using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ConvoWeb.Data.Rollups;

/// <summary>What a rollup sums up.</summary>
public enum RollupKind
{
    /// <summary>A quarter of an hour in UTC, for days and hours in any time zone. (Every zone's hours begin at one of its quarters.)</summary>
    Slot,

    /// <summary>A day in the owner's time zone: short rows, because all days of years are read.</summary>
    Day,

    /// <summary>The same day with its details.</summary>
    DayDetail,

    /// <summary>A month with its details: years are read as months and the days at their ends, but for what is told of each day.</summary>
    MonthDetail,

    /// <summary>Of a day, one personality and one model.</summary>
    DayPart,

    MonthPart,

    /// <summary>Of a day, the conversations with one tag.</summary>
    DayTag,

    MonthTag,
}

/// <summary>One sum. It changes in the transaction of what it counts; one that has come to nothing is removed.</summary>
public sealed class Rollup
{
    public required string OwnerId { get; init; }

    /// <summary>Which counting of the history it belongs to: see <see cref="RollupOwner"/>.</summary>
    public required int Era { get; init; }

    public required RollupKind Kind { get; init; }

    /// <summary>The number of the slot, day or month: see <see cref="RollupTimes"/>.</summary>
    public required int At { get; init; }

    /// <summary>Empty: none, or all.</summary>
    public required string PersonalityId { get; init; }

    /// <summary>The model's or the tag's; empty: none, or all.</summary>
    public required string Name { get; init; }

    public long Conversations { get; set; }

    public long UserMessages { get; set; }

    public long AiMessages { get; set; }

    public long TokensIn { get; set; }

    public long TokensOut { get; set; }

    public long TokensInEstimated { get; set; }

    public long TokensOutEstimated { get; set; }

    public long AudioMilliseconds { get; set; }

    /// <summary>How it is spread, as <see cref="RollupDetail"/> writes it. Null where nothing is, and of what is summed up without.</summary>
    public string? Detail { get; set; }
}

/// <summary>
/// In which time zone an owner's days are counted. The history is counted anew as an era of its own: conversation by
/// conversation, while what changes goes to both eras as far as the new one has come. Then that one is the era.
/// </summary>
public sealed class RollupOwner
{
    public required string OwnerId { get; init; }

    public required int Era { get; set; }

    public required string TimeZone { get; set; }

    /// <summary>The owner's own choice, not what everybody begins with.</summary>
    public required bool IsChosen { get; set; }

    /// <summary>Null: nothing is counted anew.</summary>
    public int? NextEra { get; set; }

    public string? NextTimeZone { get; set; }

    /// <summary>Of the next era: when the last conversation that is in it was created. They come in the order of their creation.</summary>
    public DateTimeOffset CountedAt { get; set; }

    /// <summary>The id of that one; empty at the beginning.</summary>
    public string CountedTo { get; set; } = "";
}

internal sealed class RollupConfiguration : IEntityTypeConfiguration<Rollup>
{
    public void Configure(EntityTypeBuilder<Rollup> rollup)
    {
        rollup.ToTable("rollups");

        // Read in ranges of days, in this order; on SQLite the key is the table.
        rollup.HasKey(r => new { r.OwnerId, r.Era, r.Kind, r.At, r.PersonalityId, r.Name });

        // The days of one personality.
        rollup.HasIndex(r => new { r.OwnerId, r.Era, r.Kind, r.PersonalityId, r.At, r.Name });
    }
}

internal sealed class RollupOwnerConfiguration : IEntityTypeConfiguration<RollupOwner>
{
    public void Configure(EntityTypeBuilder<RollupOwner> owner)
    {
        owner.ToTable("rollup_owners");
        owner.HasKey(o => o.OwnerId);
    }
}
