using System.Text.Json;
using ConvoWeb.Data.Conversations;

namespace ConvoWeb.Features.Import.Reading;

/// <summary>
/// Content that is text, or a list of parts of which each says by its type what it is. What a tool answered in the middle of
/// it is a message of its own, so that it may become several, in its order.
/// </summary>
internal sealed class ContentBlocks(string? role)
{
    private static readonly HashSet<string> InColumns = new(StringComparer.Ordinal)
    {
        "type", "text", "start_timestamp", "stop_timestamp", "flags", "thinking", "think", "alternative_display_type",
    };

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
                _messages.Add(_open = SourceMessage.By(role));
            }

            return _open;
        }
    }

    /// <summary>What stands for the whole.</summary>
    public SourceMessage Main => _messages.Find(message => message.Type is not MessageType.System) ?? _messages.FirstOrDefault() ?? Open;

    public bool HasText => _messages.Exists(message => !string.IsNullOrWhiteSpace(message.Content));

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
            else
            {
                Open.Say(block.Text());
            }
        }
    }

    /// <summary>What comes next is what a tool answered; after it something new is said.</summary>
    public SourceMessage Answer(string? tool)
    {
        var answer = SourceMessage.OfRole("tool");
        answer.Metadata.Set("name", tool);
        _messages.Add(answer);
        _open = null;
        return answer;
    }

    private void ReadBlock(JsonElement block)
    {
        switch (block.Text("type"))
        {
            case "thinking" or "think" or "reasoning":
                Open.Think(block.Text("thinking") ?? block.Text("think") ?? block.Text("text"));
                Note(block);
                break;
            case "tool_use" or "server_tool_use" or "mcp_tool_use":
                Open.Call(block.Renamed(name => name is "start_timestamp" or "stop_timestamp" ? null : name));
                break;
            case "tool_call" when block.Object("tool_call") is { } call:
                ReadCall(call);
                break;
            case { } type when type.EndsWith("tool_result", StringComparison.Ordinal):
                ReadAnswer(block);
                break;
            case "voice_note":
                Open.Say(block.Text("text"));
                Open.AudioDuration = (block.Time("stop_timestamp") - block.Time("start_timestamp"))?.TotalSeconds;
                Note(block);
                break;
            default:
                ReadOther(block);
                break;
        }
    }

    private void ReadOther(JsonElement block)
    {
        if ((block.Text("text") ?? block.Member("text").Text("value")) is { } text)
        {
            Open.Say(text);
            Note(block);
        }
        else if (block.Members().Any(member => member.Name != "type"))
        {
            Open.Attach(block);
        }
    }

    /// <summary>A call that carries what the tool answered.</summary>
    private void ReadCall(JsonElement call)
    {
        Open.Call(call.Renamed(name => name is "output" ? null : name));
        if (call.Text("output") is { Length: > 0 } output)
        {
            Answer(call.Text("name")).Say(output);
        }
    }

    private void ReadAnswer(JsonElement block)
    {
        var answer = Answer(block.Text("name"));
        var content = block.Member("content");
        answer.Say(content?.Text());
        foreach (var part in ((JsonElement?)block).Items("content"))
        {
            if ((part.Text() ?? part.Text("text")) is { } text)
            {
                answer.Say(text);
                Note(answer, part);
            }
            else
            {
                answer.Attach(part);
            }
        }

        if (content is { ValueKind: JsonValueKind.Object } other)
        {
            answer.Attach(other);
        }

        answer.Metadata.KeepRest(block, OfAnAnswer);
    }

    private void Note(JsonElement block) => Note(Open, block);

    private static void Note(SourceMessage message, JsonElement block)
    {
        var details = block.Renamed(name => InColumns.Contains(name) && block.Member(name) is not { ValueKind: JsonValueKind.Object } ? null : name);
        if (details.Members().Any(member => !MetadataBuilder.IsEmpty(member.Value)))
        {
            message.Note(details);
        }
    }
}
