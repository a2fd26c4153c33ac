using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Live;
using ConvoWeb.Platform.Paging;

namespace ConvoWeb.Features.Export;

/// <summary>Notes on conversations that they were handed out.</summary>
public sealed partial class ExportMark(IDatabase database, ILiveEvents live, ILogger<ExportMark> logger)
{
    /// <summary>For when the last byte is out. A conversation that went away meanwhile needs no mark.</summary>
    /// <param name="at">When the reading began: what changed after it is not part of the export.</param>
    public async Task SetAsync(CurrentUser user, IReadOnlyList<Guid> ids, DateTimeOffset at)
    {
        try
        {
            foreach (var page in ids.Chunk(PageLimits.Max))
            {
                var marked = await database.WriteAsync(db => ConversationWrites.MarkExportedAsync(db, user.Id, page, at), CancellationToken.None);
                foreach (var (id, version) in marked)
                {
                    live.Publish(new LiveEvent(LiveEventKind.ConversationChanged, user.Id, id, version));
                }
            }
        }
        catch (Exception exception) when (database.Translate(exception) is { } fault)
        {
            // The person has the whole file: a full disk is a reason to export, and none to break it off.
            LogNotMarked(ids.Count, fault.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Count} conversations were exported, which could not be noted: {Reason}")]
    private partial void LogNotMarked(int count, string reason);
}
