using System.Buffers;

namespace ConvoWeb.Features.Proxy.Recording.Wire;

/// <summary>What is read of a request. It is forwarded as it came, whether it can be read or not.</summary>
internal sealed record ChatRequest
{
    public required string? Model { get; init; }

    public required bool IsStream { get; init; }

    /// <summary>How many answers are asked for (<c>n</c>).</summary>
    public required int Choices { get; init; }

    /// <summary>The conversation that the client names (<c>metadata.conversation_id</c>).</summary>
    public required string? ConversationId { get; init; }

    public required IReadOnlyList<ChatTurn> Turns { get; init; }

    /// <summary>Null when it is no JSON object with <c>messages</c>.</summary>
    public static ChatRequest? Parse(ReadOnlySequence<byte> body) => throw new NotSupportedException($"{body.Length} bytes");
}
