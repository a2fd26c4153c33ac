using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using ConvoWeb.Data;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Privacy.Consent;
using ConvoWeb.Features.Proxy.Recording.Wire;

namespace ConvoWeb.Features.Proxy.Recording.Spool;

/// <summary>Stores what was set aside as soon as the database is back, one after the other.</summary>
internal sealed partial class SpooledTalks(
    Patience patience, TalkConsent consent, TalkWriter writer, TalkSpool spool, ProxyMetrics metrics, TimeProvider clock, ILogger<SpooledTalks> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Once, without waiting for a database that is away.</summary>
    private static readonly CancellationToken Once = new(canceled: true);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        spool.Open();
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await spool.WhenSomeAsync().WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!stoppingToken.IsCancellationRequested && !await TryStoreFirstAsync())
            {
                await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>False when it has to wait on.</summary>
    private async Task<bool> TryStoreFirstAsync()
    {
        if (spool.First() is not { } name)
        {
            return true;
        }

        try
        {
            await patience.ReachAsync(Once); // what it is encrypted with is in the database too
            var outcome = await StoreAsync(await spool.ReadAsync(name));
            spool.Remove(name);
            metrics.Recorded(outcome);
            return true;
        }
        catch (NotStoredNowException)
        {
            return false;
        }
        catch (CryptographicException exception) when (exception.InnerException is { } inner && patience.IsAway(inner))
        {
            return false;
        }
        catch (Exception exception) when (exception is CryptographicException or JsonException or IOException or UnauthorizedAccessException)
        {
            LogFailed(exception.GetType().Name);
            metrics.Recorded(RecordingOutcome.Lost);
            PutAside(name);
            return true;
        }
        catch (Exception exception)
        {
            LogFailed(exception.GetType().Name);
            return false;
        }
    }

    private void PutAside(string name)
    {
        try
        {
            spool.PutAside(name);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            LogFailed(exception.GetType().Name);
        }
    }

    private async Task<RecordingOutcome> StoreAsync(WaitingTalk talk)
    {
        var context = new RecordingContext(new CurrentUser(talk.UserId) { IsRecorder = true }, talk.Id, talk.AskedAt, Once) { IsLate = true };
        try
        {
            if (!await consent.MayRecordAsync(context) || ChatRequest.Parse(new ReadOnlySequence<byte>(talk.Body)) is not { } asked)
            {
                return RecordingOutcome.NotRecorded;
            }

            var history = await writer.ReadAsync(context, asked);
            var answer = talk.Progress is { } progress
                ? writer.Continue(context, history, progress)
                : await writer.BeginAsync(context, history, asked, talk.Request);
            await answer.EndAsync(talk.Answer, talk.IsWhole, talk.Times);
            return RecordingOutcome.Stored;
        }
        catch (Exception exception) when (exception is NotRecordedException or TalkGoneException or ConflictException)
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
