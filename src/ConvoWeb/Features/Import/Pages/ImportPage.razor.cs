using System.Text.Json;
using ConvoWeb.Components.Layout;
using ConvoWeb.Components.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace ConvoWeb.Features.Import.Pages;

/// <summary>
/// Takes files. Its script sends them to the import endpoint, one after the other, as any other program would: first for
/// what is inside, and when that is wanted, to be stored. The page shows how far that is and what came of it.
/// </summary>
public sealed partial class ImportPage : ComponentBase, IAsyncDisposable
{
    /// <summary>The report of half a million conversations.</summary>
    private const long MaxAnswer = 256 * 1024 * 1024;

    /// <summary>Never disposed: a read that is under way when the page goes still asks for its token.</summary>
    private readonly CancellationTokenSource _closed = new();

    private readonly List<Upload> _uploads = [];
    private ScriptModule? _script;
    private DotNetObjectReference<ImportPage>? _self;
    private ElementReference _area;
    private ElementReference _choose;
    private string _announcement = "";
    private bool _isLive;

    [Inject]
    public required IJSRuntime Scripts { get; init; }

    [Inject]
    public required IEnumerable<ShellPart> Parts { get; init; }

    [JSInvokable]
    public void FileAdded(int id, string name, long size)
    {
        _uploads.Add(new Upload(id, name, size));
        StateHasChanged();
    }

    [JSInvokable]
    public void FileSent(int id, long sent, bool isAll)
    {
        if (Find(id) is not { IsRunning: true } upload)
        {
            return;
        }

        if (upload.State is UploadState.Waiting)
        {
            _announcement = Wording.Of(ImportTexts.SendingFile, upload.Name);
        }

        upload.Sent = Math.Min(sent, upload.Size);
        upload.State = isAll ? UploadState.Saving : UploadState.Sending;
        StateHasChanged();
    }

    /// <param name="answer">A stream, because a report can be far larger than a call from a script may be.</param>
    [JSInvokable]
    public async Task FileAnsweredAsync(int id, int status, IJSStreamReference answer)
    {
        if (Find(id) is not { IsRunning: true } upload)
        {
            return;
        }

        await using var reference = answer;
        await using var body = await answer.OpenReadStreamAsync(MaxAnswer, _closed.Token);
        if (status is StatusCodes.Status200OK)
        {
            try
            {
                var report = (await JsonSerializer.DeserializeAsync(body, ImportJson.Api.ImportReport, _closed.Token))!;
                if (upload.Preview is null)
                {
                    upload.Preview = report;
                    End(upload, UploadState.Checked, Wording.Of(ImportTexts.FileChecked, upload.Name, Wording.Number(report.Totals.Imported)));
                }
                else
                {
                    upload.Report = report;
                    End(upload, UploadState.Done, Wording.Of(ImportTexts.FileImported, upload.Name, Wording.Number(report.Totals.Imported)));
                }
            }
            catch (JsonException)
            {
                Fail(upload, ImportTexts.ReportUnreadable);
            }
        }
        else
        {
            Fail(upload, await ImportProblem.ReadAsync(body, status, _closed.Token));
        }
    }

    [JSInvokable]
    public void FileLost(int id)
    {
        if (Find(id) is { IsRunning: true } upload)
        {
            Fail(upload, ImportTexts.ConnectionLost);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        if (_script is not null)
        {
            await _script.CallAsync("detach");
            await _script.DisposeAsync();
        }

        _self?.Dispose();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _self = DotNetObjectReference.Create(this);
            _script = new ScriptModule(Scripts, "./Features/Import/Pages/ImportPage.razor.js");
            await _script.CallAsync("attach", _area, _self);
            _isLive = true; // from now on it takes files
            StateHasChanged();
        }
    }

    private async Task CancelAsync(Upload upload)
    {
        End(upload, UploadState.Cancelled, Wording.Of(ImportTexts.FileCancelled, upload.Name));
        await _script!.CallAsync("cancel", upload.Id);
    }

    /// <summary>What was looked into, and would bring something new.</summary>
    private List<Upload> Wanted => _uploads.FindAll(upload => upload is { State: UploadState.Checked, Wanted: > 0 });

    private async Task TakeAllAsync(IReadOnlyList<Upload> uploads)
    {
        foreach (var upload in uploads)
        {
            await TakeAsync(upload);
        }
    }

    private async Task TakeAsync(Upload upload)
    {
        (upload.State, upload.Sent) = (UploadState.Waiting, 0);
        await _choose.FocusAsync(); // what was pressed is gone
        await _script!.CallAsync("take", upload.Id, upload.BringsBack);
    }

    private async Task LeaveAsync(Upload upload)
    {
        _uploads.Remove(upload);
        _announcement = Wording.Of(ImportTexts.FileCancelled, upload.Name);
        await _choose.FocusAsync();
        await _script!.CallAsync("cancel", upload.Id);
    }

    private void Fail(Upload upload, string reason)
    {
        upload.Failure = reason;
        End(upload, UploadState.Failed, Wording.Of(ImportTexts.FileNotImported, upload.Name));
    }

    private void End(Upload upload, UploadState state, string announcement)
    {
        upload.State = state;
        _announcement = announcement;
        StateHasChanged();
    }

    private Upload? Find(int id) => _uploads.Find(upload => upload.Id == id);
}
