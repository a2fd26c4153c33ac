using System.Text;
using System.Text.Json;
using ConvoWeb.Features.Import;
using ConvoWeb.Features.Import.Reading;

namespace ConvoWeb.Tests.Unit.Features.Import;

/// <summary>What a reader makes of a file, before any of it is stored.</summary>
internal static class ReadFiles
{
    public static async Task<ImportedConversation> OneAsync(IConversationReader reader, params string[] lines)
    {
        var read = Assert.Single(await AllAsync(reader, string.Join('\n', lines)));
        Assert.Null(read.Fault);
        return read.Conversation!;
    }

    public static async Task<List<ReadConversation>> AllAsync(IConversationReader reader, string file) =>
        await reader.ReadAsync(new JsonRecords(new MemoryStream(Encoding.UTF8.GetBytes(file))).ReadAsync(Cancel), Cancel).ToListAsync(Cancel);

    public static bool Recognises(IConversationReader reader, string record)
    {
        using var document = JsonDocument.Parse(record);
        return reader.Recognises(document.RootElement);
    }

    /// <summary>Who says what, below what.</summary>
    public static string TreeOf(ImportedConversation conversation)
    {
        var names = conversation.Messages.Select((message, i) => (message.Key, Number: i + 1)).ToDictionary(pair => pair.Key, pair => pair.Number, StringComparer.Ordinal);
        return string.Join('\n', conversation.Messages.Select((message, i) =>
            $"{i + 1}{(message.ParentKey is null ? "" : $" under {names[message.ParentKey]}")} {message.Type}: {message.Content}"));
    }

    public static string MetadataOf(ImportedConversation conversation, int message) => conversation.Messages[message - 1].Metadata ?? "{}";
}
