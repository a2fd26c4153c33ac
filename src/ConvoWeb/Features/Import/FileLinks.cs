using System.Text;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Files;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Live;
using ConvoWeb.Features.Messages.Files;

namespace ConvoWeb.Features.Import;

/// <summary>
/// Gives the messages of a conversation the files that they name, whenever those come: a message is stored with names alone, so
/// that it never names a file that did not come.
/// </summary>
public sealed class FileLinks(IDatabase database, ILiveEvents live, TimeProvider clock)
{
    private const string SelectNaming =
        """
        SELECT id, metadata FROM messages
        WHERE conversation_id = @id AND metadata LIKE '%"source_file"%'
          AND EXISTS (SELECT 1 FROM conversations WHERE id = @id AND owner_id = @owner)
        ORDER BY seq
        """;

    private const string SelectOne = "SELECT audio_url, metadata FROM messages WHERE id = @id AND conversation_id = @conversation_id";

    /// <summary>For as long as files may wait for their conversations: asked often, it tells the sweeper of them now and then.</summary>
    /// <param name="heldAt">When that was done last.</param>
    /// <returns>When it was done last.</returns>
    public async Task<DateTimeOffset> HoldAsync(IEnumerable<ReceivedFile> waiting, DateTimeOffset heldAt)
    {
        var now = clock.GetUtcNow();
        if (now - heldAt < FileService.Patience / 4)
        {
            return heldAt;
        }

        return await database.WriteAsync(
            async db =>
            {
                foreach (var file in waiting.Select(file => file.Upload).OfType<StoredFile>())
                {
                    await FileWrites.HoldAsync(db, file.Id, now);
                }

                return now;
            },
            CancellationToken.None);
    }

    /// <summary>By message, the keys of the files that are not here yet.</summary>
    public async Task<IReadOnlyList<(Guid MessageId, IReadOnlyList<string> Keys)>> MissingAsync(CurrentUser user, Guid conversationId, CancellationToken cancellationToken)
    {
        var missing = new List<(Guid, IReadOnlyList<string>)>();
        await using var db = await database.ReadAsync(cancellationToken);
        await using var row = await db.Statement(SelectNaming, ("@id", conversationId), ("@owner", user.Id)).ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            if (SourceFiles.MissingIn(row.GetString(1)) is { Count: > 0 } files)
            {
                missing.Add((row.Id(0), [.. files.Select(file => file.Key)]));
            }
        }

        return missing;
    }

    /// <summary>In one transaction, in which the files become the owner's as well.</summary>
    /// <returns>The keys of those that messages have now.</returns>
    /// <exception cref="Data.ConflictException">A file waited too long.</exception>
    public async Task<IReadOnlyCollection<string>> LinkAsync(
        CurrentUser user, Guid conversationId, IEnumerable<Guid> messageIds, IReadOnlyDictionary<string, ReceivedFile> files, CancellationToken cancellationToken)
    {
        var (version, last, keys) = await database.WriteAsync(
            async db =>
            {
                var kept = new Dictionary<string, FileView>(StringComparer.Ordinal);
                if (await LockedConversation.LockAsync(db, user.Id, conversationId) is not { Status: not ConversationStatus.Deleted } locked)
                {
                    return (0L, Guid.Empty, kept.Keys);
                }

                var changed = new List<MessageFiles>();
                foreach (var id in messageIds)
                {
                    if (await ChangeAsync(db, user, locked.Id, id, files, kept) is { } message)
                    {
                        changed.Add(message);
                    }
                }

                if (changed.Count > 0)
                {
                    await MessageFiles.SetAsync(db, locked, changed, clock.GetUtcNow());
                }

                return (locked.Version, changed.LastOrDefault()?.MessageId ?? Guid.Empty, kept.Keys);
            },
            cancellationToken);
        if (last != Guid.Empty)
        {
            live.Publish(new LiveEvent(LiveEventKind.MessageChanged, user.Id, conversationId, version) { MessageId = last });
        }

        return keys;
    }

    private static async ValueTask<MessageFiles?> ChangeAsync(
        DatabaseScope db, CurrentUser user, Guid conversationId, Guid messageId, IReadOnlyDictionary<string, ReceivedFile> files, Dictionary<string, FileView> kept)
    {
        if (await ReadAsync(db, conversationId, messageId) is not (var audioUrl, { } metadata))
        {
            return null;
        }

        foreach (var (key, name) in SourceFiles.MissingIn(metadata))
        {
            if (!kept.ContainsKey(key) && files.GetValueOrDefault(key) is { } received
                && await FileService.KeepAsync(db, user.Id, received, name is null ? null : UploadedFile.Clean(name)) is { } file)
            {
                kept[key] = file;
            }
        }

        var sound = SourceFiles.MissingIn(metadata).Select(file => kept.GetValueOrDefault(file.Key)).FirstOrDefault(file => file is not null && MediaTypes.IsSound(file.MediaType));
        var linked = SourceFiles.Link(metadata, kept);
        return linked == metadata || Encoding.UTF8.GetByteCount(linked) > Message.MetadataMaxBytes
            ? null
            : new MessageFiles(messageId, audioUrl ?? sound?.Url, linked);
    }

    private static async ValueTask<(string? AudioUrl, string? Metadata)> ReadAsync(DatabaseScope db, Guid conversationId, Guid messageId)
    {
        await using var row = await db.Statement(SelectOne, ("@id", messageId), ("@conversation_id", conversationId)).ExecuteReaderAsync();
        return await row.ReadAsync() ? (row.TextOrNull(0), row.TextOrNull(1)) : default;
    }
}
