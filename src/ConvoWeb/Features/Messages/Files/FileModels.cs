namespace ConvoWeb.Features.Messages.Files;

/// <summary>A stored file, without its bytes.</summary>
public sealed record FileView
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required string MediaType { get; init; }

    /// <summary>In bytes.</summary>
    public required long Size { get; init; }

    /// <summary>Of its bytes, in hexadecimal; also its <c>ETag</c>.</summary>
    public required string Sha256 { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Where its bytes are: what a message's <c>audio_url</c> is set to.</summary>
    public string Url => FileAddress.Of(Id);
}

/// <summary>A file that comes in; its bytes are read once, as they arrive.</summary>
public sealed record FileUpload(string Name, string? MediaType, Stream Content)
{
    /// <summary>Kept when nobody has it: of one that comes back from an export.</summary>
    public Guid? Id { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Made here: of any size, and like no other.</summary>
    public bool IsOwn { get; init; }

    /// <summary>The conversation that it is written of: when that is deleted for good, so is what has come of the file.</summary>
    public Guid? For { get; init; }
}

/// <summary>A file whose bytes have come, while nothing names it yet.</summary>
/// <param name="Known">Its id, where the same bytes are stored already.</param>
/// <param name="Upload">Otherwise what is to be stored.</param>
public sealed record ReceivedFile(Guid? Known, Data.Files.StoredFile? Upload);

/// <summary>What makes two uploads the same request.</summary>
public sealed record FileFingerprint(string Sha256, string Name, string MediaType);

/// <summary>A file with the stream of its bytes.</summary>
public sealed record OpenFile(FileView File, Stream Content);

/// <summary>The address under which a file is served, and referred to.</summary>
public static class FileAddress
{
    public const string Start = "/api/files/";

    public static string Of(Guid id) => $"{Start}{id}";

    /// <summary>Null when it is no address of ours.</summary>
    public static Guid? Parse(string? address) =>
        address?.StartsWith(Start, StringComparison.Ordinal) is true && Guid.TryParseExact(address.AsSpan(Start.Length), "D", out var id) ? id : null;
}
