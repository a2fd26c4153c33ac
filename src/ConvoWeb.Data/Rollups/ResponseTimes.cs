using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConvoWeb.Data.Conversations;

namespace ConvoWeb.Data.Rollups;

/// <summary>
/// How long an answer took, in milliseconds, where that is known: <c>first_token_ms</c> and <c>response_ms</c> in a message's
/// metadata. Whoever posts an answer may say it; of one that was streamed here it is measured from the beginning of the draft.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ResponseTimes(int? FirstToken, int? Response)
{
    private const string FirstTokenName = "first_token_ms";
    private const string ResponseName = "response_ms";
    private const int Longest = 24 * 60 * 60 * 1000;

    public static ResponseTimes In(string? metadata)
    {
        if (metadata is null || (!metadata.Contains(FirstTokenName, StringComparison.Ordinal) && !metadata.Contains(ResponseName, StringComparison.Ordinal)))
        {
            return default;
        }

        using var json = JsonDocument.Parse(metadata);
        return new ResponseTimes(Find(json.RootElement, FirstTokenName), Find(json.RootElement, ResponseName));
    }

    /// <summary>What is said there already stays; nothing is added where there is no room.</summary>
    internal string? AddTo(string? metadata)
    {
        var json = metadata is null ? [] : JsonNode.Parse(metadata)!.AsObject();
        Add(json, FirstTokenName, FirstToken);
        Add(json, ResponseName, Response);
        var text = json.Count == 0 ? null : json.ToJsonString(TextOptions);
        return text is not null && Encoding.UTF8.GetByteCount(text) > Message.MetadataMaxBytes ? metadata : text;
    }

    private static JsonSerializerOptions TextOptions { get; } = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static int? Find(JsonElement metadata, string name) =>
        metadata.ValueKind is JsonValueKind.Object
        && metadata.TryGetProperty(name, out var value)
        && value.ValueKind is JsonValueKind.Number
        && value.GetDouble() is >= 0 and <= Longest and var milliseconds
            ? (int)milliseconds
            : null;

    private static void Add(JsonObject json, string name, int? milliseconds)
    {
        if (milliseconds is >= 0 and <= Longest && !json.ContainsKey(name))
        {
            json[name] = milliseconds;
        }
    }
}
