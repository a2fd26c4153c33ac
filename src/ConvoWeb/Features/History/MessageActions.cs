using ConvoWeb.Components.Shared;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Messages;

namespace ConvoWeb.Features.History;

/// <summary>What a person does to a message: it is done, told in a toast where it is not to be seen, and can be undone from there.</summary>
public sealed partial class MessageActions(
    MessageService messages, ConversationService conversations, ToastService toasts, IDatabase database, ILogger<MessageActions> logger)
{
    /// <summary>It is gone at once; what it takes to bring it back is held as long as the toast can be pressed.</summary>
    public async Task RemoveAsync(CurrentUser user, Guid conversationId, Guid messageId)
    {
        RemovedMessage? removed = null;
        if (await TryAsync(async () => removed = await messages.TakeOutAsync(user, conversationId, messageId, CancellationToken.None)))
        {
            toasts.Show(HistoryTexts.MessageDeleted, HistoryTexts.Undo, () => TryAsync(() => messages.PutBackAsync(user, conversationId, removed!, CancellationToken.None)));
        }
    }

    /// <summary>Shows the branch through another version of a message. False when it could not.</summary>
    public Task<bool> SwitchAsync(CurrentUser user, Guid conversationId, Guid messageId) =>
        TryAsync(() => conversations.SwitchAsync(user, conversationId, messageId, CancellationToken.None));

    private async Task<bool> TryAsync<T>(Func<Task<T?>> change)
        where T : class
    {
        if (await Reasons.OfFailureAsync(database, change, HistoryTexts.MessageGone, LogFailed) is { } failure)
        {
            toasts.ShowFailure(failure);
            return false;
        }

        return true;
    }

    [LoggerMessage(LogLevel.Error, "An action on a message failed")]
    private partial void LogFailed(Exception exception);
}
