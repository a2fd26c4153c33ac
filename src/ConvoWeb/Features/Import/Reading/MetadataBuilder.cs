using System.Buffers;
using System.Runtime.InteropServices;
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

    /// <summary>Names that mean something here: a member of the source that has one is kept under another.</summary>
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "role", "kind", "hidden", "reasoning", "thinking", "tool_calls", "attachments", "details", "truncated",
    };

    private readonly Dictionary<string, byte[]> _members = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> _deep = new(StringComparer.Ordinal);

    public bool IsTruncated { get; private set; }

    public MetadataBuilder Set(string name, string? value) =>
        value is { Length: > 0 } ? Add(name, json => json.WriteStringValue(value)) : this;

    public MetadataBuilder Set(string name, bool value) => value ? Add(name, json => json.WriteBooleanValue(true)) : this;

    public MetadataBuilder Set(string name, int? value) =>
        value is { } number ? Add(name, json => json.WriteNumberValue(number)) : this;

    public MetadataBuilder Set(string name, IReadOnlyCollection<JsonElement> items)
    {
        if (items.Count == 0)
        {
            return this;
        }

        return items.All(item => IsShallow(item, MaxDepth - 1))
            ? Add(name, json =>
            {
                json.WriteStartArray();
                foreach (var item in items)
                {
                    JsonObjectText.Write(json, item);
                }

                json.WriteEndArray();
            })
            : AddDeep(name, [.. "["u8, .. items.SelectMany((item, i) => (byte[])[.. i > 0 ? ","u8 : [], .. JsonMarshal.GetRawUtf8Value(item)]), .. "]"u8]);
    }

    /// <summary>Unless it says nothing, or a member of that name is there.</summary>
    public MetadataBuilder Keep(string name, JsonElement value) =>
        IsEmpty(value) || _members.ContainsKey(name) ? this
        : IsShallow(value, MaxDepth) ? Add(name, json => JsonObjectText.Write(json, value))
        : AddDeep(name, JsonMarshal.GetRawUtf8Value(value).ToArray());

    /// <summary>Everything that says something, but for what is read elsewhere; in place of what was said before, if that is older.</summary>
    public MetadataBuilder KeepRest(JsonElement? element, IReadOnlySet<string> notKept, bool isNewer = false)
    {
        foreach (var (name, value) in element.Members().Where(member => !notKept.Contains(member.Name) && member.Value.ValueKind is not JsonValueKind.False))
        {
            var kept = Reserved.Contains(name) ? $"source_{name}" : name;
            if (isNewer && !IsEmpty(value))
            {
                _members.Remove(kept);
            }

            Keep(kept, value);
        }

        return this;
    }

    public void Truncate() => IsTruncated = true;

    /// <summary>Removes what is too large or too deep to be metadata, and answers it as text.</summary>
    public IReadOnlyList<(string Name, string Text)> TakeWhatIsOver(int maxBytes)
    {
        const int Frame = 32; // the braces, and saying that it is truncated

        var over = _deep.Select(member => (member.Key, TextOf(member.Value))).ToList();
        _deep.Clear();
        var size = Frame + _members.Sum(SizeOf);
        while (size > maxBytes)
        {
            var largest = _members.MaxBy(SizeOf);
            _members.Remove(largest.Key);
            size -= SizeOf(largest);
            over.Add((largest.Key, TextOf(largest.Value)));
        }

        return over;
    }

    /// <summary>Null when there is nothing to say.</summary>
    public string? ToJson(int maxBytes)
    {
        IsTruncated |= TakeWhatIsOver(maxBytes).Count > 0;

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

    /// <summary>A string as the text that it is, everything else as JSON.</summary>
    private static string TextOf(byte[] json) =>
        json is [(byte)'"', ..] ? JsonElement.Parse(json).GetString()! : CleanText.Of(Encoding.UTF8.GetString(json));

    private MetadataBuilder AddDeep(string name, byte[] json)
    {
        _deep[CleanText.Of(name)] = json;
        return this;
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

    public static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => true,
        JsonValueKind.String => value.ValueEquals(""),
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => value.GetPropertyCount() == 0,
        _ => false,
    };

    private static bool IsShallow(JsonElement value, int depth) => value.ValueKind switch
    {
        JsonValueKind.Array => depth > 0 && value.EnumerateArray().All(item => IsShallow(item, depth - 1)),
        JsonValueKind.Object => depth > 0 && value.EnumerateObject().All(member => IsShallow(member.Value, depth - 1)),
        _ => true,
    };
}
