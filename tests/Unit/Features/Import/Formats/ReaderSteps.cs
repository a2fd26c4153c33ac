using System.Text;
using System.Text.Json;
using ConvoWeb.Features.Import;
using ConvoWeb.Features.Import.Reading;

namespace ConvoWeb.Tests.Unit.Features.Import.Formats;

/// <summary>What a reader makes of a file.</summary>
internal static class ReaderSteps
{
    public static async Task<ImportedConversation> ReadOneAsync(this IConversationReader reader, params string[] lines)
    {
        var read = Assert.Single(await reader.ReadAsync(string.Join('\n', lines)));
        Assert.Null(read.Fault);
        return read.Conversation!;
    }

    public static Task<List<ReadConversation>> ReadAsync(this IConversationReader reader, string file) => reader.ReadAsync(Encoding.UTF8.GetBytes(file));

    public static async Task<List<ReadConversation>> ReadAsync(this IConversationReader reader, byte[] file) =>
        await reader.ReadAsync(new JsonRecords(new MemoryStream(file)).ReadAsync(Cancel), Cancel).ToListAsync(Cancel);

    public static bool Recognises(this IConversationReader reader, string record)
    {
        using var document = JsonDocument.Parse(record);
        return reader.Recognises(document.RootElement);
    }

    /// <summary>A line for each message: who, its key and the one above it, what it says, and its metadata.</summary>
    public static string Told(this ImportedConversation conversation) => string.Join('\n', conversation.Messages.Select(message =>
        $"{message.Type} {message.Key}{(message.ParentKey is null ? "" : $" under {message.ParentKey}")}: {message.Content.ReplaceLineEndings("|")} {message.Metadata}".TrimEnd()));

    /// <summary>Who says what, below what: messages by their numbers, because keys that are hashes say nothing.</summary>
    public static string TreeOf(ImportedConversation conversation)
    {
        var numbers = conversation.Messages.Index().ToDictionary(pair => pair.Item.Key, pair => pair.Index + 1, StringComparer.Ordinal);
        return string.Join('\n', conversation.Messages.Select((message, i) =>
            $"{i + 1}{(message.ParentKey is null ? "" : $" under {numbers[message.ParentKey]}")} {message.Type}: {message.Content}"));
    }

    public static string MetadataOf(ImportedConversation conversation, int message) => conversation.Messages[message - 1].Metadata ?? "{}";
}
