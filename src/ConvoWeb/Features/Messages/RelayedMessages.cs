using System.Text.Json;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Live;

namespace ConvoWeb.Features.Messages;

/// <summary>Messages that are shown live and not stored (<c>PERSIST_TRANSCRIPTS=false</c>): the event carries them.</summary>
public static class RelayedMessages
{
    public static LiveEvent EventOf(CurrentUser user, MessageView message) =>
        new(LiveEventKind.MessageAdded, user.Id, message.ConversationId, Version: 0)
        {
            MessageId = message.Id,
            Relayed = JsonSerializer.SerializeToUtf8Bytes(message, MessagesJson.Api.MessageView),
        };

    /// <summary>Null when the event is about a stored message.</summary>
    public static MessageView? Read(LiveEvent liveEvent) =>
        liveEvent.Relayed.IsEmpty ? null : JsonSerializer.Deserialize(liveEvent.Relayed.Span, MessagesJson.Api.MessageView);
}
