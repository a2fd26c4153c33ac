using ConvoWeb.Features.Export.Bulk;

namespace ConvoWeb.Features.Export.Pages;

/// <summary>How a person wants an export.</summary>
internal sealed class ExportChoices
{
    private const string Json = "json", JsonLines = "jsonl";

    private ExportFormat _format;
    private bool? _hasAllBranches;

    public ExportChoices(IEnumerable<ExportFormat> formats)
    {
        Formats = [.. formats.OrderBy(format => Array.FindIndex(Told, told => told.Format == format.Name))];
        _format = Formats.First(format => format.Name is Json);
    }

    /// <summary>What brings everything back first, then those for people.</summary>
    public IReadOnlyList<ExportFormat> Formats { get; }

    public string Format
    {
        get => _format.Name;
        set => _format = Formats.First(format => format.Name == value);
    }

    /// <summary>As is usual for the format, until it is chosen.</summary>
    public bool HasAllBranches
    {
        get => _hasAllBranches ?? _format.UsualBranches is ExportBranches.All;
        set => _hasAllBranches = value;
    }

    public bool HasSystem { get; set; } = true;

    public bool HasTimes { get; set; } = true;

    public bool HasMetadata { get; set; } = true;

    public bool HasFiles { get; set; }

    public bool IsOnlyChanged { get; set; }

    /// <summary>What it is called, and a sentence on what one gets.</summary>
    public static (string Name, string Sentence) TextsOf(ExportFormat format) =>
        Told.Where(told => told.Format == format.Name).Select(told => (told.Name, told.Sentence)).FirstOrDefault((format.Name, ""));

    /// <param name="what">Which conversations are meant.</param>
    /// <param name="last">When the export before was made.</param>
    public BulkExportRequest Request(BulkExportRequest what, DateTimeOffset? last) => what with
    {
        Format = Format,
        Archive = Format is not JsonLines || HasFiles,
        Files = HasFiles,
        Branches = HasAllBranches ? "all" : "active",
        System = HasSystem,
        Metadata = HasMetadata,
        Timestamps = HasTimes,
        Since = IsOnlyChanged ? last : null,
    };

    private static (string Format, string Name, string Sentence)[] Told =>
    [
        (Json, ExportPagesTexts.Json, ExportPagesTexts.WhatJsonIs),
        ("markdown", ExportPagesTexts.Markdown, ExportPagesTexts.WhatMarkdownIs),
        ("html", ExportPagesTexts.WebPage, ExportPagesTexts.WhatWebPageIs),
        ("pdf", ExportPagesTexts.Pdf, ExportPagesTexts.WhatPdfIs),
        ("txt", ExportPagesTexts.PlainText, ExportPagesTexts.WhatPlainTextIs),
        (JsonLines, ExportPagesTexts.JsonLines, ExportPagesTexts.WhatJsonLinesIs),
        ("csv", ExportPagesTexts.Csv, ExportPagesTexts.WhatCsvIs),
    ];
}
