using ConvoWeb.Data.Providers;

namespace ConvoWeb.Features.Conversations.Feed;

/// <summary>
/// One who follows a conversation. Events are written at once while the line takes them; while it does not, some wait; a
/// viewer that falls behind further loses them all and catches up from the database. So it never slows anybody else, and
/// never misses anything.
/// </summary>
public sealed class FeedViewer : IAsyncDisposable
{
    private const int MaxWaiting = 256;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Queue<FeedEvent> _waiting = new();
    private readonly CancellationTokenSource _closed = new();
    private readonly TaskCompletionSource _caughtUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TranscriptFeed _feed;
    private readonly Func<FeedEvent, ValueTask> _write;
    private readonly Action<Exception> _fail;
    private readonly FeedPosition _position;
    private bool _isWriting = true;
    private bool _isBehind = true;
    private volatile bool _isClosed;

    /// <param name="position">Where the viewer is; it moves along.</param>
    /// <param name="write">Never called twice at once.</param>
    /// <param name="fail">Called when nothing more will be written: the viewer had better come anew.</param>
    internal FeedViewer(TranscriptFeed feed, FeedPosition position, Func<FeedEvent, ValueTask> write, Action<Exception> fail) =>
        (_feed, _position, _write, _fail) = (feed, position, write, fail);

    /// <summary>Completes when everything that was missed before the viewer came has been written.</summary>
    public Task CaughtUp => _caughtUp.Task;

    /// <summary>The conversation's version that it has come to.</summary>
    public long Version => _position.Version;

    /// <summary>When it returns, nothing more is written: what comes on the same line afterwards is not mixed with it.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _isClosed = true;
        }

        _feed.Remove(this);
        _caughtUp.TrySetCanceled();
        await _closed.CancelAsync();
    }

    internal void Start() => _ = WriteWaitingAsync(ValueTask.CompletedTask);

    /// <summary>Called by the feed alone, one event after the other. Returns at once.</summary>
    internal void Offer(FeedEvent feedEvent)
    {
        ValueTask writing;
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            if (_isWriting)
            {
                if (_waiting.Count < MaxWaiting)
                {
                    _waiting.Enqueue(feedEvent);
                }
                else
                {
                    _waiting.Clear();
                    _isBehind = true;
                }

                return;
            }

            switch (StepTo(feedEvent))
            {
                case FeedStep.Seen:
                    return;
                case FeedStep.Later:
                    _isBehind = true;
                    writing = ValueTask.CompletedTask;
                    break;
                default:
                    writing = WriteAsync(feedEvent);
                    if (writing.IsCompletedSuccessfully)
                    {
                        writing.GetAwaiter().GetResult(); // gives a pooled source back
                        return;
                    }

                    break;
            }

            _isWriting = true;
        }

        _ = WriteWaitingAsync(writing);
    }

    private async Task WriteWaitingAsync(ValueTask writing)
    {
        try
        {
            await writing;
            while (true)
            {
                FeedEvent? next = null;
                bool isBehind;
                lock (_gate)
                {
                    isBehind = _isBehind;
                    _isBehind = false;
                    if (!isBehind && !_waiting.TryDequeue(out next))
                    {
                        _isWriting = false;
                        return;
                    }
                }

                if (isBehind)
                {
                    await CatchUpAsync();
                }
                else if (StepTo(next!) is var step && step is FeedStep.Next)
                {
                    await WriteAsync(next!);
                }
                else if (step is FeedStep.Later)
                {
                    lock (_gate)
                    {
                        _isBehind = true;
                    }
                }
            }
        }
        catch (Exception exception)
        {
            if (!_isClosed)
            {
                _feed.LogViewerFailed(exception);
                _fail(exception);
            }

            await DisposeAsync();
        }
    }

    private async Task CatchUpAsync()
    {
        await _feed.Ready.WaitAsync(_closed.Token);
        while (true)
        {
            try
            {
                await _feed.Reader.CatchUpAsync(_feed.ConversationId, _position, Write, _closed.Token);
                _caughtUp.TrySetResult();
                return;
            }
            catch (Exception exception) when (_feed.Database.Translate(exception) is not null)
            {
                await Task.Delay(Pause, _feed.Clock, _closed.Token); // the database is away
            }
        }
    }

    private FeedStep StepTo(FeedEvent feedEvent)
    {
        if (!feedEvent.IsStored)
        {
            return FeedStep.Next;
        }

        // What is new to the feed, which read it for all, may be known to a viewer that read before it: then it is no addition.
        var step = _position.StepTo(feedEvent.PartOf ?? feedEvent.Version, feedEvent.MessageId, feedEvent.Delta);
        return step is FeedStep.Next && feedEvent.Name is FeedEventName.MessageAdded && feedEvent.AddedVersion <= _position.Version ? FeedStep.Later : step;
    }

    private ValueTask WriteAsync(FeedEvent feedEvent)
    {
        if (feedEvent is { IsStored: true, Delta: { } delta } && feedEvent.Version < _position.Version)
        {
            // It waited while the viewer read further: a version never goes back, or one who resumes there is told things twice.
            feedEvent = FeedJson.Delta(_feed.ConversationId, _position.Version, feedEvent.MessageId!.Value, delta);
        }

        _position.MoveTo(feedEvent);
        return Write(feedEvent);
    }

    private ValueTask Write(FeedEvent feedEvent)
    {
        lock (_gate)
        {
            return _isClosed ? throw new OperationCanceledException() : _write(feedEvent);
        }
    }
}
