using ConvoWeb.Components.Shared;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Jobs;
using ConvoWeb.Platform.Errors;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.Export.Pages;

/// <summary>Exports everything, and shows the exports of the last days: those that go on, and those that can be downloaded.</summary>
public sealed partial class ExportList : ComponentBase, IDisposable
{
    /// <summary>Where it stands.</summary>
    public const string Page = "/import", Address = Page + "#export";

    /// <summary>Never disposed: a read that is under way when the page goes still asks for its token.</summary>
    private readonly CancellationTokenSource _closed = new();

    private bool _isAsked;

    [CascadingParameter]
    public required CurrentUser User { get; set; }

    [CascadingParameter]
    public required BrowserTime Time { get; set; }

    [Inject]
    public required OwnExports Exports { get; init; }

    [Inject]
    public required ToastService Toasts { get; init; }

    [Inject]
    public required IDatabase Database { get; init; }

    [Inject]
    public required ILogger<ExportList> Logger { get; init; }

    /// <summary>58 of 312</summary>
    internal static string Amount(JobView job) =>
        job.Total is { } total ? Wording.Of(ExportPagesTexts.SoManyOf, Wording.Number(job.Done), Wording.Number(total)) : ExportPagesTexts.Counting;

    /// <summary>One whose file has no name yet is called after when it was begun.</summary>
    private string NameOf(JobView job) => job.FileName ?? Time.Full(job.CreatedAt);

    public void Dispose()
    {
        Exports.AreListed = false;
        Exports.Changed -= OnChanged;
        _closed.Cancel();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            Exports.AreListed = true;
            Exports.Changed += OnChanged;
            await Exports.ReadAsync(User, _closed.Token);
        }
    }

    private static int Percent(JobView job) => job.Total is > 0 and var total ? (int)(job.Done * 100L / total) : 0;

    private void OnChanged(object? sender, EventArgs change) => _ = InvokeAsync(StateHasChanged);

    private async Task RemoveAsync(JobView job)
    {
        try
        {
            await Exports.RemoveAsync(User, job.Id);
        }
        catch (Exception exception)
        {
            var fault = ReferencedException.Of(exception);
            Toasts.ShowFailure(Reasons.Of(Database, exception) ?? Reasons.Unknown(fault.Reference));
            LogNotRemoved(Logger, fault);
        }
    }

    [LoggerMessage(LogLevel.Error, "An export could not be removed")]
    private static partial void LogNotRemoved(ILogger logger, Exception exception);
}
