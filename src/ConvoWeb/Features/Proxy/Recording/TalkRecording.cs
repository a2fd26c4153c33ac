using System.Buffers;
using System.Threading.Channels;
using ConvoWeb.Data;
using ConvoWeb.Features.Privacy.Consent;
using ConvoWeb.Features.Proxy.Recording.Spool;
using ConvoWeb.Features.Proxy.Recording.Wire;

namespace ConvoWeb.Features.Proxy.Recording;

/// <summary>
/// One question and its answer, stored while they pass. Who passes the bytes on only puts them in line here; everything else, from reading the
/// request on, is done beside that.
/// </summary>
internal sealed partial class TalkRecording : IAnswerListener, IDisposable
{
    /// <summary>A draft must be heard of more often than its lease is long.</summary>
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(20);

    /// <summary>So long a talk that is over waits in memory for a database that is away.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly TalkConsent _consent;
    private readonly TalkWriter _writer;
    private readonly TalkSpool _spool;
    private readonly ByteRoom _room;
    private readonly byte[] _body;
    private readonly RecordedRequest _request;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly RecordingContext _context;
    private readonly long _asked;
    private readonly CancellationTokenSource _giveUp;
    private readonly Channel<Piece> _passed = Channel.CreateUnbounded<Piece>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly TaskCompletionSource<string?> _question = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<AnswerReader?> _began = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isOver;
    private volatile bool _isStopping;
    private bool _isDisposed;
    private volatile bool _isCut;
    private TimeSpan? _firstToken;
    private TimeSpan _response;
    private ForwardOutcome? _outcome;
    private int? _status;

    public TalkRecording(
        AskedTalk asked, TalkConsent consent, TalkWriter writer, TalkSpool spool, ByteRoom room, TimeProvider clock, ILogger logger)
    {
        (_body, _request) = (asked.Body, asked.Request);
        (_consent, _writer, _spool, _room, _clock, _logger) = (consent, writer, spool, room, clock, logger);
        _giveUp = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        _context = new RecordingContext(asked.User with { IsRecorder = true }, Guid.NewGuid(), clock.GetUtcNow(), _giveUp.Token);
        _asked = clock.GetTimestamp();
    }

    /// <summary>The order in which they began.</summary>
    public required long Number { get; init; }

    public string UserId => _context.User.Id;

    /// <summary>The history that was sent, by its hash; null when it is not recorded.</summary>
    public Task<string?> Question => _question.Task;

    /// <summary>Its caller knows, and may ask again.</summary>
    public bool HasFailed => _status >= StatusCodes.Status400BadRequest || _outcome is not (null or ForwardOutcome.Whole);

    public void Began(int status, string? mediaType)
    {
        _status = status;
        _began.TrySetResult(new AnswerReader(mediaType is "text/event-stream", isError: status >= StatusCodes.Status400BadRequest));
    }

    public void Passed(ReadOnlySpan<byte> bytes)
    {
        if (_isOver || _isCut)
        {
            return;
        }

        if (!_room.TryEnter(bytes.Length))
        {
            _isCut = true;
            _response = _clock.GetElapsedTime(_asked);
            _passed.Writer.TryComplete();
        }
        else if (!_passed.Writer.TryWrite(new Piece(bytes.ToArray(), _clock.GetElapsedTime(_asked))))
        {
            _room.Leave(bytes.Length);
        }
    }

    public void Ended(ForwardOutcome outcome)
    {
        if (_outcome is null)
        {
            _outcome = outcome;
            _response = _clock.GetElapsedTime(_asked);
        }

        _began.TrySetResult(null);
        _passed.Writer.TryComplete();
        GiveUpAfter(Grace);
    }

    /// <summary>What cannot be stored at once is set aside: the program ends.</summary>
    public void GiveUp()
    {
        _isStopping = true;
        GiveUpAfter(TimeSpan.Zero);
    }

    public void Dispose()
    {
        lock (_giveUp)
        {
            _isDisposed = true;
            _giveUp.Dispose();
        }
    }

    /// <param name="waitForEarlier">For those that this one may go on from.</param>
    public async Task<RecordingOutcome> RunAsync(Func<TalkHistory, CancellationToken, Task> waitForEarlier)
    {
        var hasEntered = _room.TryEnter(_body.Length);
        Talk? talk = null;
        try
        {
            if (!hasEntered)
            {
                return RecordingOutcome.Lost;
            }

            // What nobody is known to have agreed to is not put on disk: that is waited for.
            var consent = _consent.MayBeSetAside(_context) ? _context : _context with { GiveUp = CancellationToken.None };
            if (!await _consent.MayRecordAsync(consent) || ChatRequest.Parse(new ReadOnlySequence<byte>(_body)) is not { } asked)
            {
                return RecordingOutcome.NotRecorded;
            }

            var history = await _writer.ReadAsync(_context, asked);
            _question.TrySetResult(history.HashAt(history.Turns.Count));
            await waitForEarlier(history, _context.GiveUp);
            talk = await _writer.BeginAsync(_context, history, asked, _request);
            await RecordAsync(talk);
            return _isCut ? RecordingOutcome.Lost : RecordingOutcome.Stored;
        }
        catch (NotRecordedException)
        {
            await BreakOffAsync(talk); // taken back in the middle: what passes from now on is nobody's to store
            return RecordingOutcome.NotRecorded;
        }
        catch (NotStoredNowException)
        {
            return await SetAsideAsync(talk);
        }
        catch (Exception exception) when (exception is TalkGoneException or ConflictException)
        {
            return RecordingOutcome.NotRecorded;
        }
        catch (Exception exception)
        {
            LogNotStored(exception.GetType().Name); // what it says may have been part of the talk
            return RecordingOutcome.Lost;
        }
        finally
        {
            _isOver = true;
            _question.TrySetResult(null);
            _passed.Writer.TryComplete();
            _room.Leave(hasEntered ? _body.Length : 0);
            while (_passed.Reader.TryRead(out var rest))
            {
                _room.Leave(rest.Bytes.Length);
            }
        }
    }

    private async Task RecordAsync(Talk talk)
    {
        var reader = await WithSignsOfLifeAsync(talk, _began.Task);
        while (reader is not null && await WithSignsOfLifeAsync(talk, _passed.Reader.WaitToReadAsync().AsTask()))
        {
            if (Read(reader) is { Count: > 0 } texts)
            {
                await talk.WriteAsync(texts);
            }
        }

        await talk.EndAsync(reader?.End(), IsWhole, new TalkTimes(_status, _firstToken, _response));
    }

    private bool IsWhole => _outcome is ForwardOutcome.Whole or ForwardOutcome.Left && !_isCut;

    /// <summary>With what has come of the answer; the rest of it too, when it is still under way and the program goes on.</summary>
    private async Task<RecordingOutcome> SetAsideAsync(Talk? talk)
    {
        if (!_consent.MayBeSetAside(_context))
        {
            return RecordingOutcome.Lost;
        }

        if (_isStopping)
        {
            _response = _outcome is null ? _clock.GetElapsedTime(_asked) : _response;
            _began.TrySetResult(null);
            _passed.Writer.TryComplete();
        }

        try
        {
            var reader = await _began.Task;
            while (reader is not null && await _passed.Reader.WaitToReadAsync())
            {
                Read(reader);
            }

            var waiting = new WaitingTalk
            {
                Id = _context.Id,
                UserId = UserId,
                AskedAt = _context.AskedAt,
                Body = _body,
                Request = _request,
                Answer = reader?.End(),
                IsWhole = IsWhole,
                Times = new TalkTimes(_status, _firstToken, _response),
                Progress = talk?.Progress,
            };
            await _spool.AddAsync(waiting, Number);
            return _isCut ? RecordingOutcome.Lost : RecordingOutcome.SetAside;
        }
        catch (Exception exception)
        {
            LogNotStored(exception.GetType().Name);
            return RecordingOutcome.Lost;
        }
    }

    private void GiveUpAfter(TimeSpan time)
    {
        lock (_giveUp)
        {
            if (!_isDisposed)
            {
                _giveUp.CancelAfter(time);
            }
        }
    }

    private static async Task BreakOffAsync(Talk? talk)
    {
        try
        {
            await (talk?.BreakOffAsync() ?? Task.CompletedTask);
        }
        catch (Exception exception) when (exception is NotStoredNowException or TalkGoneException or ConflictException)
        {
            // Its lease runs out.
        }
    }

    /// <summary>Everything that waits is one write.</summary>
    private List<AnswerText> Read(AnswerReader reader)
    {
        var texts = new List<AnswerText>();
        while (_passed.Reader.TryRead(out var piece))
        {
            _room.Leave(piece.Bytes.Length);
            texts.AddRange(reader.Read(piece.Bytes));
            _firstToken ??= texts.Count > 0 ? piece.After : null;
        }

        return texts;
    }

    private async Task<T> WithSignsOfLifeAsync<T>(Talk talk, Task<T> something)
    {
        while (!something.IsCompleted)
        {
            using var heard = new CancellationTokenSource();
            if (await Task.WhenAny(something, Task.Delay(SignOfLife, _clock, heard.Token)) != something)
            {
                await talk.LiveAsync();
            }

            await heard.CancelAsync();
        }

        return await something;
    }

    /// <param name="After">When it passed, counted from the request.</param>
    private readonly record struct Piece(byte[] Bytes, TimeSpan After);

    [LoggerMessage(LogLevel.Error, "A talk that passed could not be recorded ({Reason})")]
    private partial void LogNotStored(string reason);
}
