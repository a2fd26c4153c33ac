using System.Buffers;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Privacy.Consent;
using ConvoWeb.Features.Proxy.Recording.Wire;

namespace ConvoWeb.Features.Proxy.Recording.Spool;

/// <summary>Stores what was set aside as soon as the database is back, one after the other.</summary>
internal sealed partial class SpooledTalks(TalkWriter writer, TalkSpool spool, ProxyMetrics metrics, TimeProvider clock, ILogger<SpooledTalks> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Once, without waiting for a database that is away.</summary>
    private static readonly CancellationToken Once = new(canceled: true);

    public async Task StoreAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await spool.WhenSomeAsync().WaitAsync(stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!stopping.IsCancellationRequested && !await TryStoreFirstAsync())
            {
                await Task.Delay(Pause, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>False when it has to wait on.</summary>
    private async Task<bool> TryStoreFirstAsync()
    {
        try
        {
            if (await spool.FirstAsync() is not var (name, talk))
            {
                return true;
            }

            metrics.Recorded(talk is null ? RecordingOutcome.Lost : await StoreAsync(talk));
            await spool.RemoveAsync(name);
            return true;
        }
        catch (NotStoredNowException)
        {
            return false;
        }
        catch (Exception exception)
        {
            LogFailed(exception.GetType().Name);
            return false;
        }
    }

    private async Task<RecordingOutcome> StoreAsync(WaitingTalk talk)
    {
        var context = new RecordingContext(new CurrentUser(talk.UserId) { IsRecorder = true }, talk.Id, talk.AskedAt, Once);
        try
        {
            if (!await writer.MayRecordAsync(context) || ChatRequest.Parse(new ReadOnlySequence<byte>(talk.Body)) is not { } asked)
            {
                return RecordingOutcome.NotRecorded;
            }

            var history = await writer.ReadAsync(context, asked);
            var answer = talk.Progress is { } progress
                ? new Talk(writer, context, history, progress)
                : await writer.BeginAsync(context, history, asked, talk.Request);
            await answer.EndAsync(talk.Answer, talk.IsWhole, talk.Times);
            return RecordingOutcome.Stored;
        }
        catch (Exception exception) when (exception is NotRecordedException or TalkGoneException)
        {
            return RecordingOutcome.NotRecorded;
        }
        catch (NotStoredNowException)
        {
            throw;
        }
        catch (Exception exception)
        {
            LogFailed(exception.GetType().Name); // what it says may have been part of the talk
            return RecordingOutcome.Lost;
        }
    }

    [LoggerMessage(LogLevel.Error, "A talk that was set aside could not be stored ({Reason})")]
    private partial void LogFailed(string reason);
}
