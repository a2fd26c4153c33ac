using ConvoWeb.Data.Audit;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Live;
using ConvoWeb.Platform.Paging;

namespace ConvoWeb.Features.Export;

/// <summary>Notes on conversations, and on the trail, that they were handed out.</summary>
public sealed partial class ExportMark(IDatabase database, ILiveEvents live, TimeProvider clock, ILogger<ExportMark> logger)
{
    /// <summary>For when the last byte is out. A conversation that went away meanwhile needs no mark.</summary>
    /// <param name="format">In which they were.</param>
    /// <param name="at">When the reading began: what changed after it is not part of the export.</param>
    public async Task SetAsync(CurrentUser user, IReadOnlyList<Guid> ids, ExportFormat format, DateTimeOffset at)
    {
        var entry = EntryOf(AuditAction.Exported, user, ids, format);
        try
        {
            foreach (var (n, page) in ids.Chunk(PageLimits.Max).Index())
            {
                var marked = await database.WriteAsync(
                    async db =>
                    {
                        if (n == 0)
                        {
                            await AuditWrites.AddAsync(db, entry);
                        }

                        return await ConversationWrites.MarkExportedAsync(db, user.Id, page, at);
                    },
                    CancellationToken.None);
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

    /// <summary>For when it ended before its end, and some of it is out.</summary>
    public async Task NoteBrokenOffAsync(CurrentUser user, IReadOnlyList<Guid> ids, ExportFormat format)
    {
        try
        {
            await database.WriteAsync(
                async db =>
                {
                    await AuditWrites.AddAsync(db, EntryOf(AuditAction.ExportBrokenOff, user, ids, format));
                    return true;
                },
                CancellationToken.None);
        }
        catch (Exception exception) when (database.Translate(exception) is { } fault)
        {
            LogNotNoted(ids.Count, fault.Message); // maybe that is why it broke off
        }
    }

    /// <summary>On the trail it is one act, however many they are.</summary>
    private AuditEntry EntryOf(AuditAction action, CurrentUser user, IReadOnlyList<Guid> ids, ExportFormat format) =>
        user.Did(action, clock.GetUtcNow(), ids is [var only] ? only : null, ids.Count, $$"""{"format":"{{format.Name}}"}""");

    [LoggerMessage(LogLevel.Warning, "{Count} conversations were exported, which could not be noted: {Reason}")]
    private partial void LogNotMarked(int count, string reason);

    [LoggerMessage(LogLevel.Warning, "An export of {Count} conversations broke off, which could not be noted: {Reason}")]
    private partial void LogNotNoted(int count, string reason);
}
