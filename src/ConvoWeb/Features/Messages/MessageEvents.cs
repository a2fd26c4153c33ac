using System.Text.Json;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Live;

namespace ConvoWeb.Features.Messages;

/// <summary>Live events that carry their message, so that nobody has to read it.</summary>
public static class MessageEvents
{
    public static LiveEvent Of(LiveEventKind kind, CurrentUser user, MessageView message)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(message, MessagesJson.Api.MessageView);
        return new LiveEvent(kind, user.Id, message.ConversationId, message.Version)
        {
            MessageId = message.Id,
            NextN = message.State is MessageState.Draft ? message.NextN : null,
            Message = json.Length <= LiveEvent.MessageMaxBytes ? json : default,
        };
    }

    public static LiveEvent OfDelta(string ownerId, Guid conversationId, Guid messageId, DeltasAppended appended) =>
        new(LiveEventKind.DeltaAppended, ownerId, conversationId, appended.Version)
        {
            MessageId = messageId,
            Delta = new LiveDelta(appended.N, appended.Next, appended.Text),
        };

    /// <summary>A message that is not stored, and so cannot be read again: the event carries it, however large.</summary>
    public static LiveEvent NotStored(LiveEventKind kind, CurrentUser user, MessageView message) =>
        new(kind, user.Id, message.ConversationId, Version: 0)
        {
            MessageId = message.Id,
            Message = JsonSerializer.SerializeToUtf8Bytes(message, MessagesJson.Api.MessageView),
            IsStored = false,
        };

    /// <summary>Null when the event carries none.</summary>
    public static MessageView? Read(LiveEvent liveEvent) =>
        liveEvent.Message.IsEmpty ? null : JsonSerializer.Deserialize(liveEvent.Message.Span, MessagesJson.Api.MessageView);
}
