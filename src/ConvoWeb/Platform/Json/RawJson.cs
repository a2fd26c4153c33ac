using System.Text.Json;
using System.Text.Json.Serialization;

namespace ConvoWeb.Platform.Json;

/// <summary>JSON that is ready, on its way out as it is.</summary>
[JsonConverter(typeof(RawJsonBytesConverter))]
public sealed record RawJson(ReadOnlyMemory<byte> Utf8);

internal sealed class RawJsonBytesConverter : JsonConverter<RawJson>
{
    public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("It is only sent.");

    public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.Utf8.Span, skipInputValidation: true);
}
