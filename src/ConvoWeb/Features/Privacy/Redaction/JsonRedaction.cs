using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using ConvoWeb.Platform.Json;

namespace ConvoWeb.Features.Privacy.Redaction;

/// <summary>Redacts the strings of JSON; one that the name of a secret is given to goes as a whole.</summary>
internal static class JsonRedaction
{
    private const int MaxDepth = 1000;

    private const int LongestName = 60;

    /// <summary>Of an answer, word by word: what is called a token there is no secret.</summary>
    private const string Probabilities = "logprobs";

    /// <summary>What a name may end with, whatever stands before it.</summary>
    private static readonly string[] Endings = ["password", "passphrase", "apikey", "secretkey", "clientsecret", "privatekey", "accesstoken", "refreshtoken"];

    /// <summary>Without signs and capitals.</summary>
    private static readonly FrozenDictionary<string, RedactionKind> Names = new Dictionary<string, RedactionKind>(StringComparer.Ordinal)
    {
        ["authorization"] = RedactionKind.ApiKey,
        ["proxyauthorization"] = RedactionKind.ApiKey,
        ["apikey"] = RedactionKind.ApiKey,
        ["xapikey"] = RedactionKind.ApiKey,
        ["xgoogapikey"] = RedactionKind.ApiKey,
        ["accesskey"] = RedactionKind.ApiKey,
        ["authkey"] = RedactionKind.ApiKey,
        ["token"] = RedactionKind.Secret,
        ["accesstoken"] = RedactionKind.Secret,
        ["refreshtoken"] = RedactionKind.Secret,
        ["idtoken"] = RedactionKind.Secret,
        ["authtoken"] = RedactionKind.Secret,
        ["xauthtoken"] = RedactionKind.Secret,
        ["bearertoken"] = RedactionKind.Secret,
        ["sessiontoken"] = RedactionKind.Secret,
        ["csrftoken"] = RedactionKind.Secret,
        ["secret"] = RedactionKind.Secret,
        ["secretkey"] = RedactionKind.Secret,
        ["clientsecret"] = RedactionKind.Secret,
        ["secretaccesskey"] = RedactionKind.Secret,
        ["awssecretaccesskey"] = RedactionKind.Secret,
        ["credentials"] = RedactionKind.Secret,
        ["cookie"] = RedactionKind.Secret,
        ["cookies"] = RedactionKind.Secret,
        ["setcookie"] = RedactionKind.Secret,
        ["password"] = RedactionKind.Password,
        ["passwd"] = RedactionKind.Password,
        ["passphrase"] = RedactionKind.Password,
        ["pwd"] = RedactionKind.Password,
        ["privatekey"] = RedactionKind.PrivateKey,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static string Redact(string json, Redactor redactor)
    {
        try
        {
            return RedactStrings(json, redactor);
        }
        catch (JsonException)
        {
            return redactor.Redact(json); // it is no JSON, but there may be something in it all the same
        }
    }

    private static string RedactStrings(string json, Redactor redactor)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json), new JsonReaderOptions { MaxDepth = MaxDepth });
        var buffer = new ArrayBufferWriter<byte>(json.Length);
        using var writer = new Utf8JsonWriter(buffer, ApiJson.WriterOptions with { MaxDepth = MaxDepth });
        var (isChanged, name, words) = (false, "", int.MaxValue);
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    writer.WriteStartObject();
                    name = "";
                    break;
                case JsonTokenType.EndObject:
                    writer.WriteEndObject();
                    (name, words) = ("", reader.CurrentDepth <= words ? int.MaxValue : words);
                    break;
                case JsonTokenType.StartArray:
                    writer.WriteStartArray(); // its strings have its name: a header may come twice
                    break;
                case JsonTokenType.EndArray:
                    writer.WriteEndArray();
                    name = "";
                    break;
                case JsonTokenType.PropertyName:
                    name = CleanText.Read(ref reader);
                    writer.WritePropertyName(name);
                    words = name == Probabilities ? Math.Min(words, reader.CurrentDepth) : reader.CurrentDepth <= words ? int.MaxValue : words;
                    break;
                case JsonTokenType.String:
                    var text = CleanText.Read(ref reader);
                    var redacted = RedactString(reader.CurrentDepth > words ? "" : name, text, redactor);
                    isChanged |= !ReferenceEquals(text, redacted);
                    writer.WriteStringValue(redacted);
                    break;
                default:
                    writer.WriteRawValue(reader.ValueSpan, skipInputValidation: true);
                    break;
            }
        }

        writer.Flush();
        return isChanged ? Encoding.UTF8.GetString(buffer.WrittenSpan) : json;
    }

    private static string RedactString(string name, string text, Redactor redactor) =>
        redactor.Profiles.HasFlag(RedactionProfiles.Secrets) && text.Length > 0 && KindOf(name) is { } kind
            ? text == Placeholder.Of(kind) ? text : Placeholder.Of(kind)
            : redactor.Redact(text);

    private static RedactionKind? KindOf(string name)
    {
        if (name.Length is 0 or > LongestName)
        {
            return null;
        }

        var letters = string.Concat(name.Where(char.IsAsciiLetter)).ToLowerInvariant();
        return Names.TryGetValue(Array.Find(Endings, ending => letters.EndsWith(ending, StringComparison.Ordinal)) ?? letters, out var kind) ? kind : null;
    }
}
