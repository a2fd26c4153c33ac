using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ConvoWeb.Data.Jobs;

public enum JobKind
{
    Export,
    Import,
}

public enum JobState
{
    /// <summary>Waits for a node.</summary>
    Queued,
    Running,
    Done,
    Failed,
    Cancelled,
}

/// <summary>A large export or import that goes on while nobody waits for it, also after the program was ended in the middle.</summary>
public sealed class Job
{
    /// <summary>In characters: what is longer, because it names ten thousand conversations, is not compared with what is asked for later.</summary>
    public const int LongestCompared = 64 * 1024;

    public required Guid Id { get; init; }

    public required string OwnerId { get; init; }

    public required JobKind Kind { get; init; }

    public required JobState State { get; set; }

    /// <summary>What is to be done, as JSON.</summary>
    public required string Request { get; init; }

    /// <summary>Conversations; null while their number is not known.</summary>
    public int? Total { get; set; }

    public int Done { get; set; }

    /// <summary>Of those, the ones that could not be read.</summary>
    public int Skipped { get; set; }

    /// <summary>Of its file, as far as it is written.</summary>
    public long Bytes { get; set; }

    /// <summary>What came of it, as JSON; null until its end.</summary>
    public string? Result { get; set; }

    /// <summary>Why it failed.</summary>
    public string? Reason { get; set; }

    /// <summary>What its file is called, and what it is; null without one.</summary>
    public string? FileName { get; set; }

    public string? MediaType { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>When its file goes; from then on it is not shown.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>When something of it goes next: what is needed no longer at its end, then its file, and at last itself.</summary>
    public DateTimeOffset? SweepAt { get; set; }

    /// <summary>Who has it in hand (<see cref="HeldJob"/>), and until when a sign must come.</summary>
    public string? Holder { get; set; }

    public DateTimeOffset? LeaseUntil { get; set; }

    /// <summary>How often it was taken since it got further last.</summary>
    public int Attempts { get; set; }
}

/// <summary>
/// A job in the hands of one: a worker that does it, or the request that still brings what it needs. Each has a name of its own,
/// within one process too: what is written after another took the job, or after its end, is refused.
/// </summary>
public sealed record HeldJob(Guid Id, string Holder)
{
    public static HeldJob New(Guid id) => new(id, Guid.CreateVersion7().ToString());
}

/// <summary>The job is another's now, or was cancelled: whatever was to be written is not.</summary>
public sealed class JobTakenException : Exception;

/// <summary>What of a job must outlive the process, its file above all: pieces of bytes, in order.</summary>
public sealed class JobPart
{
    /// <summary>Of the pieces of a file: all have so many bytes, but the last one.</summary>
    public const int Size = 256 * 1024;

    /// <summary>What the pieces of its file are called.</summary>
    public const string File = "file";

    public required Guid JobId { get; init; }

    /// <summary>Of what it is a piece.</summary>
    public required string Name { get; init; }

    /// <summary>From 0.</summary>
    public required int N { get; init; }

    public required byte[] Data { get; init; }
}

internal sealed class JobConfiguration : IEntityTypeConfiguration<Job>
{
    public void Configure(EntityTypeBuilder<Job> job)
    {
        job.ToTable(
            "jobs",
            table =>
            {
                table.HasCheckConstraint("ck_jobs_kind", "kind IN ('export', 'import')");
                table.HasCheckConstraint("ck_jobs_state", "state IN ('queued', 'running', 'done', 'failed', 'cancelled')");
            });
        job.Property(j => j.Id).ValueGeneratedNever();

        // The owner's list, the newest first.
        job.HasIndex(j => new { j.OwnerId, j.Id });

        // What a node looks for, and what of it goes.
        job.HasIndex(j => j.LeaseUntil).HasFilter("state IN ('queued', 'running')");
        job.HasIndex(j => j.SweepAt);
    }
}

internal sealed class JobPartConfiguration : IEntityTypeConfiguration<JobPart>
{
    public void Configure(EntityTypeBuilder<JobPart> part)
    {
        part.ToTable("job_parts");
        part.HasKey(p => new { p.JobId, p.Name, p.N });
        part.HasOne<Job>().WithMany().HasForeignKey(p => p.JobId).OnDelete(DeleteBehavior.Restrict);
    }
}
