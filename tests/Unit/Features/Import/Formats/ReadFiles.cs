using System.Text;
using System.Text.Json;
using ConvoWeb.Features.Import;

namespace ConvoWeb.Tests.Unit.Features.Import.Formats;

/// <summary>Files of lines, and what a reader makes of them.</summary>
internal static class ReadFiles
{
    public static Task<ImportedConversation> OneAsync(IConversationReader reader, params string[] lines) => reader.ReadOneAsync(string.Join('\n', lines));

    public static Task<List<ReadConversation>> AllAsync(IConversationReader reader, string file) => reader.ReadAsync(Encoding.UTF8.GetBytes(file));

    public static bool Recognises(IConversationReader reader, string record)
    {
        using var document = JsonDocument.Parse(record);
        return reader.Recognises(document.RootElement);
    }

    /// <summary>Who says what, below what: messages by their numbers, because keys that are hashes say nothing.</summary>
    public static string TreeOf(ImportedConversation conversation)
    {
        var numbers = conversation.Messages.Index().ToDictionary(pair => pair.Item.Key, pair => pair.Index + 1, StringComparer.Ordinal);
        return string.Join('\n', conversation.Messages.Select((message, i) =>
            $"{i + 1}{(message.ParentKey is null ? "" : $" under {numbers[message.ParentKey]}")} {message.Type}: {message.Content}"));
    }

    public static string MetadataOf(ImportedConversation conversation, int message) => conversation.Messages[message - 1].Metadata ?? "{}";
}
