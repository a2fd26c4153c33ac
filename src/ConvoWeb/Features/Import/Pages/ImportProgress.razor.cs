using ConvoWeb.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.Import.Pages;

/// <summary>How far one file is.</summary>
public sealed partial class ImportProgress : ComponentBase
{
    [Parameter, EditorRequired]
    public required Upload Upload { get; set; }

    [Parameter]
    public EventCallback OnCancel { get; set; }

    private string Amount => Upload.State switch
    {
        UploadState.Sending => Wording.Of(ImportTexts.SentOf, Wording.Size(Upload.Sent), Wording.Size(Upload.Size), Upload.Percent),
        _ => Wording.Size(Upload.Size),
    };

    private string Words => Upload.State switch
    {
        UploadState.Waiting => ImportTexts.WaitingForOther,
        UploadState.Sending => ImportTexts.SendingKeepOpen,
        _ => Upload.Preview is null ? ImportTexts.ReadingTakesWhile : ImportTexts.SavingTakesWhile,
    };
}
