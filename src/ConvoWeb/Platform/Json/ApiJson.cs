using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ConvoWeb.Data.Conventions;
using ConvoWeb.Data.Conversations;

namespace ConvoWeb.Platform.Json;

/// <summary>How JSON looks everywhere in the HTTP contract: snake_case, enums as words, text as it is.</summary>
public static class ApiJson
{
    /// <summary>Our answers are never part of a page's markup, so letters of any script stay readable.</summary>
    public static JavaScriptEncoder Encoder { get; } = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    /// <summary>For answers that are written as they are read; their shape is fixed, so it is not validated again.</summary>
    public static JsonWriterOptions WriterOptions { get; } = new() { Encoder = Encoder, SkipValidation = true };

    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.Encoder = Encoder;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.AllowDuplicateProperties = true;
        options.Converters.Add(new CleanTextConverter());
        options.Converters.Add(new CleanElementConverter());
        options.Converters.Add(new UtcTimeConverter());
        options.Converters.Add(new WordJsonConverter<ConversationStatus>());
        options.Converters.Add(new WordJsonConverter<MessageType>());
        options.Converters.Add(new WordJsonConverter<MessageState>());
        options.Converters.Add(new WordJsonConverter<PersonalityColor>());
    }

    /// <summary>For the generated contexts of the features.</summary>
    public static JsonSerializerOptions NewOptions()
    {
        var options = new JsonSerializerOptions();
        Configure(options);
        return options;
    }
}

/// <summary>UTC with milliseconds out; any ISO 8601 time with a zone in.</summary>
public sealed class UtcTimeConverter : JsonConverter<DateTimeOffset>
{
    /// <summary>What <see cref="Format"/> needs to work in.</summary>
    public const int MaxLength = 28;

    /// <summary>Times before the year 1 or after 9999 do not parse at all; the databases hold the rest.</summary>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType is JsonTokenType.String && reader.TryGetDateTimeOffset(out var time)
            ? DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds())
            : throw new JsonException(null, new FormatException("must be a time as in 2026-11-21T09:32:00Z."));

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        Span<byte> buffer = stackalloc byte[MaxLength];
        writer.WriteStringValue(Format(value, buffer));
    }

    /// <summary><c>2026-11-21T09:32:00.123Z</c>: the round-trip format, which is the quick one, cut to milliseconds.</summary>
    public static ReadOnlySpan<byte> Format(DateTimeOffset time, Span<byte> buffer)
    {
        time.UtcDateTime.TryFormat(buffer, out _, "O", CultureInfo.InvariantCulture);
        buffer[23] = (byte)'Z';
        return buffer[..24];
    }
}

/// <summary>An enum as its lower-case word.</summary>
public sealed class WordJsonConverter<TEnum> : JsonConverter<TEnum>
    where TEnum : struct, Enum
{
    public override TEnum Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return Words<TEnum>.Parse(reader.TokenType is JsonTokenType.String ? CleanText.Read(ref reader) : "");
        }
        catch (FormatException exception)
        {
            throw new JsonException(null, exception);
        }
    }

    public override void Write(Utf8JsonWriter writer, TEnum value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Words<TEnum>.Of(value));
}

public static class TimeJson
{
    /// <summary>As <see cref="UtcTimeConverter"/> writes it.</summary>
    public static void WriteTime(this Utf8JsonWriter json, JsonEncodedText name, DateTimeOffset time)
    {
        Span<byte> buffer = stackalloc byte[UtcTimeConverter.MaxLength];
        json.WriteString(name, UtcTimeConverter.Format(time, buffer));
    }
}
