using System.Buffers;
using System.Threading.Channels;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Privacy.Consent;
using ConvoWeb.Features.Proxy.Recording.Wire;

namespace ConvoWeb.Features.Proxy.Recording;

/// <summary>
/// One question and its answer, stored while they pass. Who passes the bytes on only puts them in line here; everything else, from reading the
/// request on, is done beside that.
/// </summary>
internal sealed partial class TalkRecording(
    TalkWriter writer, CurrentUser user, byte[] body, RecordedRequest request, TimeProvider clock, ILogger logger) : IAnswerListener
{
    /// <summary>In bytes: what comes faster than it can be stored waits in memory, and not without an end.</summary>
    private const int MostWaiting = 64 * 1024 * 1024;

    /// <summary>A draft must be heard of more often than its lease is long.</summary>
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(20);

    private readonly Channel<byte[]> _passed = Channel.CreateUnbounded<byte[]>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly TaskCompletionSource<string?> _question = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<AnswerReader?> _began = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _asked = clock.GetTimestamp();
    private byte[] _body = body;
    private int _waiting;
    private volatile bool _isOver;
    private TimeSpan? _firstToken;
    private ForwardOutcome _outcome = ForwardOutcome.Cut;
    private int? _status;

    /// <summary>The order in which they began.</summary>
    public required long Number { get; init; }

    public string UserId => user.Id;

    /// <summary>The history that was sent, by its hash; null when it is not recorded.</summary>
    public Task<string?> Question => _question.Task;

    public void Began(int status, string? mediaType)
    {
        _status = status;
        _began.TrySetResult(new AnswerReader(mediaType is "text/event-stream", isError: status >= StatusCodes.Status400BadRequest));
    }

    public void Passed(ReadOnlySpan<byte> bytes)
    {
        if (_isOver)
        {
            return;
        }

        if (Interlocked.Add(ref _waiting, bytes.Length) > MostWaiting || !_passed.Writer.TryWrite(bytes.ToArray()))
        {
            _passed.Writer.TryComplete();
        }
    }

    public void Ended(ForwardOutcome outcome)
    {
        _outcome = outcome;
        _began.TrySetResult(null);
        _passed.Writer.TryComplete();
    }

    /// <param name="waitForEarlier">For those that this one may go on from.</param>
    public async Task RunAsync(Func<TalkHistory, Task> waitForEarlier)
    {
        try
        {
            if (await writer.MayRecordAsync(user) && ChatRequest.Parse(new ReadOnlySequence<byte>(_body)) is { } asked)
            {
                _body = [];
                var history = await writer.ReadAsync(user, asked);
                _question.TrySetResult(history.HashAt(history.Turns.Count));
                await waitForEarlier(history);
                await RecordAsync(await writer.BeginAsync(user, history, asked, request));
            }
        }
        catch (NotRecordedException)
        {
            // Taken back in the middle: what passes from now on is nobody's to store.
        }
        catch (Exception exception)
        {
            LogNotStored(exception.GetType().Name); // what it says may have been part of the talk
        }
        finally
        {
            _isOver = true;
            _body = [];
            _question.TrySetResult(null);
            _passed.Writer.TryComplete();
        }
    }

    private async Task RecordAsync(Talk talk)
    {
        try
        {
            var reader = await WithSignsOfLifeAsync(talk, _began.Task);
            while (reader is not null && await WithSignsOfLifeAsync(talk, _passed.Reader.WaitToReadAsync().AsTask()))
            {
                if (Read(reader) is { Count: > 0 } texts)
                {
                    await talk.WriteAsync(texts);
                }
            }

            await talk.EndAsync(reader?.End(), _outcome is ForwardOutcome.Whole, new TalkTimes(_status, _firstToken, clock.GetElapsedTime(_asked)));
        }
        catch (NotRecordedException)
        {
            await talk.BreakOffAsync();
        }
    }

    /// <summary>Everything that waits is one write.</summary>
    private List<AnswerText> Read(AnswerReader reader)
    {
        var texts = new List<AnswerText>();
        while (_passed.Reader.TryRead(out var bytes))
        {
            Interlocked.Add(ref _waiting, -bytes.Length);
            texts.AddRange(reader.Read(bytes));
        }

        if (texts.Count > 0)
        {
            _firstToken ??= clock.GetElapsedTime(_asked);
        }

        return texts;
    }

    private async Task<T> WithSignsOfLifeAsync<T>(Talk talk, Task<T> something)
    {
        while (!something.IsCompleted)
        {
            using var heard = new CancellationTokenSource();
            if (await Task.WhenAny(something, Task.Delay(SignOfLife, clock, heard.Token)) != something)
            {
                await talk.LiveAsync();
            }

            await heard.CancelAsync();
        }

        return await something;
    }

    [LoggerMessage(LogLevel.Error, "A talk that passed could not be recorded ({Reason})")]
    private partial void LogNotStored(string reason);
}

/// <summary>How an answer came.</summary>
/// <param name="Status">The HTTP status; null when there was no answer.</param>
internal sealed record TalkTimes(int? Status, TimeSpan? FirstToken, TimeSpan Response);
