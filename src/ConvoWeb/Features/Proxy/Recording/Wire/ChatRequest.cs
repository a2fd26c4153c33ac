using System.Buffers;
using System.Text.Json;
using ConvoWeb.Features.Messages;

namespace ConvoWeb.Features.Proxy.Recording.Wire;

/// <summary>What is read of a request. It is forwarded as it came, whether it can be read or not.</summary>
internal sealed record ChatRequest
{
    private const int ConversationIdLength = 200;

    /// <summary>A body of the shortest ones that can be would be a hundred times as large in memory.</summary>
    private const int MostTurns = 20_000;

    public required string? Model { get; init; }

    public required bool IsStream { get; init; }

    /// <summary>How many answers are asked for (<c>n</c>).</summary>
    public required int Choices { get; init; }

    /// <summary>The conversation that the client names (<c>metadata.conversation_id</c>).</summary>
    public required string? ConversationId { get; init; }

    public required IReadOnlyList<ChatTurn> Turns { get; init; }

    /// <summary>About how many tokens the tools are that it offers, and the form that it wants the answer in.</summary>
    public required int ToolTokens { get; init; }

    /// <summary>Null when it is no JSON object with <c>messages</c>, or has more of them than any model reads.</summary>
    public static ChatRequest? Parse(ReadOnlySequence<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, WireJson.DocumentOptions);
            return Read(document.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ChatRequest? Read(JsonElement request)
    {
        if (request.Member("messages"u8) is not { ValueKind: JsonValueKind.Array } messages || messages.GetArrayLength() > MostTurns)
        {
            return null;
        }

        var turns = new List<ChatTurn>(messages.GetArrayLength());
        foreach (var message in messages.EnumerateArray())
        {
            if (message.ValueKind is JsonValueKind.Object)
            {
                turns.Add(MessageReader.Read(message));
            }
        }

        return new ChatRequest
        {
            Model = request.ShortText("model"u8, MessageLimits.Model),
            IsStream = request.IsTrue("stream"u8),
            Choices = request.Integer("n"u8) is > 0 and var choices ? choices : 1,
            ConversationId = IdOf(request.Object("metadata"u8)?.Text("conversation_id"u8)),
            Turns = turns,
            ToolTokens = TokenEstimate.OfTools(request.Member("tools"u8))
                + TokenEstimate.OfTools(request.Member("functions"u8))
                + TokenEstimate.OfTools(request.Object("response_format"u8)?.Member("json_schema"u8)),
        };
    }

    /// <summary>One that is cut would name another.</summary>
    private static string? IdOf(string? id) => id is { Length: > 0 and <= ConversationIdLength } ? id : null;
}
