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

    private static IEnumerable<(string Class, IconName Icon, int Count, string Words)> Lines(ImportAnswerTotals totals)
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

    private static List<ImportAnswerItem> Failures(ImportAnswer report) =>
        [.. report.Items.Where(item => item.Outcome is "failed" or "skipped" && item.Reason is not null)];

    private static List<ImportAnswerItem> Links(ImportAnswer report) =>
        [.. report.Items.Where(item => item.Id is not null && item.Outcome is not ("failed" or "skipped"))];

    private static string NameOf(ImportAnswerItem item) => item.Title ?? item.ExternalId ?? item.Source ?? "Without a name";

    private static string Outcome(ImportAnswerItem item) => item.Outcome is "unchanged" ? "already here" : item.Outcome;

    private static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
