using ConvoWeb.Components.Shared;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Export.Bulk;
using ConvoWeb.Platform.Errors;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.Export.Pages;

/// <summary>Says how many conversations are meant, asks how they are wanted, and begins the export.</summary>
public sealed partial class ExportDialog : ComponentBase, IDisposable
{
    /// <summary>Never disposed: a count that is under way when the dialog goes still asks for its token.</summary>
    private readonly CancellationTokenSource _closed = new();

    private readonly string _id = $"export-{Guid.NewGuid():N}";
    private Dialog _dialog = null!;
    private ExportChoices _choices = null!;
    private LastExport? _last;
    private bool _isEverything;
    private int? _count;
    private int _turn;
    private string? _failure;
    private bool _isBeginning;

    /// <summary>Which conversations are meant.</summary>
    [Parameter, EditorRequired]
    public required BulkExportRequest What { get; set; }

    /// <summary>Whether that is a list, and everything may be meant as well.</summary>
    [Parameter]
    public bool IsList { get; set; }

    [Parameter]
    public EventCallback OnClosed { get; set; }

    [CascadingParameter]
    public required CurrentUser User { get; set; }

    [CascadingParameter]
    public required BrowserTime Time { get; set; }

    [Inject]
    public required ExportService Formats { get; init; }

    [Inject]
    public required BulkExportService Bulk { get; init; }

    [Inject]
    public required BulkExportJobs Jobs { get; init; }

    [Inject]
    public required OwnExports Exports { get; init; }

    [Inject]
    public required IDatabase Database { get; init; }

    [Inject]
    public required ILogger<ExportDialog> Logger { get; init; }

    public void Dispose() => _closed.Cancel();

    protected override void OnInitialized() => _choices = new ExportChoices(Formats.Formats);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _dialog.Open();
            StateHasChanged();
            await CountAsync();
            StateHasChanged();
        }
    }

    private string Sum => _count switch
    {
        null => ExportPagesTexts.Counting,
        0 when _choices.IsOnlyChanged => ExportPagesTexts.NothingChanged,
        0 => ExportPagesTexts.NothingSelected,
        { } count => Wording.Count(count, ExportPagesTexts.OneConversation, ExportPagesTexts.ManyConversations),
    };

    private BulkExportRequest Meant => _isEverything ? new BulkExportRequest() : What;

    private BulkExportRequest Request => _choices.Request(Meant, _last?.At);

    private string OnlyChanged(LastExport last) => Wording.Of(
        last.IsOfEverything ? ExportPagesTexts.OnlyChangedSinceEverything : ExportPagesTexts.OnlyChangedSinceThis,
        ExportChoices.TextsOf(last.Format).Name,
        Time.Full(last.At));

    /// <summary>Exactly those that the export will find now.</summary>
    private async Task CountAsync()
    {
        (_count, _failure) = (null, null);
        var turn = ++_turn;
        try
        {
            var last = await Jobs.LastAsync(User, Meant, _closed.Token);
            if (turn == _turn)
            {
                _last = last;
            }

            var ids = await Bulk.ResolveAsync(User, Request, _closed.Token);
            if (turn == _turn)
            {
                _count = ids.Count;
            }
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested)
        {
            // The dialog is gone.
        }
        catch (Exception exception)
        {
            _failure = Reasons.Of(Database, exception) ?? Unforeseen(exception);
        }
    }

    private Task MeanAsync(bool everything)
    {
        (_isEverything, _choices.IsOnlyChanged) = (everything, false);
        return CountAsync();
    }

    private async Task BeginAsync()
    {
        if (_isBeginning || _count is null or 0)
        {
            return;
        }

        _isBeginning = true;
        try
        {
            await Exports.BeginAsync(User, Request, _closed.Token);
            await _dialog.CloseAsync();
        }
        catch (Exception exception) when (!_closed.IsCancellationRequested)
        {
            _failure = Reasons.Of(Database, exception) ?? Unforeseen(exception);
        }
        finally
        {
            _isBeginning = false;
        }
    }

    private string Unforeseen(Exception exception)
    {
        var fault = ReferencedException.Of(exception);
        LogFailed(Logger, fault);
        return Reasons.Unknown(fault.Reference);
    }

    [LoggerMessage(LogLevel.Error, "An export could not be begun")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
