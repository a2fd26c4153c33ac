using System.Text.Json;

namespace ConvoWeb.Features.Import.Reading;

/// <summary>The content of a message in the shapes that the APIs of models give it: a text, or parts of which some are text.</summary>
internal static class ApiContent
{
    private static readonly HashSet<string> ReadAsText = new(StringComparer.Ordinal) { "type", "text", "value", "content", "cache_control" };

    public static void Read(JsonElement? content, SourceMessage message)
    {
        if (content is { ValueKind: JsonValueKind.Array } parts)
        {
            foreach (var part in parts.EnumerateArray())
            {
                ReadPart(part, message);
            }
        }
        else if (content is { } whole)
        {
            ReadPart(whole, message);
        }
    }

    public static void ReadPart(JsonElement part, SourceMessage message)
    {
        switch (part.Text("type"))
        {
            case "thinking":
                message.Think(part.Text("thinking"));
                break;
            case "redacted_thinking":
                message.Metadata.Set("redacted_thinking", true);
                break;
            case "refusal":
                message.Say(part.Text("refusal"));
                message.Metadata.Set("refusal", true);
                break;
            case "tool_use" or "server_tool_use":
                message.Call(JsonCopy.Of(part));
                break;
            default:
                ReadText(part, message);
                break;
        }
    }

    private static void ReadText(JsonElement part, SourceMessage message)
    {
        if ((part.Text() ?? part.Text("text") ?? part.Text("value") ?? part.Text("content")) is not { } text)
        {
            if (part.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined))
            {
                message.Attach(JsonCopy.Of(part));
            }

            return;
        }

        message.Say(text);
        if (part.Members().Any(member => !ReadAsText.Contains(member.Name)))
        {
            message.Note(JsonCopy.Of(part, without: ReadAsText));
        }
    }
}
