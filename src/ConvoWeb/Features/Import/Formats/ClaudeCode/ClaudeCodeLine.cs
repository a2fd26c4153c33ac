using System.Runtime.InteropServices;
using System.Text.Json;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Import.Reading;

namespace ConvoWeb.Features.Import.Formats.ClaudeCode;

/// <summary>What one line says.</summary>
internal static class ClaudeCodeLine
{
    private static readonly HashSet<string> OfLine = new(StringComparer.Ordinal)
    {
        "type", "uuid", "parentUuid", "sessionId", "timestamp", "message", "content", "isSidechain", "isMeta",
    };

    private static readonly HashSet<string> None = [];
    private static readonly HashSet<string> OfMessage = new(StringComparer.Ordinal) { "type", "role", "content", "model" };

    /// <summary>What is read elsewhere, and what the session says for all its lines.</summary>
    public static HashSet<string> NotKept(JsonElement line, Dictionary<string, JsonElement> common) =>
    [
        .. OfLine,
        .. common.Where(pair => line.Member(pair.Key) is { } value && JsonMarshal.GetRawUtf8Value(value).SequenceEqual(JsonMarshal.GetRawUtf8Value(pair.Value))).Select(pair => pair.Key),
    ];

    /// <summary>The first piece of an answer.</summary>
    public static SourceMessage AnswerOf(JsonElement line, JsonElement content, HashSet<string> notKept, Dictionary<string, string> tools)
    {
        var message = Common(new SourceMessage(MessageType.Ai) { Model = content.Text("model") }, line);
        AddPiece(message, line, content, notKept, tools);
        return message;
    }

    /// <summary>Each piece counts the tokens of the answer so far.</summary>
    public static void AddPiece(SourceMessage message, JsonElement line, JsonElement content, HashSet<string> notKept, Dictionary<string, string> tools)
    {
        ContentBlocks.Read(content.Member("content"), message);
        foreach (var block in content.Items("content"))
        {
            if (block.Text("id") is { } id && block.Text("name") is { } name)
            {
                tools[id] = name;
            }
        }

        var usage = content.Member("usage");
        if (usage.Count("input_tokens") is { } sent)
        {
            message.TokensIn = sent + (usage.Count("cache_creation_input_tokens") ?? 0) + (usage.Count("cache_read_input_tokens") ?? 0);
        }

        message.TokensOut = usage.Count("output_tokens") ?? message.TokensOut;
        message.Metadata.KeepRest(content, OfMessage, isNewer: true).KeepRest(JsonCopy.Of(line, notKept), None);
    }

    /// <summary>What a person or the program says, and the results of tools that come in the person's name.</summary>
    public static IReadOnlyList<SourceMessage> MessagesOf(
        JsonElement line, JsonElement? message, HashSet<string> notKept, Dictionary<string, string> tools, out bool areResults)
    {
        var messages = new List<SourceMessage>();
        var content = message is null ? line.Member("content") : message.Member("content");
        var parts = content is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray().ToList() : [.. content is { } whole ? [whole] : (JsonElement[])[]];
        foreach (var result in parts.Where(IsResult))
        {
            messages.Add(Common(ResultOf(result, tools), line));
        }

        var said = parts.Where(part => !IsResult(part)).ToList();
        if (said.Count > 0 || messages.Count == 0)
        {
            var spoken = Common(new SourceMessage(TypeOf(line, message)), line);
            said.ForEach(part => ContentBlocks.Read(part, spoken));
            messages.Add(spoken);
        }

        areResults = IsResult(parts.FirstOrDefault());
        messages[0].Metadata.KeepRest(message, OfMessage).KeepRest(JsonCopy.Of(line, notKept), None);
        return messages;
    }

    private static bool IsResult(JsonElement part) => part.Text("type") is "tool_result";

    private static SourceMessage ResultOf(JsonElement result, Dictionary<string, string> tools)
    {
        var message = SourceMessage.OfRole("tool");
        ContentBlocks.Read(result.Member("content"), message);
        message.Metadata.Set("name", tools.GetValueOrDefault(result.Text("tool_use_id") ?? "")).KeepRest(result, OfMessage);
        return message;
    }

    /// <summary>What the program put in is no words of the person.</summary>
    private static MessageType TypeOf(JsonElement line, JsonElement? message) => line.Text("type") switch
    {
        "user" when !line.IsTrue("isMeta") && message.Text("role") is not "system" => MessageType.User,
        "assistant" => MessageType.Ai,
        _ => MessageType.System,
    };

    private static SourceMessage Common(SourceMessage message, JsonElement line)
    {
        message.Time = line.Time("timestamp");
        message.Metadata.Set("hidden", line.IsTrue("isMeta")).Set("sidechain", line.IsTrue("isSidechain"));
        return message;
    }
}
