using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Live;

namespace ConvoWeb.Features.Export;

/// <summary>Notes on a conversation that it was handed out whole.</summary>
public sealed partial class ExportMark(IDatabase database, ILiveEvents live, ILogger<ExportMark> logger)
{
    /// <summary>For when the last byte is out. A conversation that went away meanwhile needs no mark.</summary>
    public async Task SetAsync(CurrentUser user, ExportDocument document)
    {
        try
        {
            await MarkAsync(user, document.Conversation.Id, document.ReadAt);
        }
        catch (Exception exception) when (database.Translate(exception) is { } fault)
        {
            // The person has the whole file: a full disk is a reason to export, and none to break it off.
            LogNotMarked(document.Conversation.Id, fault.Message);
        }
    }

    private async Task MarkAsync(CurrentUser user, Guid id, DateTimeOffset at)
    {
        var version = await database.WriteAsync<long?>(
            async db =>
            {
                if (await LockedConversation.LockAsync(db, user.Id, id) is not { } conversation)
                {
                    return null;
                }

                await ConversationWrites.MarkExportedAsync(db, conversation, at);
                return conversation.Version;
            },
            CancellationToken.None);

        if (version is not null)
        {
            live.Publish(new LiveEvent(LiveEventKind.ConversationChanged, user.Id, id, version.Value));
        }
    }

    [LoggerMessage(LogLevel.Warning, "Conversation {ConversationId} was exported, which could not be noted: {Reason}")]
    private partial void LogNotMarked(Guid conversationId, string reason);
}
