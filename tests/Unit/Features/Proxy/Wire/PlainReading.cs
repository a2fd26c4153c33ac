using System.Text.Json.Nodes;

namespace ConvoWeb.Tests.Unit.Features.Proxy.Wire;

/// <summary>The same answers read the simple way: all of it at once, with nothing in it that could be wrong.</summary>
internal sealed class PlainReading
{
    private PlainReading(Recording recording)
    {
        if (!recording.IsStream)
        {
            Read(JsonNode.Parse(recording.Response)!.AsObject(), "message");
            return;
        }

        var at = 0;
        foreach (var line in recording.Response.Split('\n'))
        {
            at += System.Text.Encoding.UTF8.GetByteCount(line) + 1;
            if (line.StartsWith("data: {", StringComparison.Ordinal))
            {
                Read(JsonNode.Parse(line[6..])!.AsObject(), "delta");
            }

            if (EndsAt is null && (line is "data: [DONE]" || (Finish.Count > 0 && Finish.Values.All(reason => reason is not null))))
            {
                EndsAt = at - 1;
            }
        }
    }

    public SortedDictionary<int, string> Texts { get; } = [];

    public SortedDictionary<int, string?> Finish { get; } = [];

    /// <summary>By choice and index.</summary>
    public SortedDictionary<(int Choice, int Call), (string? Id, string? Name, string Arguments)> Calls { get; } = [];

    public string? Model { get; private set; }

    public JsonObject? Usage { get; private set; }

    /// <summary>In bytes, the first place at which it is whole; of a body there is none before its end.</summary>
    public int? EndsAt { get; }

    public static PlainReading Of(Recording recording) => new(recording);

    public int? Tokens(string name, string? detail = null) =>
        (detail is null ? Usage?[name] : Usage?[name]?[detail])?.GetValue<int>();

    private void Read(JsonObject chunk, string member)
    {
        Model ??= chunk["model"]?.GetValue<string>();
        Usage = chunk["usage"] as JsonObject ?? Usage;
        foreach (var choice in chunk["choices"]?.AsArray() ?? [])
        {
            var index = choice!["index"]!.GetValue<int>();
            var said = choice[member]!;
            Texts[index] = Texts.GetValueOrDefault(index) + (said["content"] ?? said["refusal"])?.GetValue<string>();
            Finish[index] = choice["finish_reason"]?.GetValue<string>() ?? Finish.GetValueOrDefault(index);
            foreach (var (i, call) in (said["tool_calls"]?.AsArray() ?? []).Index())
            {
                var key = (index, call!["index"]?.GetValue<int>() ?? i);
                var (id, name, arguments) = Calls.GetValueOrDefault(key);
                Calls[key] = (
                    id ?? call["id"]?.GetValue<string>(),
                    name ?? call["function"]!["name"]?.GetValue<string>(),
                    arguments + call["function"]!["arguments"]?.GetValue<string>());
            }
        }
    }
}
