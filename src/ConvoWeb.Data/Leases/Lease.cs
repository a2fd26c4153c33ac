using ConvoWeb.Data.Providers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ConvoWeb.Data.Leases;

/// <summary>That one of many nodes does something alone: only to save the others work, what it does must be right without it.</summary>
public sealed class Lease
{
    public required string Name { get; init; }

    public required string Holder { get; init; }

    /// <summary>From then on it is anybody's: its holder was ended.</summary>
    public required DateTimeOffset Until { get; init; }
}

public static class LeaseWrites
{
    /// <summary>Takes it, or keeps it. False while it is another's.</summary>
    public static async ValueTask<bool> TakeAsync(DatabaseScope db, Lease lease, DateTimeOffset now) =>
        await db.ExecuteAsync(
            """
            INSERT INTO leases (name, holder, until) VALUES (@name, @holder, @until)
            ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
            WHERE leases.holder = excluded.holder OR leases.until <= @now
            """,
            ("@name", lease.Name),
            ("@holder", lease.Holder),
            ("@until", lease.Until),
            ("@now", now)) == 1;

    public static async ValueTask<bool> GiveBackAsync(DatabaseScope db, Lease lease) =>
        await db.ExecuteAsync("DELETE FROM leases WHERE name = @name AND holder = @holder", ("@name", lease.Name), ("@holder", lease.Holder)) == 1;
}

internal sealed class LeaseConfiguration : IEntityTypeConfiguration<Lease>
{
    public void Configure(EntityTypeBuilder<Lease> lease)
    {
        lease.ToTable("leases");
        lease.HasKey(l => l.Name);
    }
}
