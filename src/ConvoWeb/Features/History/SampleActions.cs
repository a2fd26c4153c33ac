using ConvoWeb.Components.Shared;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Import.Samples;
using ConvoWeb.Platform.Errors;

namespace ConvoWeb.Features.History;

/// <summary>Adds the sample conversations, and offers to take them away again.</summary>
public sealed partial class SampleActions(SampleConversations samples, ToastService toasts, IDatabase database, ILogger<SampleActions> logger)
{
    public Task AddAsync(CurrentUser user) => TryAsync(async () =>
    {
        var added = await samples.AddAsync(user, CancellationToken.None);
        if (added.Count == 0)
        {
            toasts.Show(HistoryTexts.SamplesAreHere);
        }
        else
        {
            toasts.Show(Wording.Count(added.Count, HistoryTexts.OneSampleAdded, HistoryTexts.ManySamplesAdded), HistoryTexts.Undo, () => TryAsync(() => samples.RemoveAsync(user, added, CancellationToken.None)));
        }
    });

    private async Task TryAsync(Func<Task> change)
    {
        try
        {
            await change();
        }
        catch (Exception exception)
        {
            if (Reasons.Of(database, exception) is { } reason)
            {
                toasts.ShowFailure(reason);
                return;
            }

            var fault = ReferencedException.Of(exception);
            LogFailed(fault);
            toasts.ShowFailure(Reasons.Unknown(fault.Reference));
        }
    }

    [LoggerMessage(LogLevel.Error, "The sample conversations could not be added or removed")]
    private partial void LogFailed(Exception exception);
}
