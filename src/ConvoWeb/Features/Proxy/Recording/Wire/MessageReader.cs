using System.Text.Json;
using ConvoWeb.Platform.Json;

namespace ConvoWeb.Features.Proxy.Recording.Wire;

/// <summary>A message of the wire, in a request or in an answer that came whole.</summary>
internal static class MessageReader
{
    public static ChatTurn Read(JsonElement message) => Read(message, message.Text("role"u8));

    /// <summary>Whatever role it says it has.</summary>
    public static ChatTurn ReadAnswer(JsonElement message) => Read(message, "assistant");

    private static ChatTurn Read(JsonElement message, string? role)
    {
        var content = new MessageContent();
        content.Read(message.Member("content"u8));
        if (content.IsEmpty)
        {
            content.Say(message.Object("audio"u8)?.Text("transcript"u8));
        }

        content.Hear(message.Object("audio"u8) ?? default);
        content.Refuse(message.Text("refusal"u8));
        content.Think(message.Text("reasoning_content"u8) ?? message.Text("reasoning"u8));
        var calls = CallsOf(message);
        return new TurnDraft
        {
            Role = role,
            Text = content.Text,
            Refusal = content.Refusal,
            Reasoning = content.Reasoning,
            Name = message.ShortText("name"u8),
            ToolCallId = message.ShortText("tool_call_id"u8),
            ToolCalls = calls.Count > ToolCall.MaxCount ? calls[..ToolCall.MaxCount] : calls,
            Parts = content.Parts,
            IsTruncated = content.IsTruncated || calls.Count > ToolCall.MaxCount,
        }.ToTurn();
    }

    /// <summary>One more than are kept, if there are.</summary>
    private static List<ToolCall> CallsOf(JsonElement message)
    {
        var calls = new List<ToolCall>();
        foreach (var call in message.Items("tool_calls"u8))
        {
            if (calls.Count <= ToolCall.MaxCount && call.ValueKind is JsonValueKind.Object)
            {
                calls.Add(CallOf(call.ShortText("id"u8), ToolCall.KindOf(call), ToolCall.BodyOf(call)));
            }
        }

        if (message.Object("function_call"u8) is { } function)
        {
            calls.Add(CallOf(id: null, kind: null, function));
        }

        return calls;
    }

    private static ToolCall CallOf(string? id, string? kind, JsonElement body) =>
        new(id, kind, body.ShortText("name"u8) ?? "", CleanText.Of(ToolCall.ArgumentsOf(body) ?? ""));
}
