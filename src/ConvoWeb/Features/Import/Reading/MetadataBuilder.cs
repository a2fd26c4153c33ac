using System.Buffers;
using System.Text;
using System.Text.Json;
using ConvoWeb.Platform.Json;

namespace ConvoWeb.Features.Import.Reading;

/// <summary>
/// What a source knows more than there are columns for, as one JSON object under the limit: the largest members go when it
/// would be too large, and <c>truncated</c> says so.
/// </summary>
internal sealed class MetadataBuilder
{
    /// <summary>Deeper ones could be stored, but not be read again by everything that reads metadata.</summary>
    private const int MaxDepth = 32;

    private readonly Dictionary<string, byte[]> _members = new(StringComparer.Ordinal);

    public bool IsTruncated { get; private set; }

    public MetadataBuilder Set(string name, string? value) =>
        value is { Length: > 0 } ? Add(name, json => json.WriteStringValue(value)) : this;

    public MetadataBuilder Set(string name, bool value) => value ? Add(name, json => json.WriteBooleanValue(true)) : this;

    public MetadataBuilder Set(string name, IReadOnlyCollection<JsonElement> items) => items.Count == 0 ? this : Add(name, json =>
    {
        json.WriteStartArray();
        foreach (var item in items)
        {
            JsonObjectText.Write(json, item);
        }

        json.WriteEndArray();
    });

    /// <summary>Unless it says nothing, or a member of that name is there.</summary>
    public MetadataBuilder Keep(string name, JsonElement value)
    {
        if (IsEmpty(value) || _members.ContainsKey(name))
        {
            return this;
        }

        if (!IsShallow(value, MaxDepth))
        {
            Truncate();
            return this;
        }

        return Add(name, json => JsonObjectText.Write(json, value));
    }

    public void Truncate() => IsTruncated = true;

    /// <summary>Null when there is nothing to say.</summary>
    public string? ToJson(int maxBytes)
    {
        const int Reserved = 32; // for the braces and for saying that it is truncated

        var size = Reserved + _members.Sum(SizeOf);
        while (size > maxBytes)
        {
            var largest = _members.MaxBy(SizeOf);
            _members.Remove(largest.Key);
            size -= SizeOf(largest);
            Truncate();
        }

        if (_members.Count == 0 && !IsTruncated)
        {
            return null;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, ApiJson.WriterOptions))
        {
            json.WriteStartObject();
            foreach (var (name, value) in _members)
            {
                json.WritePropertyName(name);
                json.WriteRawValue(value, skipInputValidation: true);
            }

            if (IsTruncated)
            {
                json.WriteBoolean("truncated", true);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private MetadataBuilder Add(string name, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, ApiJson.WriterOptions))
        {
            write(json);
        }

        _members[CleanText.Of(name)] = buffer.WrittenSpan.ToArray();
        return this;
    }

    /// <summary>The value, its name with every character escaped, and what stands between.</summary>
    private static int SizeOf(KeyValuePair<string, byte[]> member) => member.Value.Length + (member.Key.Length * 6) + 4;

    private static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => true,
        JsonValueKind.String => value.ValueEquals(""),
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => value.GetPropertyCount() == 0,
        _ => false,
    };

    public static bool IsShallow(JsonElement value, int depth) => value.ValueKind switch
    {
        JsonValueKind.Array => depth > 0 && value.EnumerateArray().All(item => IsShallow(item, depth - 1)),
        JsonValueKind.Object => depth > 0 && value.EnumerateObject().All(member => IsShallow(member.Value, depth - 1)),
        _ => true,
    };
}
