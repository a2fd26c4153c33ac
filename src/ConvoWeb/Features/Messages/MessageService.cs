using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using ConvoWeb.Data;
using ConvoWeb.Data.Audit;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Privacy;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Live;
using ConvoWeb.Features.Messages.Files;
using ConvoWeb.Features.Privacy.Redaction;
using ConvoWeb.Platform.Errors;
using ConvoWeb.Platform.Hosting;
using ConvoWeb.Platform.Json;
using ConvoWeb.Platform.Paging;

namespace ConvoWeb.Features.Messages;

/// <summary>Edits and removes messages, and reads them; <see cref="AppendService"/> adds them.</summary>
public sealed class MessageService(
    IDatabase database,
    ILiveEvents live,
    OwnerRedactions redactions,
    Settings settings,
    TimeProvider clock)
{
    private const string SelectRevision = $"SELECT {OwnerRedaction.RevisionOfConversation} FROM conversations WHERE id = @id AND owner_id = @owner";

    private const string SelectOne = $"SELECT {MessageColumns.List} FROM messages WHERE id = @id AND conversation_id = @conversation_id";

    /// <summary>Null when there is no such message.</summary>
    public async Task<MessageView?> FindAsync(CurrentUser user, Guid conversationId, Guid messageId, CancellationToken cancellationToken)
    {
        await using var db = await database.ReadAsync(cancellationToken);
        return await FindPolicyAsync(db, user, conversationId) is { } policy ? (await ReadAsync(db, conversationId, messageId))?.Redacted(policy) : null;
    }

    /// <summary>Answers a page of messages as it is read, or 404.</summary>
    public async Task WritePageAsync(
        CurrentUser user, Guid conversationId, MessageWindow window, HttpResponse response, CancellationToken cancellationToken)
    {
        await using var db = await database.ReadAsync(cancellationToken);
        if (await FindPolicyAsync(db, user, conversationId) is not { } policy)
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        response.ContentType = "application/json; charset=utf-8";
        await using var json = new Utf8JsonWriter(response.BodyWriter, ApiJson.WriterOptions);
        json.WriteStartObject();
        json.WritePropertyName("items");
        var last = await window.WriteAsync(db, conversationId, policy, json, response.BodyWriter, cancellationToken);
        json.WriteString("next_cursor", last is null ? null : new Cursor("seq", last.Value.ToString(CultureInfo.InvariantCulture), conversationId).ToString());
        json.WriteEndObject();
    }

    /// <summary>Merges <paramref name="patch"/> into the message; null when there is none.</summary>
    public async Task<MessageView?> PatchAsync(
        CurrentUser user, Guid conversationId, Guid messageId, JsonElement patch, long? expectedVersion, CancellationToken cancellationToken)
    {
        if (!settings.PersistTranscripts)
        {
            throw new ConflictException("PERSIST_TRANSCRIPTS is off: no text is stored, so none can be changed.");
        }

        var now = clock.GetUtcNow();
        var changed = await database.WriteAsync(
            async db =>
            {
                if (await LockedConversation.LockAsync(db, user.Id, conversationId, expectedVersion) is not { } conversation
                    || await ReadAsync(db, conversationId, messageId) is not { } before)
                {
                    return null;
                }

                var policy = await redactions.AtAsync(db, user, conversation.RedactionRevision);
                var change = policy.Change(before.Type, Merge(before, patch));
                if (change.AudioUrl != before.AudioUrl)
                {
                    await FileService.RequireAsync(db, user.Id, change.AudioUrl);
                }

                await MessageWrites.EditAsync(db, conversation.NotInTrash(), messageId, change, now);
                return await ReadAsync(db, conversationId, messageId);
            },
            cancellationToken);

        if (changed is not null)
        {
            live.Publish(MessageEvents.Of(LiveEventKind.MessageChanged, user, changed));
        }

        return changed;
    }

    /// <summary>False when there is no such message.</summary>
    public async Task<bool> RemoveAsync(
        CurrentUser user, Guid conversationId, Guid messageId, long? expectedVersion, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var version = await database.WriteAsync<long?>(
            async db =>
            {
                if (await LockedConversation.LockAsync(db, user.Id, conversationId, expectedVersion) is not { } conversation
                    || !await MessageWrites.RemoveAsync(db, conversation.NotInTrash(), messageId, now))
                {
                    return null;
                }

                await AuditWrites.AddAsync(db, user.Did(AuditAction.Removed, now, conversationId));
                return conversation.Version;
            },
            cancellationToken);

        if (version is not null)
        {
            live.Publish(new LiveEvent(LiveEventKind.MessageRemoved, user.Id, conversationId, version.Value) { MessageId = messageId });
        }

        return version is not null;
    }

    /// <summary>Removes a message and holds what it takes to bring it back. Null when there is no such message.</summary>
    public async Task<RemovedMessage?> TakeOutAsync(CurrentUser user, Guid conversationId, Guid messageId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var (removed, version) = await database.WriteAsync<(RemovedMessage?, long)>(
            async db =>
            {
                if (await LockedConversation.LockAsync(db, user.Id, conversationId) is not { } conversation
                    || await MessageRestores.RemoveAsync(db, conversation.NotInTrash(), messageId, now) is not { } removed)
                {
                    return (null, 0);
                }

                await AuditWrites.AddAsync(db, user.Did(AuditAction.Removed, now, conversationId));
                return (removed, conversation.Version);
            },
            cancellationToken);

        if (removed is not null)
        {
            live.Publish(new LiveEvent(LiveEventKind.MessageRemoved, user.Id, conversationId, version) { MessageId = messageId });
        }

        return removed;
    }

    /// <summary>Brings back what was taken out, exactly as it was. Null when the user has no such conversation any more.</summary>
    public async Task<MessageView?> PutBackAsync(CurrentUser user, Guid conversationId, RemovedMessage removed, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var restored = await database.WriteAsync(
            async db =>
            {
                if (await LockedConversation.LockAsync(db, user.Id, conversationId) is not { } conversation)
                {
                    return null;
                }

                var policy = await redactions.AtAsync(db, user, conversation.RedactionRevision);
                await MessageRestores.RestoreAsync(db, conversation.NotInTrash(), removed with { Message = policy.Row(removed.Message) }, now);
                await AuditWrites.AddAsync(db, user.Did(AuditAction.Replaced, now, conversationId));
                return await ReadAsync(db, conversationId, removed.Message.Id);
            },
            cancellationToken);

        if (restored is not null)
        {
            live.Publish(MessageEvents.Of(LiveEventKind.MessageAdded, user, restored));
        }

        return restored;
    }

    /// <summary>As it is stored.</summary>
    internal static async ValueTask<MessageView?> ReadAsync(DatabaseScope db, Guid conversationId, Guid messageId)
    {
        await using DbDataReader row = await db
            .Statement(SelectOne, ("@id", messageId), ("@conversation_id", conversationId))
            .ExecuteReaderAsync();
        return await row.ReadAsync() ? MessageColumns.Read(row) : null;
    }

    private static MessageChange Merge(MessageView before, JsonElement patch)
    {
        var edit = MergePatch.Apply(
            new MessageEdit
            {
                Content = before.Content,
                Model = before.Model,
                AudioUrl = before.AudioUrl,
                AudioDuration = before.AudioDuration,
                TokensIn = before.TokensIn,
                TokensOut = before.TokensOut,
                Metadata = before.Metadata is null ? null : JsonElement.Parse(before.Metadata),
            },
            patch,
            MessagesJson.Api.MessageEdit);

        InputErrors.Check(edit.Check);
        return new MessageChange
        {
            Content = edit.Content!,
            Model = edit.Model,
            AudioUrl = edit.AudioUrl,
            AudioDuration = edit.AudioDuration,
            TokensIn = edit.TokensIn,
            TokensOut = edit.TokensOut,
            Metadata = JsonObjectText.From(edit.Metadata, "metadata", Message.MetadataMaxBytes),
        };
    }

    /// <summary>What is not to be shown of the conversation. Null when the user has none such.</summary>
    private async ValueTask<RedactionPolicy?> FindPolicyAsync(DatabaseScope db, CurrentUser user, Guid conversationId) =>
        await db.Statement(SelectRevision, ("@id", conversationId), ("@owner", user.Id)).ExecuteScalarAsync() is long revision
            ? await redactions.AtAsync(db, user.Id, revision)
            : null;
}
