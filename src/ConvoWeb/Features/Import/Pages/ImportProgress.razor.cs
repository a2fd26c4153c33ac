using System.Globalization;
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
        UploadState.Sending => $"{Size(Upload.Sent)} of {Size(Upload.Size)}, {Upload.Percent} %",
        _ => Size(Upload.Size),
    };

    private string Words => Upload.State switch
    {
        UploadState.Waiting => "Waiting for the file before it.",
        UploadState.Sending => "Sending. Keep this page open.",
        _ => "Saving… Large exports take a while.",
    };

    private static string Size(long bytes) => bytes < Megabyte
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(bytes / 1024d):0} KB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / Megabyte:0.0} MB");
}
