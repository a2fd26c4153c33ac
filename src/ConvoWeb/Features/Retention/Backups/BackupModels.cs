using ConvoWeb.Features.Messages.Files;

namespace ConvoWeb.Features.Retention.Backups;

/// <summary>A file with a conversation as it was before a rule deleted it for good.</summary>
public sealed record BackupView
{
    public required Guid Id { get; init; }

    /// <summary>The id that the conversation had.</summary>
    public required Guid ConversationId { get; init; }

    public required int Messages { get; init; }

    public required DateTimeOffset WrittenAt { get; init; }

    /// <summary>The title of the conversation, as the name of an archive.</summary>
    public required string FileName { get; init; }

    /// <summary>In bytes.</summary>
    public required long Size { get; init; }

    /// <summary>Of the bytes of the file, in hexadecimal: as they were written, and as they were read again.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Of the file.</summary>
    public required Guid FileId { get; init; }

    /// <summary>Where the file is; an import with <c>bring_back=true</c> takes it back.</summary>
    public string Url => FileAddress.Of(FileId);
}

/// <summary>All of an owner's backups in numbers.</summary>
public sealed record BackupTotals(int Count, long Bytes);
