namespace ConvoWeb.Features.History;

/// <summary>What a conversation can be downloaded as.</summary>
/// <param name="Name">As the address has it.</param>
/// <param name="HasAllBranches">It holds all branches when nothing else is asked for.</param>
internal sealed record DownloadFormat(string Name, string Text, bool HasAllBranches = false)
{
    /// <summary>Those for people first.</summary>
    public static IReadOnlyList<DownloadFormat> All =>
    [
        new("pdf", HistoryTexts.Pdf),
        new("html", HistoryTexts.WebPage),
        new("markdown", HistoryTexts.Markdown),
        new("txt", HistoryTexts.PlainText),
        new("csv", HistoryTexts.Csv, HasAllBranches: true),
        new("json", HistoryTexts.Json, HasAllBranches: true),
        new("jsonl", HistoryTexts.JsonLines, HasAllBranches: true),
    ];
}
