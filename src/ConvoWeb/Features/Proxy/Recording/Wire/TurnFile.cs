using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace ConvoWeb.Features.Proxy.Recording.Wire;

/// <summary>Bytes that came inside of a message.</summary>
/// <param name="MediaType">What its sender says that it is.</param>
/// <param name="Data">Text in base64, behind <c>data:…;base64,</c> or without it; not read before it is needed.</param>
internal sealed record TurnFile(string? MediaType, JsonElement Data)
{
    private const int MediaTypeLength = 100;

    private static ReadOnlySpan<byte> Mark => ";base64,"u8;

    public static TurnFile? OfDataUrl(JsonElement url)
    {
        var text = url.ValueKind is JsonValueKind.String ? TextOf(url) : default;
        if (!text.StartsWith("data:"u8))
        {
            return null;
        }

        var type = text[5..Math.Min(text.Length, 5 + MediaTypeLength)];
        return type.IndexOf(Mark) is >= 0 and var end ? new TurnFile(Encoding.UTF8.GetString(type[..end]), url.Clone()) : null;
    }

    /// <summary><c>{"data": …, "format": …}</c>.</summary>
    public static TurnFile? OfSound(JsonElement sound) =>
        sound.Member("data"u8) is { ValueKind: JsonValueKind.String } data && !TextOf(data).IsEmpty
            ? new TurnFile($"audio/{sound.ShortText("format"u8, MediaTypeLength) ?? "wav"}", data.Clone())
            : null;

    /// <summary>Null when they are none.</summary>
    public byte[]? Read()
    {
        var text = TextOf(Data);
        text = text.StartsWith("data:"u8) ? text[(text.IndexOf(Mark) + Mark.Length)..] : text;
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        return Base64.DecodeFromUtf8(text, bytes, out _, out var written) is OperationStatus.Done && written > 0 ? bytes[..written] : null;
    }

    private static ReadOnlySpan<byte> TextOf(JsonElement text)
    {
        var raw = JsonMarshal.GetRawUtf8Value(text)[1..^1];
        return raw.Contains((byte)'\\') ? Encoding.UTF8.GetBytes(text.RawText() ?? "") : raw; // some write \/ for /
    }
}
