using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using ConvoWeb.Data;

namespace ConvoWeb.Platform.Json;

/// <summary>A JSON object as text: stored, compared and answered as a whole.</summary>
public static class JsonObjectText
{
    /// <summary>The object in its shortest form, its strings clean; null for a missing one.</summary>
    /// <exception cref="InvalidInputException">It is no object, or larger than <paramref name="maxBytes"/>.</exception>
    public static string? From(JsonElement? element, string field, int maxBytes)
    {
        if (element is null or { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined })
        {
            return null;
        }

        if (element.Value.ValueKind is not JsonValueKind.Object)
        {
            throw new InvalidInputException(field, $"{field} must be a JSON object.");
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = ApiJson.Encoder }))
        {
            Write(writer, element.Value);
        }

        return buffer.WrittenCount <= maxBytes
            ? Encoding.UTF8.GetString(buffer.WrittenSpan)
            : throw new InvalidInputException(field, $"{field} is larger than {maxBytes / 1024} KiB.");
    }

    /// <summary>Any JSON in its shortest form, its strings clean.</summary>
    public static void Write(Utf8JsonWriter writer, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in element.EnumerateObject())
                {
                    writer.WritePropertyName(CleanText.Of(property.Name));
                    Write(writer, property.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(CleanText.Read(element));
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }
}

/// <summary>A property that holds JSON as text is written as that JSON.</summary>
public sealed class RawJsonConverter : JsonConverter<string>
{
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.GetRawText();
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteRawValue(value);
}
