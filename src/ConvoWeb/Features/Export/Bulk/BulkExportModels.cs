using System.Globalization;
using System.Text.Json.Serialization;
using ConvoWeb.Features.Messages.Files;
using ConvoWeb.Features.Search;

namespace ConvoWeb.Features.Export.Bulk;

/// <summary>Which conversations to hand out together, and how. With neither <c>ids</c> nor <c>filter</c>: all but the trash.</summary>
public sealed record BulkExportRequest
{
    public const int MaxIds = 100_000;

    public IReadOnlyList<Guid>? Ids { get; init; }

    /// <summary>As the list and the search take it; with <c>q</c> or <c>date</c> it is a search.</summary>
    public SearchListQuery? Filter { get; init; }

    /// <summary>Those that the filter shows and that are not meant.</summary>
    public IReadOnlyList<Guid>? Except { get; init; }

    /// <summary><c>json</c> (default) or any other format of one conversation.</summary>
    public string? Format { get; init; }

    /// <summary>A ZIP with a file for each conversation (default); <c>false</c>, with <c>jsonl</c> only, is one file of lines.</summary>
    public bool? Archive { get; init; }

    /// <summary>With the sound and the attachments that are stored here, in an archive.</summary>
    public bool Files { get; init; }

    /// <summary><c>active</c> or <c>all</c>; what is left out is as usual for the format.</summary>
    public string? Branches { get; init; }

    public bool? System { get; init; }

    public bool? Metadata { get; init; }

    public bool? Timestamps { get; init; }

    /// <summary>
    /// Only what changed or came here since: the <c>exported_at</c> of the export before. A little of what changed before it
    /// is among it, because what was being written then has an earlier time.
    /// </summary>
    public DateTimeOffset? Since { get; init; }
}

/// <summary>An export in the background.</summary>
public sealed record NewExportJob
{
    /// <summary>Left out, it is everything.</summary>
    public BulkExportRequest? Export { get; init; }
}

/// <summary>What came of it.</summary>
public sealed record BulkExportSummary(int Conversations, int Skipped, DateTimeOffset ExportedAt)
{
    public const int MaxSkippedItems = 20;

    /// <summary>The first of those that were skipped; all of them stand in the file.</summary>
    public IReadOnlyList<SkippedItem> SkippedItems { get; init; } = [];
}

/// <summary>An export that was made before.</summary>
/// <param name="At">What changed since is not in it.</param>
public sealed record LastExport(ExportFormat Format, DateTimeOffset At, bool IsOfEverything);

/// <summary>A request that was checked: what the writer needs to know.</summary>
public sealed record BulkExport
{
    public required IConversationExporter Exporter { get; init; }

    public required ExportOptions Options { get; init; }

    public required bool IsArchive { get; init; }

    public required bool HasFiles { get; init; }

    /// <summary>When the reading began: the <c>since</c> of the next one.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What the download is called.</summary>
    public string FileTitle => $"ConvoWeb {At.UtcDateTime.ToString("yyyy-MM-dd HH-mm-ss", CultureInfo.InvariantCulture)}";

    public ExportFormat Format => IsArchive ? new ExportFormat(Exporter.Format.Name, "application/zip", ".zip") : Exporter.Format;
}

/// <summary>What stands at the end of an archive.</summary>
internal sealed record ArchiveIndex(IReadOnlyList<IndexItem> Items, IReadOnlyList<SkippedItem> Skipped)
{
    public const string FileName = "index.json";
}

/// <summary>What the index at the end of an archive says of one file.</summary>
public sealed record IndexItem(string File, Guid Id, string Title, DateTimeOffset CreatedAt, DateTimeOffset LastMessageAt, int MessageCount);

/// <summary>A conversation that could not be read, or not to its end, or not with all of its files.</summary>
/// <param name="File">What of it is there; null when nothing is.</param>
public sealed record SkippedItem(Guid Id, string Title, string? File, string Reason)
{
    [JsonPropertyOrder(-1)]
    public string Type => "skipped";
}

/// <summary>What an archive says of a file beside it, which has the bytes alone.</summary>
public sealed record ArchivedFile(FileView File)
{
    [JsonPropertyOrder(-1)]
    public string Format => "convoweb-file/1";
}
