using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using ConvoWeb.Data;

namespace ConvoWeb.Platform.Json;

/// <summary>What stands for a text of a member instead of it; null when it stays.</summary>
public delegate string? JsonReplacement(string member, ReadOnlySpan<byte> value);

/// <summary>A JSON object as text: stored, compared and answered as a whole.</summary>
public static class JsonObjectText
{
    /// <summary>Most programs read 64 levels: the object is one of a message in the list of a conversation.</summary>
    public const int MaxDepth = 60;

    /// <summary>The object in its shortest form, its strings clean; null for a missing one.</summary>
    /// <exception cref="InvalidInputException">It is no object, deeper than <see cref="MaxDepth"/>, or larger than <paramref name="maxBytes"/>.</exception>
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
        try
        {
            using var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = ApiJson.Encoder, MaxDepth = MaxDepth });
            Write(writer, element.Value);
        }
        catch (JsonException)
        {
            throw new InvalidInputException(field, $"{field} is nested deeper than {MaxDepth} levels.");
        }

        return buffer.WrittenCount <= maxBytes
            ? Encoding.UTF8.GetString(buffer.WrittenSpan)
            : throw new InvalidInputException(field, $"{field} is larger than {maxBytes / 1024} KiB.");
    }

    /// <summary>Any JSON in its shortest form, its strings clean.</summary>
    /// <param name="without">Members of the object itself to leave out.</param>
    public static void Write(Utf8JsonWriter writer, JsonElement element, IReadOnlySet<string>? without = null, JsonReplacement? replace = null)
    {
        var name = "";

        // Token by token, because an element refuses to read a name or a string with a lone surrogate in it.
        var reader = new Utf8JsonReader(JsonMarshal.GetRawUtf8Value(element), new JsonReaderOptions { MaxDepth = writer.Options.MaxDepth });
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    writer.WriteStartObject();
                    break;
                case JsonTokenType.EndObject:
                    writer.WriteEndObject();
                    break;
                case JsonTokenType.StartArray:
                    writer.WriteStartArray();
                    break;
                case JsonTokenType.EndArray:
                    writer.WriteEndArray();
                    break;
                case JsonTokenType.PropertyName:
                    name = CleanText.Read(ref reader);
                    if (reader.CurrentDepth == 1 && without?.Contains(name) is true)
                    {
                        reader.Skip();
                    }
                    else
                    {
                        writer.WritePropertyName(name);
                    }

                    break;
                case JsonTokenType.String:
                    var text = replace is null || reader.ValueIsEscaped ? CleanText.Read(ref reader) : null;
                    writer.WriteStringValue(replace?.Invoke(name, text is null ? reader.ValueSpan : Encoding.UTF8.GetBytes(text)) ?? text ?? CleanText.Read(ref reader));
                    break;
                default:
                    writer.WriteRawValue(reader.ValueSpan, skipInputValidation: true);
                    break;
            }
        }
    }
}

/// <summary>JSON that comes in as a whole is clean as every string is: what reads it later need not expect anything else.</summary>
public sealed class CleanElementConverter : JsonConverter<JsonElement>
{
    public override bool HandleNull => true;

    public override JsonElement Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var element = JsonElement.ParseValue(ref reader);
        var raw = JsonMarshal.GetRawUtf8Value(element);
        if (raw.IndexOf("\\u"u8) < 0 && Utf8.IsValid(raw))
        {
            return element;
        }

        var clean = new ArrayBufferWriter<byte>(raw.Length);
        using (var writer = new Utf8JsonWriter(clean, ApiJson.WriterOptions))
        {
            JsonObjectText.Write(writer, element);
        }

        return JsonElement.Parse(clean.WrittenSpan);
    }

    public override void Write(Utf8JsonWriter writer, JsonElement value, JsonSerializerOptions options) => value.WriteTo(writer);
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
