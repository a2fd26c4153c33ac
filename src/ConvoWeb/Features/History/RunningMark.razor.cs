using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Live;
using ConvoWeb.Platform.Paging;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History;

/// <summary>Says beside the name of the live page that something runs.</summary>
public sealed partial class RunningMark : ComponentBase, IDisposable
{
    /// <summary>Never disposed: a read that is under way when the page goes still asks for its token.</summary>
    private readonly CancellationTokenSource _closed = new();

    private IDisposable? _live;
    private int _running;

    [CascadingParameter]
    public required CurrentUser User { get; set; }

    [Inject]
    public required ConversationService Conversations { get; init; }

    [Inject]
    public required ILiveEvents Live { get; init; }

    [Inject]
    public required ILogger<RunningMark> Logger { get; init; }

    public void Dispose()
    {
        _live?.Dispose();
        _closed.Cancel();
    }

    protected override async Task OnInitializedAsync()
    {
        if (RendererInfo.IsInteractive)
        {
            _live = Live.Subscribe(LiveTopic.Owner(User.Id), MayCount, () => InvokeAsync(CountAsync));
            await CountAsync();
        }
    }

    /// <summary>Whether a draft may have begun or ended with it.</summary>
    private static bool MayCount(LiveEvent change) => change.Kind switch
    {
        LiveEventKind.MessageAdded or LiveEventKind.MessageChanged => change.NextN is not null,
        LiveEventKind.MessageFinalized or LiveEventKind.MessageRemoved or LiveEventKind.Missed => true,
        LiveEventKind.ConversationAdded or LiveEventKind.ConversationRemoved => true,
        LiveEventKind.ConversationChanged or LiveEventKind.DeltaAppended => false,
        LiveEventKind.RetentionChanged or LiveEventKind.RetentionWarning or LiveEventKind.RedactionChanged => false,
        _ => throw new ArgumentOutOfRangeException(nameof(change)),
    };

    private async Task CountAsync()
    {
        try
        {
            var running = await Conversations.CountRunningAsync(User, PageLimits.Max, _closed.Token);
            if (_running != running)
            {
                _running = running;
                StateHasChanged();
            }
        }
        catch (Exception exception) when (!_closed.IsCancellationRequested)
        {
            // A mark is not worth a page: what is open goes on, and says itself what it cannot do.
            LogNotCounted(Logger, exception);
        }
        catch (OperationCanceledException)
        {
            // The page is gone.
        }
    }

    [LoggerMessage(LogLevel.Warning, "What runs could not be counted")]
    private static partial void LogNotCounted(ILogger logger, Exception exception);
}
