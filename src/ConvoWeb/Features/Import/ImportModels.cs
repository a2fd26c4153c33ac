using System.Text.Json.Serialization;
using ConvoWeb.Platform.Json;

namespace ConvoWeb.Features.Import;

[JsonConverter(typeof(WordJsonConverter<ImportOutcome>))]
public enum ImportOutcome
{
    Imported,

    /// <summary>It was there; what is new in it was added.</summary>
    Updated,

    /// <summary>All of it was there.</summary>
    Unchanged,

    /// <summary>It cannot be read; the others of its file came in.</summary>
    Failed,

    /// <summary>Left alone on purpose; the reason says why.</summary>
    Skipped,
}

/// <summary>In which way to import.</summary>
public sealed record ImportOptions
{
    /// <summary>Says what would happen, and writes nothing.</summary>
    public bool Preview { get; init; }

    /// <summary>Also what was deleted for good here.</summary>
    public bool BringsBack { get; init; }

    /// <summary>When, if it may have been begun before: what came here since then is its own.</summary>
    public DateTimeOffset? AskedFor { get; init; }
}

/// <summary>A file as it is sent; its content is read once, from the beginning to the end.</summary>
public sealed record ImportUpload(string Name, Stream Content);

/// <summary>What became of one conversation of a file.</summary>
public sealed record ImportItem
{
    /// <summary>The product that it comes from.</summary>
    public required string Source { get; init; }

    /// <summary>Its id there.</summary>
    public required string? ExternalId { get; init; }

    /// <summary>Its id here; null when it is not here.</summary>
    public required Guid? Id { get; init; }

    public required string? Title { get; init; }

    public required ImportOutcome Outcome { get; init; }

    /// <summary>Why it failed or was skipped, or what could not be kept as it was.</summary>
    public required string? Reason { get; init; }

    /// <summary>How many messages were added.</summary>
    public required int Messages { get; init; }

    [JsonIgnore]
    public bool IsPurged { get; init; }

    [JsonIgnore]
    public int LeftOut { get; init; }

    [JsonIgnore]
    public int Files { get; init; }
}

public sealed record ImportTotals
{
    public required int Imported { get; init; }

    public required int Updated { get; init; }

    public required int Unchanged { get; init; }

    public required int Failed { get; init; }

    public required int Skipped { get; init; }

    /// <summary>Messages added.</summary>
    public required int Messages { get; init; }

    /// <summary>Hidden messages without any content, which were not taken.</summary>
    public required int LeftOut { get; init; }

    /// <summary>Pictures, sounds and other files that came to messages.</summary>
    public int Files { get; init; }

    /// <summary>Conversations.</summary>
    [JsonIgnore]
    public int All => Imported + Updated + Unchanged + Failed + Skipped;

    /// <summary>Of those that were skipped: they were deleted for good here, and come back only when that is asked for.</summary>
    public int Purged { get; init; }

    /// <summary>Conversations that are counted, but too many to be listed as well.</summary>
    public int NotListed { get; init; }
}

public sealed record ImportReport(IReadOnlyList<ImportItem> Items, ImportTotals Totals)
{
    /// <summary>The files that hold nothing of a known format, and why.</summary>
    public IReadOnlyList<UnknownFile> Unknown { get; init; } = [];

    /// <summary>The same in words; null when all are known.</summary>
    [JsonIgnore]
    public string? Fault => Unknown.Count == 0 ? null : string.Join(' ', Unknown.Select(file => $"{file.Name}: {file.Reason}"));
}

public sealed record UnknownFile(string Name, string Reason);
