using System.Text.Json.Serialization;
using ConvoWeb.Data.Privacy;
using ConvoWeb.Platform.Json;

namespace ConvoWeb.Features.Retention.Purge;

/// <summary>What is left of a purged conversation.</summary>
public sealed record ReceiptView
{
    /// <summary>The id that the conversation had.</summary>
    public required Guid Id { get; init; }

    public required DateTimeOffset PurgedAt { get; init; }

    [JsonConverter(typeof(WordJsonConverter<PurgeReason>))]
    public required PurgeReason Reason { get; init; }

    public required int Messages { get; init; }

    /// <summary>Sounds and attachments that nothing else named.</summary>
    public required int Files { get; init; }

    /// <summary>Files of exports and import reports that it was in, and that went with it.</summary>
    public required int Exports { get; init; }

    /// <summary>False: somebody reads an older state at the moment, so that the log still has it; it is cleared as soon as that ends.</summary>
    public required bool IsErased { get; init; }

    internal static ReceiptView Of(PurgeReceipt receipt, bool isErased) => new()
    {
        Id = receipt.ConversationId,
        PurgedAt = receipt.PurgedAt,
        Reason = receipt.Reason,
        Messages = receipt.Messages,
        Files = receipt.Files,
        Exports = receipt.Exports,
        IsErased = isErased,
    };
}
