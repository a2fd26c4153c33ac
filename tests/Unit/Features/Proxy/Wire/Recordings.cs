using System.Text;
using System.Text.Json;

namespace ConvoWeb.Tests.Unit.Features.Proxy.Wire;

/// <summary>What was recorded on the wire of other programs, in the folder <c>wire</c> of the one that <c>CONVOWEB_SAMPLES</c> names.</summary>
internal sealed record Recording(string Name, string Request, string Response, int Status)
{
    /// <summary>Of the answer; none where they were not kept.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    public byte[] Bytes { get; } = Encoding.UTF8.GetBytes(Response);

    public bool IsStream => Response.StartsWith("data:", StringComparison.Ordinal) || Response.StartsWith("event:", StringComparison.Ordinal);

    public bool IsError => Status >= 400;

    /// <summary>Of another protocol: nothing is read of it, and nothing goes wrong.</summary>
    public bool IsOther => Name.StartsWith("anthropic", StringComparison.Ordinal) || Name.StartsWith("ruby_llm", StringComparison.Ordinal);
}

internal static class Recordings
{
    private const string Variable = "CONVOWEB_SAMPLES";

    public static IReadOnlyList<Recording> All() =>
    [
        .. Files("openai-python-sse", "*.sse").Select(file => new Recording(Path.GetFileName(file), "", File.ReadAllText(file), 200)),
        .. Files("anthropic-sse", "*.txt").Select(file => new Recording($"anthropic-{Path.GetFileName(file)}", "", File.ReadAllText(file), 200)),
        .. Files("vercel-chunks", "*.json").Select(file => new Recording(Path.GetFileName(file), "", File.ReadAllText(file), 200)),
        .. Files("cassettes", "*.json").SelectMany(ReadJson),
        .. Files("cassettes", "*.y*ml").SelectMany(file => CassetteYaml.Read(Path.GetFileName(file), File.ReadAllText(file))),
    ];

    /// <summary>Those in the protocol that the proxy speaks.</summary>
    public static IReadOnlyList<Recording> OfChat() => [.. All().Where(recording => !recording.IsOther)];

    private static IEnumerable<string> Files(string folder, string pattern)
    {
        var samples = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(string.IsNullOrEmpty(samples), $"Needs the real recordings: set {Variable} to their folder.");
        return Directory.EnumerateFiles(Path.Combine(samples!, "wire", folder), pattern).Order(StringComparer.Ordinal);
    }

    private static IEnumerable<Recording> ReadJson(string file)
    {
        using var cassette = JsonDocument.Parse(File.ReadAllBytes(file));
        return
        [
            .. cassette.RootElement.GetProperty("Entries").EnumerateArray().Select((entry, i) => new Recording(
                $"{Path.GetFileName(file)}#{i}",
                TextOf(entry.GetProperty("RequestBody")),
                TextOf(entry.GetProperty("ResponseBody")),
                entry.GetProperty("StatusCode").GetInt32()) { Headers = [.. HeadersOf(entry.GetProperty("ResponseHeaders"))] }),
        ];
    }

    private static IEnumerable<(string Name, string Value)> HeadersOf(JsonElement headers) =>
        headers.EnumerateObject().SelectMany(header => header.Value.ValueKind is JsonValueKind.Array
            ? header.Value.EnumerateArray().Select(value => (header.Name, value.GetString()!))
            : [(header.Name, header.Value.GetString()!)]);

    private static string TextOf(JsonElement body) => body.ValueKind is JsonValueKind.String ? body.GetString()! : body.GetRawText();
}
