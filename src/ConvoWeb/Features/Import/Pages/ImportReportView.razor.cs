using ConvoWeb.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.Import.Pages;

/// <summary>What came of one file, or would come of it.</summary>
public sealed partial class ImportReportView : ComponentBase
{
    private const int FirstShown = 10, MaxShown = 500;

    private bool _isAll;

    [Parameter, EditorRequired]
    public required Upload Upload { get; set; }

    /// <summary>What can be done with it now.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    private bool IsPreview => Upload.State is UploadState.Checked;

    private ImportReport? Shown => IsPreview ? Upload.Preview : Upload.Report;

    private IEnumerable<(string Class, IconName Icon, int Count, string Words)> Lines(ImportTotals totals)
    {
        IEnumerable<(string, IconName, int Count, string)> lines =
        [
            ("ok", IconName.Check, totals.Imported, IsPreview ? ImportTexts.New : ImportTexts.Imported),
            ("ok", IconName.Check, totals.Updated, IsPreview ? ImportTexts.WithNewMessages : ImportTexts.Updated),
            ("ok", IconName.File, totals.Files, Wording.Count(totals.Files, ImportTexts.OneFile, ImportTexts.ManyFiles)),
            ("skip", IconName.Copy, totals.Unchanged, ImportTexts.AlreadyHere),
            ("skip", IconName.Info, totals.Skipped, ImportTexts.Skipped),
            ("skip", IconName.Info, totals.LeftOut, Wording.Count(totals.LeftOut, ImportTexts.OneLeftOut, ImportTexts.ManyLeftOut)),
            ("fail", IconName.X, totals.Failed, ImportTexts.NotRead),
        ];
        return lines.Where((line, index) => index == 0 || line.Count > 0);
    }

    private static List<ImportItem> Failures(ImportReport report) =>
        [.. report.Items.Where(item => item.Outcome is ImportOutcome.Failed or ImportOutcome.Skipped)];

    /// <summary>Those that are here, or will be.</summary>
    private List<ImportItem> Links(ImportReport report) =>
        [.. report.Items.Where(item => (IsPreview || item.Id is not null) && item.Outcome is not (ImportOutcome.Failed or ImportOutcome.Skipped))];

    private static string NameOf(ImportItem item) => item.Title ?? item.ExternalId ?? item.Source;

    /// <summary>What became of a conversation that is here now, or would become of one.</summary>
    private string Words(ImportItem item) => (item.Outcome, item.Messages) switch
    {
        (ImportOutcome.Imported, var count) when IsPreview => Wording.Count(count, ImportTexts.NewWithOneMessage, ImportTexts.NewWithManyMessages),
        (ImportOutcome.Updated, 0) when IsPreview => ImportTexts.RestOfMessages,
        (ImportOutcome.Updated, var count) when IsPreview => Wording.Count(count, ImportTexts.OneNewMessage, ImportTexts.ManyNewMessages),
        (ImportOutcome.Imported, 0) => ImportTexts.Imported,
        (ImportOutcome.Imported, var count) => Wording.Count(count, ImportTexts.ImportedWithOneMessage, ImportTexts.ImportedWithManyMessages),
        (ImportOutcome.Updated, 0) => ImportTexts.Updated,
        (ImportOutcome.Updated, var count) => Wording.Count(count, ImportTexts.UpdatedWithOneMessage, ImportTexts.UpdatedWithManyMessages),
        (ImportOutcome.Unchanged, _) => ImportTexts.AlreadyHere,
        _ => throw new ArgumentOutOfRangeException(nameof(item)),
    };

    private static string ShowMore(int count) =>
        count > MaxShown ? Wording.Of(ImportTexts.ShowFirst, MaxShown) : Wording.Of(ImportTexts.ShowAll, count);
}
