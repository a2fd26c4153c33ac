using ConvoWeb.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.Import.Pages;

/// <summary>How far one file is.</summary>
public sealed partial class ImportProgress : ComponentBase
{
    private const double Megabyte = 1024 * 1024;

    [Parameter, EditorRequired]
    public required Upload Upload { get; set; }

    [Parameter]
    public EventCallback OnCancel { get; set; }

    private string Amount => Upload.State switch
    {
        UploadState.Waiting => Size(Upload.Size),
        UploadState.Sending => Wording.Of(ImportTexts.SentOf, Size(Upload.Sent), Size(Upload.Size), Upload.Percent),
        _ => Size(Upload.Size),
    };

    private string Words => Upload.State switch
    {
        UploadState.Waiting => ImportTexts.WaitingForOther,
        UploadState.Sending => ImportTexts.SendingKeepOpen,
        _ => ImportTexts.SavingTakesWhile,
    };

    private static string Size(long bytes) => bytes < Megabyte
        ? Wording.Of(ImportTexts.Kilobytes, Math.Ceiling(bytes / 1024d))
        : Wording.Of(ImportTexts.Megabytes, bytes / Megabyte);
}
