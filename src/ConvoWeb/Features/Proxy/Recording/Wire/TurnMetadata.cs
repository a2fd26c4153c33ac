using System.Buffers;
using System.Text;
using System.Text.Json;
using ConvoWeb.Platform.Json;

namespace ConvoWeb.Features.Proxy.Recording.Wire;

/// <summary>What a message has beside its text, as one JSON object under a limit: the largest members go, and <c>truncated</c> says so.</summary>
internal sealed class TurnMetadata
{
    private readonly List<(string Name, byte[] Value)> _members = [];

    public bool IsTruncated { get; set; }

    public TurnMetadata Set(string name, string? value) =>
        value is { Length: > 0 } ? Set(name, json => json.WriteStringValue(value)) : this;

    public TurnMetadata Set(string name, bool value) => value ? Set(name, json => json.WriteBooleanValue(true)) : this;

    public TurnMetadata Set<T>(string name, IReadOnlyCollection<T> items, Action<Utf8JsonWriter, T> write) =>
        items.Count == 0 ? this : Set(name, json =>
        {
            json.WriteStartArray();
            foreach (var item in items)
            {
                write(json, item);
            }

            json.WriteEndArray();
        });

    /// <summary>Null when there is nothing to say.</summary>
    public string? ToJson(int maxBytes)
    {
        const int Frame = 32; // the braces, and saying that it is truncated

        var size = Frame + _members.Sum(SizeOf);
        while (size > maxBytes)
        {
            var largest = _members.MaxBy(SizeOf);
            _members.Remove(largest);
            size -= SizeOf(largest);
            IsTruncated = true;
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

    private TurnMetadata Set(string name, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, ApiJson.WriterOptions))
        {
            write(json);
        }

        _members.Add((name, buffer.WrittenSpan.ToArray()));
        return this;
    }

    /// <summary>The value, its name, which is one of ours, and what stands between.</summary>
    private static int SizeOf((string Name, byte[] Value) member) => member.Value.Length + member.Name.Length + 4;
}
