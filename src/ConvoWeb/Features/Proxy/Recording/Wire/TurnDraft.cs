using System.Text.Json;
using ConvoWeb.Data.Conversations;

namespace ConvoWeb.Features.Proxy.Recording.Wire;

/// <summary>What is read of a message, before it is cut to what can be stored of one.</summary>
internal sealed record TurnDraft
{
    private const int RoleLength = 100;

    /// <summary>In bytes: room for what is told of a file when it is stored.</summary>
    private const int AboutStored = 200;

    /// <summary>As the wire has it; none is the system's, as in an import.</summary>
    public string? Role { get; init; }

    public string Text { get; init; } = "";

    public string Refusal { get; init; } = "";

    public string Reasoning { get; init; } = "";

    public string? Name { get; init; }

    public string? ToolCallId { get; init; }

    public IReadOnlyList<ToolCall> ToolCalls { get; init; } = [];

    public IReadOnlyList<TurnPart> Parts { get; init; } = [];

    public double? AudioSeconds { get; init; }

    public bool IsTruncated { get; init; }

    public ChatTurn ToTurn()
    {
        var role = Role?.ToLowerInvariant();
        var isTool = role is "tool" or "function";
        var text = Text.Length > 0 ? Text : Refusal;
        var content = WireText.CutBytes(text, Message.ContentMaxBytes, out _);
        var metadata = new TurnMetadata { IsTruncated = IsTruncated || content.Length < text.Length }
            .Set("role", isTool ? "tool" : role is "user" or "assistant" or "system" or null ? null : WireText.CutCharacters(role, RoleLength))
            .Set("name", Name)
            .Set("tool_call_id", ToolCallId)
            .Set("refusal", Refusal.Length > 0)
            .Set("reasoning", Reasoning)
            .Set("tool_calls", ToolCalls, Write)
            .Set("attachments", Parts, Write);
        var json = metadata.ToJson(Message.MetadataMaxBytes - (Parts.Count(part => part.File is not null) * AboutStored));
        return new ChatTurn
        {
            Type = role switch { "user" => MessageType.User, "assistant" => MessageType.Ai, _ => MessageType.System },
            Content = content,
            Metadata = json,
            IsAnswer = role is "assistant",
            IsTool = isTool,
            ToolCallId = ToolCallId,
            ToolCalls = ToolCalls,
            Parts = Parts,
            AudioSeconds = AudioSeconds,
            Reasoning = Reasoning.Length > 0 ? WireText.CutBytes(Reasoning, Message.ContentMaxBytes, out _) : null,
            IsTruncated = metadata.IsTruncated,
        };
    }

    /// <summary>As the wire has it, but for what only the service itself can read.</summary>
    private static void Write(Utf8JsonWriter json, ToolCall call)
    {
        json.WriteStartObject();
        if (call.Id is not null)
        {
            json.WriteString("id", call.Id);
        }

        if (call.Kind is not null)
        {
            json.WriteString("type", call.Kind);
            json.WriteStartObject(call.Kind);
        }

        json.WriteString("name", call.Name);
        json.WriteString(call.Kind is ToolCall.Custom ? "input" : "arguments", call.Arguments);
        if (call.Kind is not null)
        {
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, TurnPart part)
    {
        json.WriteStartObject();
        json.WriteString("type", part.Type);
        if (part.Type.StartsWith("image", StringComparison.Ordinal))
        {
            json.WriteString("content_type", "image");
        }

        WriteUnlessNull("name", part.Name);
        WriteUnlessNull("url", part.Url);
        WriteUnlessNull("source_id", part.SourceId);
        WriteUnlessNull("media_type", part.File?.MediaType);
        json.WriteEndObject();

        void WriteUnlessNull(string name, string? value)
        {
            if (value is not null)
            {
                json.WriteString(name, value);
            }
        }
    }
}
