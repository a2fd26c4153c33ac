using System.Collections.Immutable;
using System.Threading.Channels;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Live;

namespace ConvoWeb.Features.Conversations.Feed;

/// <summary>
/// The events of one conversation on this node, put in order once for all of its viewers. Writers on many threads and nodes
/// publish theirs in any order: an early one waits a moment for those before it, and when they do not come, what is missing
/// is read from the database. Lives as long as somebody follows.
/// </summary>
internal sealed partial class TranscriptFeed
{
    private const int MaxInbox = 4_096, MaxEarly = 256;

    /// <summary>Events that crossed on their way arrive within this; others were lost.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Channel<LiveEvent> _inbox = Channel.CreateBounded<LiveEvent>(new BoundedChannelOptions(MaxInbox) { SingleReader = true });
    private readonly List<LiveEvent> _early = [];
    private readonly CancellationTokenSource _closed = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action<TranscriptFeed, FeedViewer> _remove;
    private readonly ILogger _logger;
    private readonly IDisposable _listening;
    private ImmutableArray<FeedViewer> _viewers = [];
    private FeedPosition? _position;
    private long _earlySince;
    private volatile bool _isBehind;

    public TranscriptFeed(
        Guid conversationId,
        ILiveEvents live,
        FeedReader reader,
        IDatabase database,
        TimeProvider clock,
        ILogger logger,
        Action<TranscriptFeed, FeedViewer> remove)
    {
        (ConversationId, Reader, Database, Clock, _logger, _remove) = (conversationId, reader, database, clock, logger, remove);
        _listening = live.Listen(LiveTopic.Conversation(conversationId), Take); // before the position is read: nothing falls between
        _ = RunAsync();
    }

    public Guid ConversationId { get; }

    public FeedReader Reader { get; }

    /// <summary>
    /// Completes when the feed knows where it is. A viewer that read before that could miss what was committed between its
    /// reading and the feed's.
    /// </summary>
    public Task Ready => _ready.Task;

    public IDatabase Database { get; }

    public TimeProvider Clock { get; }

    /// <summary>Called under the lock of the one who keeps the feeds, as all changes of the viewers are.</summary>
    public void Add(FeedViewer viewer) => _viewers = _viewers.Add(viewer);

    /// <returns>True when it was the last one.</returns>
    public bool TakeOut(FeedViewer viewer)
    {
        var before = _viewers;
        _viewers = before.Remove(viewer);
        return before.Length > 0 && _viewers.Length == 0;
    }

    public void Remove(FeedViewer viewer) => _remove(this, viewer);

    public void Close()
    {
        _listening.Dispose();
        _closed.Cancel();
    }

    [LoggerMessage(LogLevel.Warning, "A viewer could not be told what happened; it has to come anew")]
    public partial void LogViewerFailed(Exception exception);

    /// <summary>On the publisher's thread.</summary>
    private void Take(LiveEvent live)
    {
        if (!_inbox.Writer.TryWrite(live))
        {
            _isBehind = true; // more than can be handed out: the database has it all
        }
    }

    private async Task RunAsync()
    {
        while (!_closed.IsCancellationRequested)
        {
            try
            {
                _position ??= await Reader.EndAsync(ConversationId, _closed.Token) ?? new FeedPosition(0);
                _ready.TrySetResult();
                await HandOutAsync();
            }
            catch (OperationCanceledException) when (_closed.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                if (Database.Translate(exception) is null)
                {
                    LogFailed(exception);
                }

                _isBehind = true;
                await Task.Delay(Pause, Clock, _closed.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task HandOutAsync()
    {
        Task<bool>? arriving = null;
        while (true)
        {
            if (_isBehind)
            {
                _isBehind = false;
                await CatchUpAsync();
            }

            while (_inbox.Reader.TryRead(out var live))
            {
                Sort(live);
            }

            if (_isBehind)
            {
                continue;
            }

            arriving ??= _inbox.Reader.WaitToReadAsync(_closed.Token).AsTask();
            if (_early.Count > 0)
            {
                var patience = Patience - Clock.GetElapsedTime(_earlySince);
                if (patience <= TimeSpan.Zero)
                {
                    _isBehind = true; // what comes before the early ones was lost
                    continue;
                }

                if (await Task.WhenAny(arriving, Task.Delay(patience, Clock, _closed.Token)) != arriving)
                {
                    continue;
                }
            }

            await arriving;
            arriving = null;
        }
    }

    private void Sort(LiveEvent live)
    {
        if (!live.IsStored)
        {
            HandOut(FeedJson.Of(live, 0));
            return;
        }

        if (live.Kind is LiveEventKind.Missed)
        {
            _isBehind = true;
            return;
        }

        switch (_position!.StepTo(live.Version, live.MessageId, live.Delta))
        {
            case FeedStep.Next when live.Delta is null && live.Message.IsEmpty:
                _isBehind = true; // what changed is to be read
                break;
            case FeedStep.Next:
                HandOut(FeedJson.Of(live, live.Delta is null ? live.Version : _position.Version));
                SortEarly();
                break;
            case FeedStep.Later when _early.Count < MaxEarly:
                _earlySince = _early.Count == 0 ? Clock.GetTimestamp() : _earlySince;
                _early.Add(live);
                break;
            case FeedStep.Later:
                _isBehind = true;
                break;
        }
    }

    private void SortEarly()
    {
        for (var i = 0; i < _early.Count; i++)
        {
            if (_position!.StepTo(_early[i].Version, _early[i].MessageId, _early[i].Delta) is FeedStep.Later)
            {
                continue;
            }

            var live = _early[i];
            _early.RemoveAt(i);
            Sort(live); // and with it those that waited for it
            i = -1;
        }
    }

    private async Task CatchUpAsync()
    {
        var isThere = await Reader.CatchUpAsync(
            ConversationId,
            _position!,
            feedEvent =>
            {
                Offer(feedEvent);
                return ValueTask.CompletedTask;
            },
            _closed.Token);
        if (!isThere)
        {
            Offer(FeedJson.Conversation(FeedEventName.ConversationRemoved, ConversationId, _position!.Version, default) with { IsStored = false });
        }

        SortEarly();
        _earlySince = Clock.GetTimestamp();
    }

    private void HandOut(FeedEvent feedEvent)
    {
        _position!.MoveTo(feedEvent);
        Offer(feedEvent);
    }

    private void Offer(FeedEvent feedEvent)
    {
        foreach (var viewer in _viewers)
        {
            viewer.Offer(feedEvent);
        }
    }

    [LoggerMessage(LogLevel.Error, "A conversation's feed failed; it goes on")]
    private partial void LogFailed(Exception exception);
}
