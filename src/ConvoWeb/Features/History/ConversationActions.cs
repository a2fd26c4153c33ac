using ConvoWeb.Components.Shared;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations;

namespace ConvoWeb.Features.History;

/// <summary>
/// What a person does to a conversation: it is done, told in a toast, and can be undone from there.
/// What did not work is told as well; no failure leaves here.
/// </summary>
public sealed partial class ConversationActions(
    ConversationService conversations, ToastService toasts, IDatabase database, ILogger<ConversationActions> logger)
{
    /// <summary>Null when it could not be created.</summary>
    public async Task<ConversationView?> CreateAsync(CurrentUser user)
    {
        ConversationView? created = null;
        await TryAsync(async () => created = await conversations.CreateAsync(user, new NewConversation(), null, CancellationToken.None));
        return created;
    }

    /// <summary>Null when it was renamed; otherwise why not, for the field that the title was typed in.</summary>
    public async Task<string?> RenameAsync(CurrentUser user, ConversationView conversation, string title)
    {
        if (string.IsNullOrWhiteSpace(title))
        {
            return HistoryTexts.NeedsTitle;
        }

        var length = title.EnumerateRunes().Count();
        if (length > Conversation.TitleMaxLength)
        {
            return Wording.Of(HistoryTexts.TitleTooLong, Conversation.TitleMaxLength, length);
        }

        var before = conversation.Title;
        var failure = await DoAsync(() => conversations.RenameAsync(user, conversation.Id, title, CancellationToken.None));
        if (failure is null)
        {
            toasts.Show(HistoryTexts.Renamed, HistoryTexts.Undo, () => TryAsync(() => conversations.RenameAsync(user, conversation.Id, before, CancellationToken.None)));
        }

        return failure;
    }

    public async Task ArchiveAsync(CurrentUser user, Guid id, bool archived)
    {
        if (await TryAsync(() => conversations.ArchiveAsync(user, id, archived, CancellationToken.None)))
        {
            toasts.Show(
                archived ? HistoryTexts.Archived : HistoryTexts.MovedToActive,
                HistoryTexts.Undo,
                () => TryAsync(() => conversations.ArchiveAsync(user, id, !archived, CancellationToken.None)));
        }
    }

    public async Task StarAsync(CurrentUser user, Guid id, bool starred)
    {
        if (await TryAsync(() => conversations.StarAsync(user, id, starred, CancellationToken.None)))
        {
            toasts.Show(
                starred ? HistoryTexts.Starred : HistoryTexts.StarRemoved,
                HistoryTexts.Undo,
                () => TryAsync(() => conversations.StarAsync(user, id, !starred, CancellationToken.None)));
        }
    }

    /// <param name="onUndone">Where the page goes when the conversation is back.</param>
    public async Task<bool> TrashAsync(CurrentUser user, Guid id, Action? onUndone = null)
    {
        if (!await TryAsync(() => conversations.TrashAsync(user, id, null, CancellationToken.None)))
        {
            return false;
        }

        toasts.Show(Wording.Count(1, HistoryTexts.OneTrashed, HistoryTexts.ManyTrashed), HistoryTexts.Undo, async () =>
        {
            if (await TryAsync(() => conversations.RestoreAsync(user, id, null, CancellationToken.None)))
            {
                onUndone?.Invoke();
            }
        });
        return true;
    }

    public async Task<bool> RestoreAsync(CurrentUser user, Guid id)
    {
        if (!await TryAsync(() => conversations.RestoreAsync(user, id, null, CancellationToken.None)))
        {
            return false;
        }

        toasts.Show(HistoryTexts.Restored, HistoryTexts.Undo, () => TryAsync(() => conversations.TrashAsync(user, id, null, CancellationToken.None)));
        return true;
    }

    private async Task<bool> TryAsync(Func<Task<ConversationView?>> change)
    {
        if (await DoAsync(change) is { } failure)
        {
            toasts.ShowFailure(failure);
            return false;
        }

        return true;
    }

    private Task<string?> DoAsync(Func<Task<ConversationView?>> change) => Reasons.OfFailureAsync(database, change, HistoryTexts.ConversationGone, LogFailed);

    [LoggerMessage(LogLevel.Error, "An action on a conversation failed")]
    private partial void LogFailed(Exception exception);
}
