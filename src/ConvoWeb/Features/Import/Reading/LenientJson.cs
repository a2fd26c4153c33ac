using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using ConvoWeb.Features.Messages;
using ConvoWeb.Platform.Json;

namespace ConvoWeb.Features.Import.Reading;

/// <summary>Other people's JSON, in which any member may be missing or of another kind than expected.</summary>
internal static class LenientJson
{
    public static JsonElement? Member(this JsonElement element, string name)
    {
        JsonElement member;
        try
        {
            member = element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var found) ? found : default;
        }
        catch (InvalidOperationException)
        {
            // Another member's name is no text, so that none can be compared with it as it is.
            member = Members(element).LastOrDefault(other => other.Name == name).Value;
        }

        return member.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? null : member;
    }

    /// <summary>All members of an object, their names clean text.</summary>
    public static IEnumerable<(string Name, JsonElement Value)> Members(this JsonElement? element) =>
        element is { ValueKind: JsonValueKind.Object } value ? value.EnumerateObject().Select(member => (NameOf(member), member.Value)) : [];

    public static JsonElement? Member(this JsonElement? element, string name) => element?.Member(name);

    public static IEnumerable<(string Name, JsonElement Value)> Members(this JsonElement element) => ((JsonElement?)element).Members();

    /// <summary>The object with other names for its members; those that get none are left out.</summary>
    public static JsonElement Renamed(this JsonElement element, Func<string, string?> nameOf)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, ApiJson.WriterOptions))
        {
            json.WriteStartObject();
            foreach (var (name, value) in element.Members())
            {
                if (nameOf(name) is { } other)
                {
                    json.WritePropertyName(other);
                    json.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
                }
            }

            json.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan, new JsonDocumentOptions { MaxDepth = int.MaxValue });
    }

    /// <summary>The object with more members, as far as it has none of their names.</summary>
    public static JsonElement With(this JsonElement element, params IEnumerable<(string Name, JsonElement Value)> more)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, ApiJson.WriterOptions))
        {
            json.WriteStartObject();
            foreach (var (name, value) in element.Members().Concat(more.Where(member => !element.Has(member.Name))))
            {
                json.WritePropertyName(name);
                json.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
            }

            json.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan, new JsonDocumentOptions { MaxDepth = int.MaxValue });
    }

    public static JsonElement With(this JsonElement element, string name, string value) => element.With((name, JsonElement.Parse($"\"{JsonEncodedText.Encode(value)}\"")));

    public static JsonElement? Object(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Object } member ? member : null;

    public static IEnumerable<JsonElement> Items(this JsonElement? element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];

    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) => ((JsonElement?)element).Items(name);

    /// <summary>Also when it is null.</summary>
    public static bool Has(this JsonElement element, string name) => element.Members().Any(member => member.Name == name);

    public static bool HasArray(this JsonElement element, string name) => element.Member(name) is { ValueKind: JsonValueKind.Array };

    /// <summary>Clean text; null when there is none.</summary>
    public static string? Text(this JsonElement? element, string name) => element.Member(name) is { } member ? member.Text() : null;

    public static string? Text(this JsonElement element, string name) => element.Member(name)?.Text();

    public static string? Text(this JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => CleanText.Read(element),
        JsonValueKind.Number => element.GetRawText(),
        _ => null,
    };

    public static bool IsTrue(this JsonElement? element, string name) => element.Member(name) is { ValueKind: JsonValueKind.True };

    public static bool IsTrue(this JsonElement element, string name) => element.Member(name) is { ValueKind: JsonValueKind.True };

    public static double? Number(this JsonElement? element, string name) =>
        element.Text(name) is { } text
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number)
            ? number
            : null;

    /// <summary>A number that counts something, far below what would overflow when it is counted on.</summary>
    public static int? Count(this JsonElement? element, string name) =>
        element.Number(name) is >= 0 and <= MessageLimits.Tokens and var number ? (int)number : null;

    public static int? Count(this JsonElement element, string name) => ((JsonElement?)element).Count(name);

    /// <summary>
    /// Seconds, milliseconds or microseconds since 1970, ISO 8601, or one of them as MongoDB writes it; null when it is no time
    /// that can be meant.
    /// </summary>
    public static DateTimeOffset? Time(this JsonElement? element, string name)
    {
        const double AreMilliseconds = 1e11, AreMicroseconds = 1e14; // as seconds, the years 5138 and 3,170,843

        if (element.Member(name) is { ValueKind: JsonValueKind.Object } wrapped)
        {
            return name is "$date" ? wrapped.Time("$numberLong") : wrapped.Time("$date");
        }

        if (element.Number(name) is { } number)
        {
            var milliseconds = number switch
            {
                >= AreMicroseconds => number / 1000,
                >= AreMilliseconds => number,
                _ => number * 1000,
            };
            return milliseconds is >= 0 and < 1e14 ? ImportLimits.Time(DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds)) : null;
        }

        return DateTimeOffset.TryParse(
            element.Text(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? ImportLimits.Time(time)
            : null;
    }

    public static DateTimeOffset? Time(this JsonElement element, string name) => ((JsonElement?)element).Time(name);

    public static TimeSpan? Milliseconds(this JsonElement? element, string name) => SpanOf(element.Number(name));

    public static TimeSpan? Nanoseconds(this JsonElement? element, string name) => SpanOf(element.Number(name) / 1_000_000);

    private static TimeSpan? SpanOf(double? milliseconds) => milliseconds is >= 0 and < 1e14 and var span ? TimeSpan.FromMilliseconds(span) : null;

    private static string NameOf(JsonProperty member)
    {
        try
        {
            return CleanText.Of(member.Name);
        }
        catch (InvalidOperationException)
        {
            var reader = new Utf8JsonReader((byte[])[(byte)'"', .. JsonMarshal.GetRawUtf8PropertyName(member), (byte)'"']);
            reader.Read();
            return CleanText.Read(ref reader);
        }
    }
}
