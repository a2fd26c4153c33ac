using System.Buffers;
using System.Text.Json;
using ConvoWeb.Platform.Json;

namespace ConvoWeb.Features.Import.Reading;

/// <summary>What is kept of a record longer than that is valid. Of files inside it, it is kept that they were there, not their bytes.</summary>
internal static class JsonCopy
{
    private const int ShortestFile = 256;

    private static readonly HashSet<string> HoldFiles = new(StringComparer.Ordinal) { "data", "base64", "b64_json", "file_data", "encrypted_content", "signature" };

    /// <summary>As deep as a record may be.</summary>
    private static readonly JsonWriterOptions Options = ApiJson.WriterOptions with { MaxDepth = JsonRecords.MaxDepth };

    private static readonly SearchValues<byte> Base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_-"u8);

    public static JsonElement Of(JsonElement element, HashSet<string>? without = null)
    {
        var copy = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(copy, Options))
        {
            JsonObjectText.Write(writer, element, without, (member, value) => IsFile(member, value) ? Describe(value) : null);
        }

        return JsonElement.Parse(copy.WrittenSpan, new JsonDocumentOptions { MaxDepth = JsonRecords.MaxDepth });
    }

    private static bool IsFile(string name, ReadOnlySpan<byte> value) =>
        value.Length >= ShortestFile
        && (value.StartsWith("data:"u8) ? value[..ShortestFile].IndexOf(";base64,"u8) > 0 : HoldFiles.Contains(name) && !value.ContainsAnyExcept(Base64));

    /// <summary>The kind that a data address begins with, and the size.</summary>
    private static string Describe(ReadOnlySpan<byte> value)
    {
        var comma = value[..ShortestFile].IndexOf((byte)',');
        var kind = comma < 0 ? "" : System.Text.Encoding.UTF8.GetString(value[..comma]) + ", ";
        return $"{kind}{(value.Length - comma - 1) / 4 * 3} bytes";
    }
}
