using System.Text;
using System.Text.Json;

namespace ConvoWeb.Features.Proxy.Recording.Wire;

/// <summary>The content of a message: text, or parts of which some are text.</summary>
internal sealed class MessageContent
{
    private const int MostParts = 128;

    private readonly List<string> _texts = [];
    private readonly List<string> _refusals = [];
    private readonly List<string> _thoughts = [];
    private readonly List<TurnPart> _parts = [];

    public bool IsEmpty => _texts.Count == 0;

    public string Text => string.Join("\n\n", _texts);

    public string Refusal => string.Join("\n\n", _refusals);

    public string Reasoning => string.Join("\n\n", _thoughts);

    public IReadOnlyList<TurnPart> Parts => _parts;

    public bool IsTruncated { get; private set; }

    public void Say(string? text) => Add(_texts, text);

    public void Refuse(string? text) => Add(_refusals, text);

    public void Think(string? text) => Add(_thoughts, text);

    public void Hear(JsonElement audio)
    {
        if (TurnPart.OfAnswer(audio) is { } sound)
        {
            _parts.Add(sound);
        }
    }

    public void Read(JsonElement? content)
    {
        if (content is not { ValueKind: JsonValueKind.Array } parts)
        {
            ReadPart(content ?? default);
            return;
        }

        foreach (var part in parts.EnumerateArray())
        {
            ReadPart(part);
        }
    }

    /// <summary>What a part says the model thought: text, or parts that have one.</summary>
    public static string? ThoughtOf(JsonElement part)
    {
        if (part.Member("thinking"u8) is not { ValueKind: JsonValueKind.Array } pieces)
        {
            return part.Text("thinking"u8) ?? part.Text("text"u8);
        }

        var text = new StringBuilder();
        foreach (var piece in pieces.EnumerateArray())
        {
            text.Append(piece.Text("text"u8));
        }

        return text.ToString();
    }

    private void ReadPart(JsonElement part)
    {
        var type = part.Text("type"u8);
        if (type is "thinking" or "reasoning")
        {
            Think(ThoughtOf(part));
        }
        else if (type is "refusal")
        {
            Refuse(part.Text("refusal"u8));
        }
        else if ((part.Text() ?? part.Text("text"u8)) is { } text)
        {
            Say(text);
        }
        else if (part.ValueKind is JsonValueKind.Object)
        {
            Attach(part, type);
        }
    }

    private void Attach(JsonElement part, string? type)
    {
        if (_parts.Count == MostParts)
        {
            IsTruncated = true;
            return;
        }

        _parts.Add(TurnPart.Of(part, type));
    }

    private static void Add(List<string> texts, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            texts.Add(text);
        }
    }
}
