using System.Buffers;
using System.Text.Json;
using ConvoWeb.Features.Conversations;

namespace ConvoWeb.Features.Export.Formats;

/// <summary>What our two complete formats have in common: the conversation itself, with the personality that it was held with.</summary>
internal static class ExportJson
{
    /// <summary>
    /// The members of <c>GET /api/conversations/{id}</c>, the object still open. The <c>type</c> tells it from a message,
    /// the <c>format</c> goes up when a reader of the one before could not read it.
    /// </summary>
    public static void WriteConversation(IBufferWriter<byte> output, ExportDocument document)
    {
        output.Write("{\"type\":\"conversation\",\"format\":\"convoweb/1\","u8);
        output.Write(JsonSerializer.SerializeToUtf8Bytes(document.Conversation, ConversationsJson.Api.ConversationView).AsSpan(1..^1));
        output.Write(",\"personality\":"u8);
        output.Write(document.Personality is null ? "null"u8 : JsonSerializer.SerializeToUtf8Bytes(document.Personality, ConversationsJson.Api.PersonalityView));
    }
}
