using ConvoWeb.Components.Shared;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Export.Bulk;
using ConvoWeb.Features.Export.Pages;
using ConvoWeb.Features.Live;
using ConvoWeb.Features.Retention;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History;

/// <summary>Says on every page, while it is so, that a rule will soon move conversations to the trash that were not exported.</summary>
public sealed partial class RetentionNotice : ComponentBase, IDisposable
{
    /// <summary>Never disposed: a read that is under way when the page goes still asks for its token.</summary>
    private readonly CancellationTokenSource _closed = new();

    private IDisposable? _live;
    private RetentionWarning? _warning;
    private bool _isDismissed;
    private bool _isExporting;

    [CascadingParameter]
    public required CurrentUser User { get; set; }

    [CascadingParameter]
    public required BrowserTime Time { get; set; }

    [Inject]
    public required RetentionService Retention { get; init; }

    [Inject]
    public required OwnExports Exports { get; init; }

    [Inject]
    public required ILiveEvents Live { get; init; }

    [Inject]
    public required IDatabase Database { get; init; }

    [Inject]
    public required ToastService Toasts { get; init; }

    [Inject]
    public required ILogger<RetentionNotice> Logger { get; init; }

    public void Dispose()
    {
        _live?.Dispose();
        _closed.Cancel();
    }

    protected override async Task OnInitializedAsync()
    {
        if (RendererInfo.IsInteractive)
        {
            _live = Live.Subscribe(LiveTopic.Owner(User.Id), MayChange, () => InvokeAsync(ReadAsync));
            await ReadAsync();
        }
    }

    /// <summary>While something is shown, an export may have ended it.</summary>
    private bool MayChange(LiveEvent change) => change.Kind switch
    {
        LiveEventKind.RetentionChanged or LiveEventKind.RetentionWarning or LiveEventKind.Missed => true,
        LiveEventKind.ConversationChanged or LiveEventKind.ConversationRemoved => _warning is not null,
        _ => false,
    };

    private async Task ReadAsync()
    {
        try
        {
            var warning = await Retention.WarningAsync(User, _closed.Token);
            if (warning?.Count != _warning?.Count)
            {
                (_warning, _isExporting) = (warning, false);
                StateHasChanged();
            }
        }
        catch (Exception exception) when (!_closed.IsCancellationRequested)
        {
            // A notice is not worth a page: what is open goes on, and says itself what it cannot do.
            LogNotRead(Logger, exception);
        }
        catch (OperationCanceledException)
        {
            // The page is gone.
        }
    }

    private async Task ExportAsync()
    {
        _isExporting = true;
        try
        {
            await Exports.BeginAsync(User, new BulkExportRequest { Ids = _warning!.Ids }, _closed.Token);
        }
        catch (Exception exception) when (Reasons.Of(Database, exception) is { } reason)
        {
            _isExporting = false;
            Toasts.ShowFailure(reason);
        }
    }

    [LoggerMessage(LogLevel.Warning, "What goes to the trash soon could not be read")]
    private static partial void LogNotRead(ILogger logger, Exception exception);
}
