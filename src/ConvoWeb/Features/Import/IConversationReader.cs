using System.Text.Json;
using ConvoWeb.Features.Import.Reading;

namespace ConvoWeb.Features.Import;

/// <summary>One source format.</summary>
public interface IConversationReader
{
    /// <summary>The product, as the report and the <c>source</c> column call it.</summary>
    string Source { get; }

    /// <summary>Whether a file whose first readable record is this one is of the format; by its fields, never by a name.</summary>
    bool Recognises(JsonElement record);

    /// <summary>What messages call the file that an entry of a ZIP holds; null when it is none of the product's files.</summary>
    string? FileIn(string entry) => null;

    /// <summary>One conversation after the other, as the records come; each record is valid until the next one is asked for.</summary>
    IAsyncEnumerable<ReadConversation> ReadAsync(IAsyncEnumerable<JsonRecord> records, CancellationToken cancellationToken);
}

/// <summary>What a reader made of a record: a conversation, or why there is none.</summary>
public sealed record ReadConversation
{
    private ReadConversation()
    {
    }

    public ImportedConversation? Conversation { get; private init; }

    public string? ExternalId { get; private init; }

    public string? Title { get; private init; }

    public string? Fault { get; private init; }

    public static ReadConversation Of(ImportedConversation conversation) => new() { Conversation = conversation };

    public static ReadConversation Failed(string fault, string? externalId = null, string? title = null) =>
        new() { Fault = fault, ExternalId = externalId, Title = title };
}
