using System.Text.Json.Serialization;
using ConvoWeb.Data.Audit;
using ConvoWeb.Platform.Json;

namespace ConvoWeb.Features.Audit;

/// <summary>One act.</summary>
public sealed record AuditView
{
    public required Guid Id { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>A user's id, or <c>convoweb</c> for what the program did by itself.</summary>
    public required string Actor { get; init; }

    [JsonConverter(typeof(WordJsonConverter<AuditAction>))]
    public required AuditAction Action { get; init; }

    /// <summary>The way they came by and their address, as in <c>page 127.0.0.1</c>.</summary>
    public required string Origin { get; init; }

    /// <summary>Null when it was several, or none.</summary>
    public required Guid? ConversationId { get; init; }

    /// <summary>How many conversations, or messages.</summary>
    public required int Count { get; init; }

    /// <summary>What else is to be known; never text of a conversation.</summary>
    [JsonConverter(typeof(RawJsonConverter))]
    public required string? Detail { get; init; }
}
