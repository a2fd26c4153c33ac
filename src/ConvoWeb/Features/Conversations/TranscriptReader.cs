using System.IO.Pipelines;
using System.Text.Json;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Messages;
using ConvoWeb.Features.Privacy.Redaction;
using ConvoWeb.Platform.Caching;
using ConvoWeb.Platform.Json;
using ConvoWeb.Platform.Requests;

namespace ConvoWeb.Features.Conversations;

/// <summary>Reads one conversation with messages: the measured hot reads, by plain readers.</summary>
public sealed class TranscriptReader(IDatabase database, ConversationService conversations, OwnerRedactions redactions, AnswerCache answers)
{
    /// <summary>How many messages come without being asked for.</summary>
    public const int DefaultLimit = 200;

    private const string ContentType = "application/json; charset=utf-8";

    private const string SelectConversation =
        $"""
        SELECT {ConversationColumns.List}, {ConversationColumns.SelectProgress}, {ConversationColumns.SelectRedaction}
        FROM conversations WHERE id = @id AND owner_id = @owner
        """;

    private const string SelectVersion =
        $"""
        SELECT version, {ConversationColumns.SelectProgress}, {ConversationColumns.SelectRedaction}
        FROM conversations WHERE id = @id AND owner_id = @owner
        """;

    /// <summary>The index on (conversation_id, version) serves it.</summary>
    private const string SelectChanges =
        $"""
        SELECT {MessageColumns.List} FROM messages
        WHERE conversation_id = @conversation_id AND version > @after AND version <= @version ORDER BY version, seq LIMIT @limit
        """;

    private const string SelectRemovals =
        "SELECT message_id FROM message_removals WHERE conversation_id = @conversation_id AND version > @after AND version <= @version LIMIT @limit";

    /// <summary>
    /// Answers <c>GET /api/conversations/{id}</c>: 200 as it is kept or as it is read, 304 when the client has it, or 404.
    /// Without a window it is the newest <see cref="DefaultLimit"/>, which is what is kept.
    /// </summary>
    public async Task WriteAsync(
        CurrentUser user, Guid id, MessageWindow? window, HttpContext context, CancellationToken cancellationToken)
    {
        var response = context.Response;
        if (window is not null)
        {
            await ReadAndWriteAsync(user, id, window, context, response.BodyWriter, cancellationToken);
            return;
        }

        var request = answers.Begin(user.Id, id);
        if (await FindTagAsync(user, id, cancellationToken) is not { } tag)
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (context.Request.HasETag(tag.ETag))
        {
            response.Headers.ETag = tag.ETag;
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        window = MessageWindow.Of(after: null, before: null, limit: null, DefaultLimit, newestByDefault: true);
        var answer = await answers.GetOrWriteAsync(
            request,
            tag,
            output => ReadAndWriteAsync(user, id, window, context, output, cancellationToken),
            response.BodyWriter,
            cancellationToken);
        if (answer is not null)
        {
            response.Headers.ETag = answer.Tag.ETag;
            response.ContentType = ContentType;
            response.ContentLength = answer.Body.Length;
            await response.BodyWriter.WriteAsync(answer.Body, cancellationToken);
        }
    }

    private async ValueTask<AnswerTag?> FindTagAsync(CurrentUser user, Guid id, CancellationToken cancellationToken)
    {
        await using var db = await database.ReadAsync(cancellationToken);
        await using var row = await db.Statement(SelectVersion, ("@id", id), ("@owner", user.Id)).ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken) ? TagOf(row.GetInt64(0), row.LongOrNull(1), row.GetInt64(2)) : null;
    }

    /// <summary>Null when there is nothing to send.</summary>
    private async Task<AnswerTag?> ReadAndWriteAsync(
        CurrentUser user, Guid id, MessageWindow window, HttpContext context, PipeWriter output, CancellationToken cancellationToken)
    {
        AnswerTag tag;
        long redaction;
        ConversationView? stored = null;
        var response = context.Response;
        await using var db = await database.ReadAsync(cancellationToken);
        await using var json = new Utf8JsonWriter(output, ApiJson.WriterOptions);

        await using (var row = await db.Statement(SelectConversation, ("@id", id), ("@owner", user.Id)).ExecuteReaderAsync(cancellationToken))
        {
            if (!await row.ReadAsync(cancellationToken))
            {
                response.StatusCode = StatusCodes.Status404NotFound;
                return null;
            }

            redaction = row.GetInt64(ConversationColumns.Redaction);
            tag = TagOf(row.GetInt64(ConversationColumns.Version), row.LongOrNull(ConversationColumns.Progress), redaction);
            response.Headers.ETag = tag.ETag;
            if (context.Request.HasETag(tag.ETag))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return null;
            }

            response.ContentType = ContentType;
            json.WriteStartObject();
            if (redactions.Known(user.Id, redaction) is { IsNone: true })
            {
                ConversationColumns.WriteMembers(json, row);
            }
            else
            {
                stored = ConversationColumns.Read(row);
            }

            window = window.WithinFirst(messages: row.GetInt32(ConversationColumns.NextSeq) - 1);
        }

        if (stored is not null)
        {
            await ShownConversations.WriteMembersAsync(db, redactions, stored, json, cancellationToken);
        }

        await ConversationColumns.WriteTagsAsync(db, id, json, cancellationToken);
        json.WritePropertyName("messages");
        await window.WriteAsync(db, id, await redactions.AtAsync(db, user.Id, redaction), json, output, cancellationToken);
        json.WriteEndObject();
        return tag;
    }

    private static AnswerTag TagOf(long version, long? progress, long redaction) => new(version, ETags.Of(version, progress, redaction));

    /// <summary>
    /// The end of the branch that the reader sees, or, with <paramref name="leaf"/>, the part that ends there.
    /// Null when the user has no such conversation.
    /// </summary>
    public async Task<Transcript?> ReadAsync(CurrentUser user, Guid id, Guid? leaf, int limit, CancellationToken cancellationToken)
    {
        if (await conversations.FindAsync(user, id, cancellationToken) is not { } conversation)
        {
            return null;
        }

        var last = leaf ?? conversation.ActiveLeafId;
        await using var db = await database.ReadAsync(cancellationToken);
        List<MessageView> messages = last is null ? [] : await Branches.UpToAsync(db, id, last.Value, limit, cancellationToken);
        return new Transcript(conversation, await ShownAsync(db, conversation, messages), HasLater: leaf is not null);
    }

    /// <summary>
    /// The stretch around the message with that number, or the nearest there is, on the branch that holds it: it costs
    /// what it shows, wherever that is. Null when the user has no such conversation.
    /// </summary>
    public async Task<TranscriptPlace?> ReadAroundAsync(
        CurrentUser user, Guid id, int seq, int before, int after, CancellationToken cancellationToken)
    {
        if (await conversations.FindAsync(user, id, cancellationToken) is not { } conversation)
        {
            return null;
        }

        await using var db = await database.ReadAsync(cancellationToken);
        if (await Branches.FindNearestAsync(db, id, seq, cancellationToken) is not var (nearest, number))
        {
            return new TranscriptPlace(new Transcript(conversation, []), null);
        }

        var upTo = await Branches.UpToAsync(db, id, nearest, before + 1, cancellationToken);
        var (onwards, hasMore) = await Branches.OnwardsAsync(db, conversation, nearest, after, cancellationToken);
        return new TranscriptPlace(new Transcript(conversation, await ShownAsync(db, conversation, [.. upTo, .. onwards]), hasMore), number);
    }

    /// <summary>
    /// The part that comes after a message: on the active branch if that holds it, else by the newest answer of each.
    /// Null when the user has no such conversation.
    /// </summary>
    public async Task<Transcript?> ReadOnwardsAsync(CurrentUser user, Guid id, Guid from, int limit, CancellationToken cancellationToken)
    {
        if (await conversations.FindAsync(user, id, cancellationToken) is not { } conversation)
        {
            return null;
        }

        await using var db = await database.ReadAsync(cancellationToken);
        var (messages, hasMore) = await Branches.OnwardsAsync(db, conversation, from, limit, cancellationToken);
        return new Transcript(conversation, await ShownAsync(db, conversation, messages), hasMore);
    }

    /// <summary>Which of a stretch of messages have others beside them.</summary>
    public async Task<IReadOnlyDictionary<Guid, MessageVersions>> FindVersionsAsync(
        CurrentUser user, Guid id, IReadOnlyList<MessageView> branch, CancellationToken cancellationToken)
    {
        await using var db = await database.ReadAsync(cancellationToken);
        return await MessageVersions.FindAsync(db, user, id, branch, cancellationToken);
    }

    /// <summary>
    /// What changed after a version, at most <paramref name="limit"/> messages and as many removals; the text that drafts
    /// got since is no such change. Null when the user has no such conversation.
    /// </summary>
    public async Task<TranscriptChanges?> ReadChangesAsync(CurrentUser user, Guid id, long after, int limit, CancellationToken cancellationToken)
    {
        if (await conversations.FindAsync(user, id, cancellationToken) is not { } conversation)
        {
            return null;
        }

        (string, object?)[] since = [("@conversation_id", id), ("@after", after), ("@version", conversation.Version), ("@limit", limit + 1)];
        var (messages, removed) = (new List<MessageView>(), new List<Guid>());
        await using var db = await database.ReadAsync(cancellationToken);
        await using (var row = await db.Statement(SelectChanges, since).ExecuteReaderAsync(cancellationToken))
        {
            while (await row.ReadAsync(cancellationToken))
            {
                messages.Add(MessageColumns.Read(row));
            }
        }

        await using (var row = await db.Statement(SelectRemovals, since).ExecuteReaderAsync(cancellationToken))
        {
            while (await row.ReadAsync(cancellationToken))
            {
                removed.Add(row.Id(0));
            }
        }

        return new TranscriptChanges(
            conversation, await ShownAsync(db, conversation, messages), removed, IsWhole: Math.Max(messages.Count, removed.Count) <= limit);
    }

    private async ValueTask<IReadOnlyList<MessageView>> ShownAsync(DatabaseScope db, ConversationView conversation, List<MessageView> messages)
    {
        var policy = await redactions.AtAsync(db, conversation.OwnerId, conversation.Redaction);
        return policy.IsNone ? messages : [.. messages.Select(message => message.Redacted(policy))];
    }
}
