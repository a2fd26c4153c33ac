using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using ConvoWeb.Data.Conversations;

namespace ConvoWeb.Data.Rollups;

/// <summary>
/// How long an answer took, in milliseconds, where that is known: <c>first_token_ms</c> and <c>response_ms</c> in a message's
/// metadata. Whoever posts an answer may say it, as some exports do; of one that was streamed here it is measured from the
/// beginning of the draft.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ResponseTimes(int? FirstToken, int? Response)
{
    public const string FirstTokenName = "first_token_ms";
    public const string ResponseName = "response_ms";

    private const int Longest = 24 * 60 * 60 * 1000;

    /// <summary>What is negative or longer than a day is taken for unknown.</summary>
    public static ResponseTimes Of(TimeSpan? firstToken, TimeSpan? response) => new(Within(firstToken?.TotalMilliseconds), Within(response?.TotalMilliseconds));

    public static ResponseTimes In(string? metadata)
    {
        if (metadata is null || (!metadata.Contains(FirstTokenName, StringComparison.Ordinal) && !metadata.Contains(ResponseName, StringComparison.Ordinal)))
        {
            return default;
        }

        using var json = JsonDocument.Parse(metadata);
        return new ResponseTimes(Find(json.RootElement, FirstTokenName), Find(json.RootElement, ResponseName));
    }

    /// <summary>What is said there already stays, letter for letter; nothing is added where there is no room.</summary>
    internal string? AddTo(string? metadata)
    {
        var said = In(metadata);
        var added = string.Join(',', Parts(FirstTokenName, said.FirstToken, FirstToken).Concat(Parts(ResponseName, said.Response, Response)));
        if (added.Length == 0)
        {
            return metadata;
        }

        var begun = metadata?.TrimEnd()[..^1].TrimEnd() ?? "{";
        var all = $"{begun}{(begun is "{" ? "" : ",")}{added}}}";
        return Encoding.UTF8.GetByteCount(all) > Message.MetadataMaxBytes ? metadata : all;
    }

    private static int? Find(JsonElement metadata, string name) =>
        metadata.ValueKind is JsonValueKind.Object
        && metadata.TryGetProperty(name, out var value)
        && value.ValueKind is JsonValueKind.Number
            ? Within(value.GetDouble())
            : null;

    private static int? Within(double? milliseconds) => milliseconds is >= 0 and <= Longest and var known ? (int)known : null;

    private static IEnumerable<string> Parts(string name, int? said, int? milliseconds) =>
        said is null && milliseconds is not null ? [string.Create(CultureInfo.InvariantCulture, $"\"{name}\":{milliseconds}")] : [];
}
