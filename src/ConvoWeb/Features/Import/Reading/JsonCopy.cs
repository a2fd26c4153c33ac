using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using ConvoWeb.Platform.Json;

namespace ConvoWeb.Features.Import.Reading;

/// <summary>What is kept of a record longer than that is valid. Of files inside it, it is kept that they were there, not their bytes.</summary>
internal static class JsonCopy
{
    private const int ShortestFile = 256;

    private static readonly HashSet<string> HoldFiles = new(StringComparer.Ordinal) { "data", "base64", "b64_json", "file_data", "encrypted_content", "signature" };

    /// <summary>What only the model that wrote it can read.</summary>
    private static readonly HashSet<string> IsSecret = new(StringComparer.Ordinal) { "encrypted_content", "signature" };

    /// <summary>As deep as a record may be.</summary>
    private static readonly JsonWriterOptions Options = ApiJson.WriterOptions with { MaxDepth = JsonRecords.MaxDepth };

    private static readonly SearchValues<byte> Letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_-"u8);

    /// <param name="files">Where the bytes of files go that stand in it.</param>
    public static JsonElement Of(JsonElement element, HashSet<string>? without = null, List<InlineFile>? files = null)
    {
        var copy = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(copy, Options))
        {
            JsonObjectText.Write(writer, element, without, (member, value) => IsFile(member, value) ? Take(member, value, files) : null);
        }

        return JsonElement.Parse(copy.WrittenSpan, new JsonDocumentOptions { MaxDepth = JsonRecords.MaxDepth });
    }

    private static bool IsFile(string name, ReadOnlySpan<byte> value) =>
        value.Length >= ShortestFile
        && (value.StartsWith("data:"u8) ? value[..ShortestFile].IndexOf(";base64,"u8) > 0 : HoldFiles.Contains(name) && !value.ContainsAnyExcept(Letters));

    /// <summary>Answers the kind that a data address begins with, and the size.</summary>
    private static string Take(string member, ReadOnlySpan<byte> value, List<InlineFile>? files)
    {
        const int Scheme = 5;

        var comma = value[..ShortestFile].IndexOf((byte)',');
        var kind = comma < 0 ? "" : Encoding.UTF8.GetString(value[..comma]);
        if (files is not null && !IsSecret.Contains(member) && Decode(value[(comma + 1)..]) is { Length: > 0 } bytes)
        {
            files.Add(new InlineFile(bytes, comma < 0 ? null : kind[Scheme..].Split(';')[0]));
        }

        return $"{kind}{(comma < 0 ? "" : ", ")}{(value.Length - comma - 1) / 4 * 3} bytes";
    }

    /// <summary>Of either alphabet, with padding or without; null when it is neither.</summary>
    private static byte[]? Decode(ReadOnlySpan<byte> base64)
    {
        var bytes = new byte[base64.TrimEnd((byte)'=').Length * 3L / 4]; // as many as there are: to cut some off would take as much memory again
        if (Base64.DecodeFromUtf8(base64, bytes, out _, out var written) is OperationStatus.Done
            || Base64Url.DecodeFromUtf8(base64, bytes, out _, out written) is OperationStatus.Done)
        {
            return written == bytes.Length ? bytes : bytes[..written];
        }

        return null;
    }
}

/// <summary>The bytes of a file that stood in a record, and what the record says of what they are.</summary>
internal sealed record InlineFile(byte[] Bytes, string? MediaType)
{
    public string Key => ImportLimits.Hash(Bytes);
}
