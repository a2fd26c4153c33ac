using System.Buffers;
using System.Data.Common;
using System.Text;
using System.Text.Json;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Live;
using ConvoWeb.Features.Messages;
using ConvoWeb.Features.Privacy.Redaction;
using ConvoWeb.Platform.Json;

namespace ConvoWeb.Features.Conversations.Feed;

/// <summary>Reads from the database what a viewer missed, as the events that it would have been sent.</summary>
public sealed class FeedReader(IDatabase database, OwnerRedactions redactions)
{
    private const int PageMessages = 100, PageBytes = 1024 * 1024;

    private const string SelectConversation =
        $"SELECT {ConversationColumns.List}, NULL, {ConversationColumns.SelectRedaction} FROM conversations WHERE id = @id AND owner_id <> ''";

    /// <summary>In the order of the versions; within one, of the numbers. The index on (conversation_id, version) serves it.</summary>
    private const string SelectMessages =
        $"""
        SELECT {MessageColumns.List}, added_version FROM messages
        WHERE conversation_id = @conversation_id AND (version, seq) > (@after_version, @after_seq) AND version <= @version
        ORDER BY version, seq LIMIT @limit
        """;

    private const string SelectMessage = $"SELECT {MessageColumns.List}, added_version FROM messages WHERE row_id = @row_id";

    private const int Id = 0, Seq = 2, State = 5, Version = 7, NextN = 17, AddedVersion = 18;

    /// <summary>Where one is that begins to follow now. Null when there is no such conversation.</summary>
    public async Task<FeedPosition?> EndAsync(Guid conversationId, CancellationToken cancellationToken)
    {
        await using var db = await database.ReadAsync(cancellationToken);
        if (await db.Statement("SELECT version FROM conversations WHERE id = @id AND owner_id <> ''", ("@id", conversationId)).ExecuteScalarAsync(cancellationToken)
            is not long version)
        {
            return null;
        }

        var drafts = await OpenDraftsAsync(db, conversationId, cancellationToken);
        return new FeedPosition(version, drafts.Where(draft => draft.Version <= version).ToDictionary(draft => draft.MessageId, draft => draft.NextN));
    }

    /// <summary>
    /// Hands out everything from <paramref name="position"/> on, which moves along. Page by page: however slow
    /// <paramref name="send"/> is, it holds no connection.
    /// </summary>
    /// <returns>False when the conversation is gone.</returns>
    public async Task<bool> CatchUpAsync(
        Guid conversationId, FeedPosition position, Func<FeedEvent, ValueTask> send, CancellationToken cancellationToken)
    {
        var from = position.Version;
        var (afterVersion, afterSeq) = (from, int.MaxValue);
        var told = new HashSet<Guid>(); // one that is edited meanwhile comes again on a later page
        while (true)
        {
            var page = await ReadPageAsync(conversationId, position, from, told, afterVersion, afterSeq, cancellationToken);
            if (page is null)
            {
                return false;
            }

            if (page.LastVersion < from)
            {
                // It was never there, or the database is an older one than it was: all of it again.
                position.Reset();
                (from, afterVersion) = (0, 0);
                continue;
            }

            foreach (var feedEvent in page.Events)
            {
                await send(feedEvent);
                position.MoveTo(feedEvent);
            }

            if (page.OpenDrafts is { } open)
            {
                position.KeepDrafts(open);
                return true;
            }

            (afterVersion, afterSeq) = (page.LastVersion, page.LastSeq);
        }
    }

    private async Task<FeedPage?> ReadPageAsync(
        Guid conversationId, FeedPosition position, long from, HashSet<Guid> told, long afterVersion, int afterSeq, CancellationToken cancellationToken)
    {
        await using var db = await database.ReadAsync(cancellationToken);
        if (await ReadConversationAsync(db, conversationId, cancellationToken) is not var (version, status, policy, conversation))
        {
            return null;
        }

        var events = new List<FeedEvent>();
        if (version > from)
        {
            var (changes, next) = await ReadMessagesAsync(db, conversationId, policy, from, told, afterVersion, afterSeq, version, cancellationToken);
            var last = changes.LastOrDefault();
            var isCut = next is not null && next == last?.Version; // in the middle of a version
            var afterRemoval = afterSeq == int.MaxValue ? afterVersion : afterVersion - 1; // removals come last of their version
            var upToRemoval = next is null ? version : isCut ? next.Value - 1 : last!.Version;
            await ReadRemovalsAsync(db, conversationId, afterRemoval, upToRemoval, changes, cancellationToken);
            changes.Sort((left, right) => (left.Version, left.Seq).CompareTo((right.Version, right.Seq)));
            for (var i = 0; i < changes.Count; i++)
            {
                var change = changes[i];
                var isWhole = i + 1 < changes.Count ? changes[i + 1].Version > change.Version : !isCut;
                events.Add(isWhole
                    ? change.ToEvent(conversationId, change.Version)
                    : change.ToEvent(conversationId, change.Version - 1) with { PartOf = change.Version });
            }

            if (next is not null)
            {
                return new FeedPage(events, null, last!.Version, isCut ? last.Seq : int.MaxValue);
            }

            events.Add(status is ConversationStatus.Deleted
                ? FeedJson.Conversation(FeedEventName.ConversationRemoved, conversationId, version, default)
                : FeedJson.Conversation(FeedEventName.ConversationChanged, conversationId, version, conversation));
        }

        var open = await ReadDraftsAsync(db, conversationId, policy, position, version, events, cancellationToken);
        return new FeedPage(events, open, version, int.MaxValue);
    }

    private async Task<(long Version, ConversationStatus Status, RedactionPolicy Policy, ReadOnlyMemory<byte> Json)?> ReadConversationAsync(
        DatabaseScope db, Guid id, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(buffer, ApiJson.WriterOptions);
        json.WriteStartObject();
        string owner;
        long version, redaction;
        ConversationStatus status;
        ConversationView? stored = null;
        await using (var row = await db.Statement(SelectConversation, ("@id", id)).ExecuteReaderAsync(cancellationToken))
        {
            if (!await row.ReadAsync(cancellationToken))
            {
                return null;
            }

            version = row.GetInt64(ConversationColumns.Version);
            status = row.Word<ConversationStatus>(ConversationColumns.Status);
            (owner, redaction) = (row.GetString(ConversationColumns.OwnerId), row.GetInt64(ConversationColumns.Redaction));
            if (redactions.Known(owner, redaction) is { IsNone: true })
            {
                ConversationColumns.WriteMembers(json, row);
            }
            else
            {
                stored = ConversationColumns.Read(row);
            }
        }

        if (stored is not null)
        {
            await ShownConversations.WriteMembersAsync(db, redactions, stored, json, cancellationToken);
        }

        await ConversationColumns.WriteTagsAsync(db, id, json, cancellationToken);
        json.WriteEndObject();
        json.Flush();
        return (version, status, await redactions.AtAsync(db, owner, redaction), buffer.WrittenMemory);
    }

    /// <returns>One page, and the version of the message that comes after it, if there is one.</returns>
    private static async Task<(List<Change> Changes, long? Next)> ReadMessagesAsync(
        DatabaseScope db,
        Guid conversationId,
        RedactionPolicy policy,
        long from,
        HashSet<Guid> told,
        long afterVersion,
        int afterSeq,
        long version,
        CancellationToken cancellationToken)
    {
        var changes = new List<Change>();
        var bytes = 0;
        await using var row = await db
            .Statement(
                SelectMessages,
                ("@conversation_id", conversationId),
                ("@after_version", afterVersion),
                ("@after_seq", afterSeq),
                ("@version", version),
                ("@limit", PageMessages + 1))
            .ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            if (changes.Count == PageMessages || bytes > PageBytes)
            {
                return (changes, row.GetInt64(Version));
            }

            var change = ReadChange(row, policy, from);
            changes.Add(told.Add(change.MessageId) ? change : change with { Name = FeedEventName.MessageChanged });
            bytes += change.Message.Length;
        }

        return (changes, null);
    }

    private static async Task ReadRemovalsAsync(
        DatabaseScope db, Guid conversationId, long after, long upTo, List<Change> changes, CancellationToken cancellationToken)
    {
        await using var row = await db
            .Statement(
                "SELECT message_id, version FROM message_removals WHERE conversation_id = @id AND version > @after AND version <= @up_to",
                ("@id", conversationId),
                ("@after", after),
                ("@up_to", upTo))
            .ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            changes.Add(new Change(row.GetInt64(1), int.MaxValue, FeedEventName.MessageRemoved, null, row.Id(0), null, default));
        }
    }

    /// <summary>What the drafts that the viewer knows got since, and those that it does not know as a whole.</summary>
    private static async Task<IReadOnlySet<Guid>> ReadDraftsAsync(
        DatabaseScope db,
        Guid conversationId,
        RedactionPolicy policy,
        FeedPosition position,
        long version,
        List<FeedEvent> events,
        CancellationToken cancellationToken)
    {
        var open = new HashSet<Guid>();
        var known = events.Where(e => e.NextN is not null).ToDictionary(e => e.MessageId!.Value, e => e.NextN!.Value);
        foreach (var draft in await OpenDraftsAsync(db, conversationId, cancellationToken))
        {
            open.Add(draft.MessageId);
            if (draft.Version > version)
            {
                continue; // it was opened since: that is an event of its own
            }

            int? next = known.TryGetValue(draft.MessageId, out var read) ? read : position.NextN(draft.MessageId);
            if (next == draft.NextN)
            {
                continue;
            }

            if (next < draft.NextN && await ReadDeltasAsync(db, draft.RowId, policy, next.Value, cancellationToken) is { } delta)
            {
                events.Add(FeedJson.Delta(conversationId, version, draft.MessageId, delta));
                continue;
            }

            await using var row = await db.Statement(SelectMessage, ("@row_id", draft.RowId)).ExecuteReaderAsync(cancellationToken);
            if (await row.ReadAsync(cancellationToken) && row.GetInt64(Version) <= version)
            {
                events.Add(ReadChange(row, policy, from: version).ToEvent(conversationId, version));
            }
        }

        return open;
    }

    /// <summary>Null when the whole message is to be told: those before were joined into it already, or what these bring makes another text of those before.</summary>
    private static async Task<LiveDelta?> ReadDeltasAsync(DatabaseScope db, long rowId, RedactionPolicy policy, int from, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var next = from;
        await using (var row = await db
            .Statement("SELECT n, text FROM deltas WHERE message_row_id = @row_id AND n >= @from ORDER BY n", ("@row_id", rowId), ("@from", from))
            .ExecuteReaderAsync(cancellationToken))
        {
            while (await row.ReadAsync(cancellationToken) && row.GetInt32(0) == next)
            {
                text.Append(row.GetString(1));
                next++;
            }
        }

        return next == from ? null
            : (policy.IsNone ? text.ToString() : await ShownEndAsync(db, rowId, policy, text.ToString(), cancellationToken)) is { } shown ? new LiveDelta(from, next, shown)
            : null;
    }

    /// <summary>What the end of a draft adds to what is shown of the text before it.</summary>
    private static async Task<string?> ShownEndAsync(DatabaseScope db, long rowId, RedactionPolicy policy, string end, CancellationToken cancellationToken)
    {
        await using var row = await db.Statement(SelectMessage, ("@row_id", rowId)).ExecuteReaderAsync(cancellationToken);
        if (!await row.ReadAsync(cancellationToken) || MessageColumns.Read(row) is not { Content: var whole } message || !whole.EndsWith(end, StringComparison.Ordinal))
        {
            return null; // more came meanwhile
        }

        var before = (message with { Content = whole[..^end.Length] }).Redacted(policy).Content;
        var shown = message.Redacted(policy).Content;
        return shown.StartsWith(before, StringComparison.Ordinal) ? shown[before.Length..] : null;
    }

    private static async Task<List<OpenDraft>> OpenDraftsAsync(DatabaseScope db, Guid conversationId, CancellationToken cancellationToken)
    {
        var drafts = new List<OpenDraft>();
        await using var row = await db
            .Statement(
                """
                SELECT d.message_row_id, m.id, d.next_n, d.version FROM drafts d JOIN messages m ON m.row_id = d.message_row_id
                WHERE d.conversation_id = @id AND d.is_open ORDER BY m.seq
                """,
                ("@id", conversationId))
            .ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            drafts.Add(new OpenDraft(row.GetInt64(0), row.Id(1), row.GetInt32(2), row.GetInt64(3)));
        }

        return drafts;
    }

    /// <param name="from">The version that the viewer had: what came after it is new to it.</param>
    private static Change ReadChange(DbDataReader row, RedactionPolicy policy, long from)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, ApiJson.WriterOptions))
        {
            MessageColumns.Write(json, row, policy);
        }

        var isDraft = row.Word<MessageState>(State) is MessageState.Draft;
        var added = row.GetInt64(AddedVersion);
        return new Change(
            row.GetInt64(Version),
            row.GetInt32(Seq),
            added > from ? FeedEventName.MessageAdded : FeedEventName.MessageChanged,
            added,
            row.Id(Id),
            isDraft ? row.NumberOrNull(NextN) : null,
            buffer.WrittenMemory);
    }

    private sealed record OpenDraft(long RowId, Guid MessageId, int NextN, long Version);

    /// <param name="OpenDrafts">On the last page alone.</param>
    private sealed record FeedPage(IReadOnlyList<FeedEvent> Events, IReadOnlySet<Guid>? OpenDrafts, long LastVersion, int LastSeq);

    /// <param name="Seq">A removal comes last of its version.</param>
    private sealed record Change(
        long Version, int Seq, FeedEventName Name, long? AddedVersion, Guid MessageId, int? NextN, ReadOnlyMemory<byte> Message)
    {
        public FeedEvent ToEvent(Guid conversationId, long version) => Name is FeedEventName.MessageRemoved
            ? FeedJson.Removed(conversationId, version, MessageId)
            : FeedJson.Message(Name, conversationId, version, MessageId, NextN, Message) with { AddedVersion = AddedVersion };
    }
}
