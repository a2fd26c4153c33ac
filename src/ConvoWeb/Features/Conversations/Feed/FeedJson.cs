using System.Buffers;
using System.Text.Json;
using ConvoWeb.Features.Live;
using ConvoWeb.Platform.Json;

namespace ConvoWeb.Features.Conversations.Feed;

/// <summary>Makes the events of a feed: <c>conversation_id</c>, <c>version</c>, and what happened.</summary>
internal static class FeedJson
{
    /// <summary>Of an event that carries what viewers need.</summary>
    /// <param name="version">Where a viewer is that has seen it.</param>
    public static FeedEvent Of(LiveEvent live, long version) =>
        live.Delta is { } delta
            ? Delta(live.ConversationId, version, live.MessageId!.Value, delta) with { IsStored = live.IsStored }
            : Message(NameOf(live.Kind), live.ConversationId, version, live.MessageId!.Value, live.NextN, live.Message, live.IsStored);

    public static FeedEvent Message(
        FeedEventName name, Guid conversationId, long version, Guid messageId, int? nextN, ReadOnlyMemory<byte> message, bool isStored = true) =>
        new(name, version, Write(conversationId, version, json =>
        {
            json.WriteString("message_id"u8, messageId);
            if (!isStored)
            {
                json.WriteBoolean("stored"u8, false);
            }

            if (message.Length <= LiveEvent.MessageMaxBytes || !isStored)
            {
                json.WritePropertyName("message"u8);
                json.WriteRawValue(message.Span, skipInputValidation: true);
            }
        }))
        { MessageId = messageId, NextN = nextN, IsStored = isStored };

    public static FeedEvent Delta(Guid conversationId, long version, Guid messageId, LiveDelta delta) =>
        new(FeedEventName.DeltaAppended, version, Write(conversationId, version, json =>
        {
            json.WriteString("message_id"u8, messageId);
            json.WriteNumber("n"u8, delta.N);
            json.WriteNumber("next"u8, delta.Next);
            json.WriteString("text"u8, delta.Text);
        }))
        { MessageId = messageId, Delta = delta };

    public static FeedEvent Removed(Guid conversationId, long version, Guid messageId) =>
        new(FeedEventName.MessageRemoved, version, Write(conversationId, version, json => json.WriteString("message_id"u8, messageId)))
        { MessageId = messageId };

    public static FeedEvent Conversation(FeedEventName name, Guid conversationId, long version, ReadOnlyMemory<byte> conversation) =>
        new(name, version, Write(conversationId, version, json =>
        {
            if (!conversation.IsEmpty)
            {
                json.WritePropertyName("conversation"u8);
                json.WriteRawValue(conversation.Span, skipInputValidation: true);
            }
        }));

    private static FeedEventName NameOf(LiveEventKind kind) => kind switch
    {
        LiveEventKind.MessageAdded => FeedEventName.MessageAdded,
        LiveEventKind.MessageChanged => FeedEventName.MessageChanged,
        LiveEventKind.MessageFinalized => FeedEventName.MessageFinalized,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "It carries no message."),
    };

    private static ReadOnlyMemory<byte> Write(Guid conversationId, long version, Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, ApiJson.WriterOptions))
        {
            json.WriteStartObject();
            json.WriteString("conversation_id"u8, conversationId);
            json.WriteNumber("version"u8, version);
            members(json);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
