using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using ConvoWeb.Data.Conversations;

namespace ConvoWeb.Features.Proxy.Recording.Wire;

/// <summary>One of the answers while it streams.</summary>
internal sealed class ChoiceDraft(int index, TextRoom room)
{
    private const int FinishReasonLength = 100;

    /// <summary>The one format that sound is streamed in: 16 bits, 24 kHz, one channel.</summary>
    private const int SoundBytesPerSecond = 2 * 24_000;

    private readonly TextPieces _text = new(room, Message.ContentMaxBytes);
    private readonly TextPieces _refusal = new(room, Message.ContentMaxBytes);
    private readonly TextPieces _reasoning = new(room, Message.ContentMaxBytes);
    private readonly ToolCallDrafts _calls = new(room);
    private readonly StringBuilder _new = new();
    private long _sound; // in characters of base64

    public string? FinishReason { get; private set; }

    public static string? FinishReasonOf(JsonElement choice) => choice.ShortText("finish_reason"u8, FinishReasonLength);

    public void Add(JsonElement choice)
    {
        if (choice.Object("delta"u8) is { } delta)
        {
            AddDelta(delta);
        }

        FinishReason = FinishReasonOf(choice) ?? FinishReason;
    }

    /// <summary>The text that came since the last call, if any did.</summary>
    public AnswerText? TakeText()
    {
        if (_new.Length == 0)
        {
            return null;
        }

        var text = new AnswerText(index, _new.ToString());
        _new.Clear();
        return text;
    }

    public AnswerChoice ToChoice()
    {
        var turn = new TurnDraft
        {
            Role = "assistant",
            Text = _text.ToString(),
            Refusal = _refusal.ToString(),
            Reasoning = _reasoning.ToString(),
            ToolCalls = _calls.ToCalls(),
            AudioSeconds = _sound > 0 ? Math.Round(_sound * 3 / 4 / (double)SoundBytesPerSecond, 3) : null,
            IsTruncated = _text.IsTruncated || _refusal.IsTruncated || _reasoning.IsTruncated || _calls.IsTruncated,
        };
        return new AnswerChoice(index, turn.ToTurn(), FinishReason);
    }

    private void AddDelta(JsonElement delta)
    {
        switch (delta.Member("content"u8) ?? delta.Object("audio"u8)?.Member("transcript"u8))
        {
            case { ValueKind: JsonValueKind.Array } parts:
                foreach (var part in parts.EnumerateArray())
                {
                    AddPart(part);
                }

                break;
            case { } content:
                AddPart(content);
                break;
        }

        if (delta.Object("audio"u8)?.Member("data"u8) is { ValueKind: JsonValueKind.String } sound)
        {
            _sound += JsonMarshal.GetRawUtf8Value(sound).Length - 2;
        }

        Refuse(delta.Member("refusal"u8)?.RawText());
        _reasoning.Add((delta.Member("reasoning_content"u8) ?? delta.Member("reasoning"u8))?.RawText() ?? "");
        foreach (var call in delta.Items("tool_calls"u8))
        {
            _calls.Add(call);
        }

        if (delta.Object("function_call"u8) is { } function)
        {
            _calls.AddOlder(function);
        }
    }

    private void AddPart(JsonElement part)
    {
        switch (part.Text("type"u8))
        {
            case "thinking" or "reasoning":
                _reasoning.Add(MessageContent.ThoughtOf(part) ?? "");
                break;
            case "refusal":
                Refuse(part.Member("refusal"u8)?.RawText());
                break;
            default:
                _new.Append(_text.Add(part.RawText() ?? part.Member("text"u8)?.RawText() ?? ""));
                break;
        }
    }

    /// <summary>It is the text where there is no other.</summary>
    private void Refuse(string? piece)
    {
        var added = _refusal.Add(piece ?? "");
        if (_text.IsEmpty)
        {
            _new.Append(added);
        }
    }
}
