using ConvoWeb.Components.Shared;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations.Bulk;
using ConvoWeb.Features.Retention.Purge;
using ConvoWeb.Platform.Errors;

namespace ConvoWeb.Features.History;

/// <summary>What a person does to many conversations at once: told in one toast, undone by it, and stopped while it goes on.</summary>
public sealed partial class BulkActions(
    BulkConversationService bulk, PurgeService purge, ToastService toasts, IDatabase database, TimeProvider clock, ILogger<BulkActions> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private CancellationTokenSource? _stop;

    public event EventHandler? Changed;

    /// <summary>How many conversations were looked at; null while nothing goes on that takes long.</summary>
    public int? Progress { get; private set; }

    public void Stop() => _stop?.Cancel();

    public async Task DoAsync(CurrentUser user, BulkSelection selection, params IReadOnlyList<BulkChange> changes)
    {
        BulkRun? run = null;
        await RunAsync((report, stop) => bulk.ApplyAsync(user, selection, changes, run = new BulkRun(report), stop));

        // What was done before it was stopped, or failed, is told as well: it can be undone.
        if (run is { Count: > 0 })
        {
            toasts.Show(Told(changes[0].Action, run.Count), HistoryTexts.Undo, () => RunAsync((report, stop) => bulk.UndoAsync(user, run, new BulkRun(report), stop)));
        }
    }

    /// <summary>Deletes for good what is not held. Nothing undoes it.</summary>
    public async Task PurgeAsync(CurrentUser user, BulkSelection selection)
    {
        var gone = 0;
        await RunAsync(async (report, stop) => gone = await purge.PurgeAllAsync(user, selection, report, stop));
        if (gone > 0)
        {
            toasts.Show(Wording.Count(gone, HistoryTexts.OnePurged, HistoryTexts.ManyPurged));
        }
    }

    private async Task RunAsync(Func<Action<int>, CancellationToken, Task> work)
    {
        using var stop = _stop = new CancellationTokenSource();
        var (isLong, seen) = (false, 0);
        try
        {
            var working = work(
                count =>
                {
                    seen = Math.Max(seen, count);
                    if (isLong)
                    {
                        Show(seen);
                    }
                },
                stop.Token);
            if (await Task.WhenAny(working, Task.Delay(Patience, clock, stop.Token)) != working)
            {
                isLong = true;
                Show(seen);
            }

            await working;
        }
        catch (Exception exception)
        {
            toasts.ShowFailure(Reasons.Of(database, exception) ?? Unforeseen(exception));
        }
        finally
        {
            _stop = _stop == stop ? null : _stop;
            Show(null);
        }
    }

    private void Show(int? progress)
    {
        Progress = progress;
        Changed?.Invoke(this, EventArgs.Empty);
    }

    private static string Told(BulkAction action, int count)
    {
        var (one, many) = action switch
        {
            BulkAction.Archive => (HistoryTexts.OneArchived, HistoryTexts.ManyArchived),
            BulkAction.Activate => (HistoryTexts.OneActivated, HistoryTexts.ManyActivated),
            BulkAction.Star => (HistoryTexts.OneStarred, HistoryTexts.ManyStarred),
            BulkAction.Unstar => (HistoryTexts.OneUnstarred, HistoryTexts.ManyUnstarred),
            BulkAction.Trash => (HistoryTexts.OneTrashed, HistoryTexts.ManyTrashed),
            BulkAction.Restore => (HistoryTexts.OneRestored, HistoryTexts.ManyRestored),
            BulkAction.AddTag or BulkAction.RemoveTag => (HistoryTexts.OneTagged, HistoryTexts.ManyTagged),
            _ => throw new ArgumentOutOfRangeException(nameof(action), action, "Nothing is told of it."),
        };
        return Wording.Count(count, one, many);
    }

    private string Unforeseen(Exception exception)
    {
        var fault = ReferencedException.Of(exception);
        LogFailed(fault);
        return Reasons.Unknown(fault.Reference);
    }

    [LoggerMessage(LogLevel.Error, "A change of many conversations failed")]
    private partial void LogFailed(Exception exception);
}
