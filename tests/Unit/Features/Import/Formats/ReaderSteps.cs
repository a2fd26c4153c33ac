using System.Text;
using ConvoWeb.Features.Import;
using ConvoWeb.Features.Import.Reading;

namespace ConvoWeb.Tests.Unit.Features.Import.Formats;

/// <summary>What a reader makes of a file.</summary>
internal static class ReaderSteps
{
    public static async Task<ImportedConversation> ReadOneAsync(this IConversationReader reader, string file)
    {
        var read = Assert.Single(await reader.ReadAsync(Encoding.UTF8.GetBytes(file)));
        Assert.Null(read.Fault);
        return read.Conversation!;
    }

    public static async Task<List<ReadConversation>> ReadAsync(this IConversationReader reader, byte[] file) =>
        await reader.ReadAsync(new JsonRecords(new MemoryStream(file)).ReadAsync(Cancel), Cancel).ToListAsync(Cancel);

    public static async Task<bool> RecognisesAsync(this IConversationReader reader, string record)
    {
        await foreach (var read in new JsonRecords(new MemoryStream(Encoding.UTF8.GetBytes(record))).ReadAsync(Cancel))
        {
            return reader.Recognises(read.Value);
        }

        return false;
    }

    /// <summary>A line for each message: who, its key and the one above it, what it says, and its metadata.</summary>
    public static string Told(this ImportedConversation conversation) => string.Join('\n', conversation.Messages.Select(message =>
        $"{message.Type} {message.Key}{(message.ParentKey is null ? "" : $" under {message.ParentKey}")}: {message.Content.ReplaceLineEndings("|")} {message.Metadata}".TrimEnd()));
}
