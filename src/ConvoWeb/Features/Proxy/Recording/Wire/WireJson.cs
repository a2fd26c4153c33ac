using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using ConvoWeb.Features.Messages;
using ConvoWeb.Platform.Json;

namespace ConvoWeb.Features.Proxy.Recording.Wire;

/// <summary>
/// JSON of others, in which any member may be missing or of another kind. Nothing here throws, not even for text that is
/// no text: that would cost more than reading it, in every line of a stream.
/// </summary>
internal static class WireJson
{
    /// <summary>Deeper than any schema of a tool that is meant.</summary>
    public const int MaxDepth = 256;

    /// <summary>Of ids, names and the like, in characters.</summary>
    private const int ShortLength = 1000;

    public static JsonDocumentOptions DocumentOptions { get; } = new() { MaxDepth = MaxDepth };

    public static JsonReaderOptions ReaderOptions { get; } = new() { MaxDepth = MaxDepth };

    /// <summary>The last one of that name, as elsewhere; null also when it is null.</summary>
    public static JsonElement? Member(this JsonElement element, ReadOnlySpan<byte> name)
    {
        JsonElement found = default;
        if (element.ValueKind is JsonValueKind.Object)
        {
            foreach (var member in element.EnumerateObject())
            {
                if (IsNamed(JsonMarshal.GetRawUtf8PropertyName(member), name))
                {
                    found = member.Value;
                }
            }
        }

        return found.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? null : found;
    }

    public static IEnumerable<(string Name, JsonElement Value)> Members(this JsonElement element) =>
        element.ValueKind is JsonValueKind.Object
            ? element.EnumerateObject().Select(member => (CleanText.Of(TextOf(JsonMarshal.GetRawUtf8PropertyName(member))), member.Value))
            : [];

    public static JsonElement? Object(this JsonElement element, ReadOnlySpan<byte> name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Object } member ? member : null;

    public static JsonElement.ArrayEnumerator Items(this JsonElement element, ReadOnlySpan<byte> name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : default;

    /// <summary>Clean text; null when it is none.</summary>
    public static string? Text(this JsonElement element, ReadOnlySpan<byte> name) => element.Member(name)?.Text();

    public static string? Text(this JsonElement element) => element.RawText() is { } text ? CleanText.Of(text) : null;

    /// <summary>Text that is short where it is meant, cut to what may be kept of it; null when there is none.</summary>
    public static string? ShortText(this JsonElement element, ReadOnlySpan<byte> name, int max = ShortLength) =>
        element.Text(name) is { Length: > 0 } text ? WireText.CutCharacters(text, max) : null;

    /// <summary>Text as it is written: the halves of a character may come one after the other.</summary>
    public static string? RawText(this JsonElement element) =>
        element.ValueKind is JsonValueKind.String ? TextOf(JsonMarshal.GetRawUtf8Value(element)[1..^1]) : null;

    public static bool IsTrue(this JsonElement element, ReadOnlySpan<byte> name) => element.Member(name) is { ValueKind: JsonValueKind.True };

    public static int? Integer(this JsonElement element, ReadOnlySpan<byte> name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Number } member && member.TryGetInt32(out var number) ? number : null;

    /// <summary>A number that can be added to others of its kind.</summary>
    public static int? Tokens(this JsonElement element, ReadOnlySpan<byte> name) =>
        element.Integer(name) is >= 0 and <= MessageLimits.Tokens and var tokens ? tokens : null;

    /// <summary>What would be read behind it is not JSON either.</summary>
    public static JsonDocument? Parse(ReadOnlySpan<byte> json)
    {
        JsonDocument? document = null;
        try
        {
            var reader = new Utf8JsonReader(json, ReaderOptions);
            document = JsonDocument.ParseValue(ref reader);
            reader.Read();
            return document;
        }
        catch (JsonException)
        {
            document?.Dispose();
            return null;
        }
    }

    private static bool IsNamed(ReadOnlySpan<byte> raw, ReadOnlySpan<byte> name) =>
        raw.SequenceEqual(name)
        || (raw.Length > name.Length && raw.Contains((byte)'\\') && TextOf(raw) == Encoding.UTF8.GetString(name));

    private static string TextOf(ReadOnlySpan<byte> raw)
    {
        var text = Encoding.UTF8.GetString(raw); // replaces what is not UTF-8
        return text.Contains('\\') ? Unescaped(text) : text;
    }

    /// <summary>The escapes are well-formed: the text was parsed as JSON.</summary>
    private static string Unescaped(string escaped)
    {
        var text = new StringBuilder(escaped.Length);
        var rest = escaped.AsSpan();
        while (rest.IndexOf('\\') is >= 0 and var at)
        {
            text.Append(rest[..at]);

            text.Append(rest[at + 1] switch
            {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                'b' => '\b',
                'f' => '\f',
                'u' => (char)ushort.Parse(rest.Slice(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
                var other => other,
            });
            rest = rest[(at + (rest[at + 1] is 'u' ? 6 : 2))..];
        }

        return text.Append(rest).ToString();
    }
}
