using System.Text.Json;
using ConvoWeb.Data.Conversations;

namespace ConvoWeb.Features.Import.Reading;

/// <summary>
/// The content of a message in the shapes that products and the APIs of models give it: text, or a list of parts of which each
/// says by its type what it is. What a tool answered in the middle of it is a message of its own, so that it may become
/// several, in its order.
/// </summary>
/// <param name="only">What everything belongs to, where it must not become several.</param>
internal sealed class ContentBlocks(string? role, SourceMessage? only = null)
{
    private static readonly string[] Texts = ["text", "value", "content", "error"];

    private static readonly HashSet<string> InColumns = new(StringComparer.Ordinal)
    {
        "type", "start_timestamp", "stop_timestamp", "flags", "thinking", "think", "signature", "alternative_display_type", "cache_control", "refusal",
    };

    private static readonly HashSet<string> NotOfCall = new(StringComparer.Ordinal) { "start_timestamp", "stop_timestamp" };

    private static readonly HashSet<string> OfAnAnswer = new(StringComparer.Ordinal) { "type", "content", "start_timestamp", "stop_timestamp" };

    private readonly List<SourceMessage> _messages = [];
    private SourceMessage? _open;

    /// <summary>What is being said.</summary>
    public SourceMessage Open
    {
        get
        {
            if (_open is null)
            {
                _messages.Add(_open = only ?? SourceMessage.By(role));
            }

            return _open;
        }
    }

    /// <summary>What stands for the whole.</summary>
    public SourceMessage Main => _messages.Find(message => message.Type is not MessageType.System) ?? _messages.FirstOrDefault() ?? Open;

    public bool HasText => _messages.Exists(message => !string.IsNullOrWhiteSpace(message.Content));

    public static void Read(JsonElement? content, SourceMessage message) => new ContentBlocks(role: null, message).Read(content);

    /// <summary>Nothing but how the lines are set apart is new in <paramref name="text"/>.</summary>
    public bool HasLinesOf(string text)
    {
        var said = _messages.SelectMany(message => message.Content.Split('\n', StringSplitOptions.TrimEntries)).ToHashSet(StringComparer.Ordinal);
        return text.Split('\n', StringSplitOptions.TrimEntries).All(line => line.Length == 0 || said.Contains(line));
    }

    /// <summary>There is always one at least.</summary>
    public IReadOnlyList<SourceMessage> At(DateTimeOffset? time)
    {
        _ = Main;
        foreach (var message in _messages)
        {
            message.Time = time;
        }

        return _messages;
    }

    public void Read(JsonElement? content)
    {
        foreach (var block in content is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : Enumerable.Repeat(content ?? default, 1))
        {
            if (block.ValueKind is JsonValueKind.Object)
            {
                ReadBlock(block);
            }
            else if (block.Text() is { } text)
            {
                Open.Say(text);
            }
            else if (block.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined))
            {
                Open.Attach(block);
            }
        }
    }

    /// <summary>What comes next is what a tool answered; after it something new is said.</summary>
    public SourceMessage Answer(string? tool)
    {
        var answer = only ?? SourceMessage.OfRole("tool");
        answer.Metadata.Set("name", tool);
        if (only is null)
        {
            _messages.Add(answer);
            _open = null;
        }

        return answer;
    }

    private void ReadBlock(JsonElement block)
    {
        switch (block.Text("type"))
        {
            case "thinking" or "think" or "reasoning":
                Open.Think(block.Text("thinking") ?? block.Text("think") ?? block.Text("text"));
                Note(Open, block, "text");
                break;
            case "redacted_thinking":
                Open.Metadata.Set("redacted_thinking", true);
                break;
            case "refusal":
                Open.Say(block.Text("refusal"));
                Open.Metadata.Set("refusal", true);
                Note(Open, block, text: null);
                break;
            case "tool_use" or "server_tool_use" or "mcp_tool_use":
                Open.Call(block, NotOfCall);
                break;
            case "tool_call" when block.Object("tool_call") is { } call:
                ReadCall(call);
                break;
            case { } type when type.EndsWith("tool_result", StringComparison.Ordinal):
                ReadAnswer(block);
                break;
            case "voice_note":
                Open.AudioDuration = (block.Time("stop_timestamp") - block.Time("start_timestamp"))?.TotalSeconds;
                Tell(Open, block);
                break;
            default:
                Tell(Open, block);
                break;
        }
    }

    /// <summary>A call that carries what the tool answered.</summary>
    private void ReadCall(JsonElement call)
    {
        Open.Call(call, without: ["output"]);
        if (call.Member("output") is { } output && !MetadataBuilder.IsEmpty(output))
        {
            TellAll(Answer(call.Text("name")), output);
        }
    }

    private void ReadAnswer(JsonElement block)
    {
        var answer = Answer(block.Text("name"));
        if (block.Member("content") is { } content)
        {
            TellAll(answer, content);
        }

        answer.Metadata.KeepRest(block, OfAnAnswer);
    }

    private static void TellAll(SourceMessage message, JsonElement content)
    {
        foreach (var part in content.ValueKind is JsonValueKind.Array ? content.EnumerateArray() : Enumerable.Repeat(content, 1))
        {
            Tell(message, part);
        }
    }

    /// <summary>What has text is said, anything else belongs to it.</summary>
    private static void Tell(SourceMessage message, JsonElement part)
    {
        var name = Texts.FirstOrDefault(name => part.Text(name) is not null);
        if ((part.Text() ?? (name is null ? part.Member("text").Text("value") : part.Text(name))) is { } text)
        {
            message.Say(text);
            Note(message, part, name);
        }
        else if (part.ValueKind is not JsonValueKind.Object || part.Members().Any(member => member.Name != "type"))
        {
            message.Attach(part);
        }
    }

    /// <summary>What a part says beside its text.</summary>
    private static void Note(SourceMessage message, JsonElement part, string? text)
    {
        var said = part.Members()
            .Where(member => (InColumns.Contains(member.Name) || member.Name == text) && member.Value.ValueKind is not JsonValueKind.Object)
            .Select(member => member.Name)
            .ToHashSet(StringComparer.Ordinal);
        if (part.Members().Any(member => !said.Contains(member.Name) && !MetadataBuilder.IsEmpty(member.Value)))
        {
            message.Note(part, said);
        }
    }
}
