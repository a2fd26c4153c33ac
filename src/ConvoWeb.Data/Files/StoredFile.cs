using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ConvoWeb.Data.Files;

public enum FileState
{
    /// <summary>Its chunks still come; nobody sees it.</summary>
    Uploading,
    Stored,

    /// <summary>Deleted or given up: nobody sees it any more, and its chunks go.</summary>
    Removed,
}

/// <summary>Sound, a picture or any other file of an owner. Its bytes are <see cref="FileChunk"/>s, so that every node has them.</summary>
public sealed class StoredFile
{
    /// <summary>In code points.</summary>
    public const int NameMaxLength = 255;

    public required Guid Id { get; init; }

    public required string OwnerId { get; init; }

    public required FileState State { get; set; }

    /// <summary>Of all its bytes, in hexadecimal. Like the name, the media type and the size, known when the last one has come.</summary>
    public string? Sha256 { get; set; }

    public string? Name { get; set; }

    public string? MediaType { get; set; }

    public long Size { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the last chunk came.</summary>
    public required DateTimeOffset TouchedAt { get; set; }
}

/// <summary>A piece of a file: all have <see cref="Size"/> bytes, but the last one.</summary>
public sealed class FileChunk
{
    public const int Size = 256 * 1024;

    public required Guid FileId { get; init; }

    /// <summary>From 0.</summary>
    public required int N { get; init; }

    public required byte[] Data { get; init; }
}

internal sealed class StoredFileConfiguration : IEntityTypeConfiguration<StoredFile>
{
    public void Configure(EntityTypeBuilder<StoredFile> file)
    {
        file.ToTable("files", table => table.HasCheckConstraint("ck_files_state", "state IN ('uploading', 'stored', 'removed')"));
        file.Property(f => f.Id).ValueGeneratedNever();

        // The same bytes of one owner are there once.
        file.HasIndex(f => new { f.OwnerId, f.Sha256 }).IsUnique().HasFilter("state = 'stored'");

        // What the sweeper looks for.
        file.HasIndex(f => f.TouchedAt).HasFilter("state <> 'stored'");
    }
}

internal sealed class FileChunkConfiguration : IEntityTypeConfiguration<FileChunk>
{
    public void Configure(EntityTypeBuilder<FileChunk> chunk)
    {
        chunk.ToTable("file_chunks");
        chunk.HasKey(c => new { c.FileId, c.N });
        chunk.HasOne<StoredFile>().WithMany().HasForeignKey(c => c.FileId).OnDelete(DeleteBehavior.Restrict);
    }
}
