using System.Text.Json;
using System.Text.RegularExpressions;
using ConvoWeb.Features.Import.Reading;

namespace ConvoWeb.Features.Import.Formats.ChatGpt;

/// <summary>
/// Pictures, sound and documents, whose bytes are entries of the ZIP. Their names begin with an id that messages name, wherever
/// they lie: <c>file-…-plan.png</c>, <c>dalle-generations/file-….webp</c>, <c>{conversation}/audio/file_….wav</c>, <c>….dat</c>.
/// </summary>
internal static partial class ChatGptFiles
{
    /// <summary>Null: it is none of them.</summary>
    public static string? IdIn(string entry) => Entry().Match(entry) is { Success: true } match ? match.Groups["id"].Value : null;

    /// <summary>What is said of each; what a message says of the same file in two places is one.</summary>
    public static IReadOnlyList<JsonElement> Of(IEnumerable<JsonElement> files, SourceMessage message)
    {
        var all = new List<JsonElement>();
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var file in files.SelectMany(Parts))
        {
            if (IdOf(file) is not { } id)
            {
                all.Add(file);
            }
            else if (places.TryGetValue(id, out var place))
            {
                all[place] = all[place].With(file.Members());
            }
            else
            {
                places[id] = all.Count;
                all.Add(file.With(ImportedFile.Member, id));
                message.Expect(id);
            }
        }

        return all;
    }

    /// <summary>Of a talk with the camera on, the sound stands for the whole; the pictures are files of their own.</summary>
    private static IEnumerable<JsonElement> Parts(JsonElement file) =>
        [file, .. file.Items("frames_asset_pointers").Where(frame => frame.ValueKind is JsonValueKind.Object)];

    private static string? IdOf(JsonElement file) =>
        (file.Text("asset_pointer") ?? file.Member("audio_asset_pointer").Text("asset_pointer") ?? file.Text("image_url") ?? file.Text("id")) is { } pointer
        && Pointer().Match(pointer) is { Success: true } match
            ? match.Groups["id"].Value
            : null;

    /// <summary>A name alone is never enough: others could have it too.</summary>
    [GeneratedRegex(@"(?:\A|[/\\])(?:(?<id>file[-_][0-9A-Za-z]{16,})[^/\\]*|(?<id>[0-9A-Za-z_-]{16,})\.dat)\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Entry();

    /// <summary>With the protocol before it, and what is asked of it behind it.</summary>
    [GeneratedRegex(@"(?:\A|/)(?<id>file[-_][0-9A-Za-z]{16,}|[0-9A-Za-z_-]{16,})(?:[?#][^/]*)?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pointer();
}
