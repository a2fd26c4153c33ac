using System.Globalization;
using ConvoWeb.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.Import.Pages;

/// <summary>What came of one file.</summary>
public sealed partial class ImportReportView : ComponentBase
{
    private const int FirstShown = 10, MaxShown = 500;

    private bool _isAll;

    [Parameter, EditorRequired]
    public required Upload Upload { get; set; }

    private static IEnumerable<(string Class, IconName Icon, int Count, string Words)> Lines(ImportTotals totals)
    {
        IEnumerable<(string, IconName, int Count, string)> lines =
        [
            ("ok", IconName.Check, totals.Imported, "imported"),
            ("ok", IconName.Check, totals.Updated, "updated"),
            ("skip", IconName.Copy, totals.Unchanged, "already here"),
            ("skip", IconName.Info, totals.Skipped, "skipped"),
            ("skip", IconName.Info, totals.LeftOut, totals.LeftOut == 1 ? "empty message left out" : "empty messages left out"),
            ("fail", IconName.X, totals.Failed, "could not be read"),
        ];
        return lines.Where((line, index) => index == 0 || line.Count > 0);
    }

    private static List<ImportItem> Failures(ImportReport report) =>
        [.. report.Items.Where(item => item.Outcome is ImportOutcome.Failed or ImportOutcome.Skipped)];

    private static List<ImportItem> Links(ImportReport report) =>
        [.. report.Items.Where(item => item.Id is not null && item.Outcome is not (ImportOutcome.Failed or ImportOutcome.Skipped))];

    private static string NameOf(ImportItem item) => item.Title ?? item.ExternalId ?? item.Source;

    private static string Words(ImportItem item)
    {
        var outcome = item.Outcome switch
        {
            ImportOutcome.Imported => "imported",
            ImportOutcome.Updated => "updated",
            ImportOutcome.Unchanged => "already here",
            ImportOutcome.Failed => "could not be read",
            ImportOutcome.Skipped => "skipped",
            _ => throw new ArgumentOutOfRangeException(nameof(item)),
        };
        return item.Messages switch
        {
            0 => outcome,
            1 => $"{outcome}, 1 message",
            _ => $"{outcome}, {Number(item.Messages)} messages",
        };
    }

    private static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
