using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace ConvoWeb.Features.Proxy.Recording.Wire;

/// <summary>A picture, sound or file of a message: what is short about it, and its bytes where they came with it.</summary>
/// <param name="Type">As the wire has it: <c>image_url</c>, <c>input_audio</c>, <c>file</c>.</param>
/// <param name="SourceId">Its id at the service.</param>
internal sealed record TurnPart(string Type, string? Name, string? Url, string? SourceId, TurnFile? File)
{
    private const int WordLength = 100, FilenameLength = 255, UrlBytes = 2048;

    public static TurnPart Of(JsonElement part, string? type)
    {
        // All of them are {"type": "x", "x": {…}}, but for those whose address stands in the place of the object.
        var body = type is null ? default : part.Member(Encoding.UTF8.GetBytes(type)) ?? default;
        var url = body.Member("url"u8) ?? body;
        return new TurnPart(
            WireText.CutCharacters(type ?? "unknown", WordLength),
            body.ShortText("filename"u8, FilenameLength),
            UrlOf(url),
            body.ShortText("file_id"u8, WordLength),
            TurnFile.OfDataUrl(url) ?? TurnFile.OfDataUrl(body.Member("file_data"u8) ?? default) ?? TurnFile.OfSound(body));
    }

    /// <summary>What was answered as sound; null when it is only named.</summary>
    public static TurnPart? OfAnswer(JsonElement audio) => TurnFile.OfSound(audio) is { } file ? new TurnPart("audio", Name: null, Url: null, SourceId: null, file) : null;

    /// <summary>Half an address leads nowhere: a longer one is left out, as is a file in the form of one, which is not even read.</summary>
    private static string? UrlOf(JsonElement url) =>
        url.ValueKind is JsonValueKind.String
        && JsonMarshal.GetRawUtf8Value(url).Length <= 2 * UrlBytes // slashes may be escaped
        && url.Text() is { } text
        && Encoding.UTF8.GetByteCount(text) < UrlBytes
        && (text.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
            ? text
            : null;
}
