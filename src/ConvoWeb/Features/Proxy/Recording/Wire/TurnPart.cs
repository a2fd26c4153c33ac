using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace ConvoWeb.Features.Proxy.Recording.Wire;

/// <summary>A picture, sound or file of a message: that it was there and what is short about it, never its bytes.</summary>
internal sealed record TurnPart(IReadOnlyList<(string Name, string Value)> Members)
{
    private const int WordLength = 100, FilenameLength = 255, UrlBytes = 2048;

    public static TurnPart Of(JsonElement part, string? type)
    {
        // All of them are {"type": "x", "x": {…}}, but for those whose address stands in the place of the object.
        var body = type is null ? default : part.Member(Encoding.UTF8.GetBytes(type)) ?? default;
        var members = new List<(string Name, string Value)>();
        Add("type", WireText.CutCharacters(type ?? "unknown", WordLength));
        Add("url", UrlOf(body.Member("url"u8) ?? body));
        Add("format", body.ShortText("format"u8, WordLength));
        Add("filename", body.ShortText("filename"u8, FilenameLength));
        Add("file_id", body.ShortText("file_id"u8, WordLength));
        return new TurnPart(members);

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                members.Add((name, value));
            }
        }
    }

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
