using System.Text.Json;
using System.Text.Json.Nodes;
using ConvoWeb.Tests.Unit.Features.Proxy.Wire;

namespace ConvoWeb.Tests.Unit.Features.Proxy.Clients;

/// <summary>What is stored of one call, beside what was recorded of it.</summary>
internal sealed class StoredAnswer(IReadOnlyList<JsonElement> messages)
{
    public IReadOnlyList<JsonElement> Messages => messages;

    /// <summary>What stands before an answer, from the first message on, and the answer itself.</summary>
    public IReadOnlyList<string> PathTo(JsonElement answer)
    {
        var path = new List<string>();
        for (JsonElement? at = answer; at is { } message; at = ParentOf(message))
        {
            path.Insert(0, $"{message.Text("type")} {message.Text("content")} {string.Join(' ', CallsOf(message))}".Trim());
        }

        return path;
    }

    public void IsOf(Recording recording, string request)
    {
        var plain = PlainReading.Of(recording);
        var answers = messages.TakeLast(Math.Max(1, plain.Texts.Count)).ToList();
        var choices = plain.Texts.Keys.DefaultIfEmpty(0).ToList();
        foreach (var (choice, answer) in choices.Zip(answers))
        {
            var calls = plain.Calls.Where(call => call.Key.Choice == choice).Select(call => $"{call.Value.Id} {call.Value.Name} {call.Value.Arguments}");
            var said = $"ai {plain.Texts.GetValueOrDefault(choice)} {string.Join(' ', calls)}".Trim();
            Assert.Equal([.. Turns(request), said], PathTo(answer));
            Assert.Equal(recording.IsError ? "interrupted" : choice == 0 ? "final" : answer.Text("state"), answer.Text("state"));
            Assert.Equal(plain.Finish.GetValueOrDefault(choice), Known(answer, "finish_reason")?.GetString());
            Assert.Equal(recording.IsError ? recording.Status : null, Known(answer, "status")?.GetInt32());
        }

        var first = answers[0];
        Assert.Equal(plain.Model ?? JsonNode.Parse(request)!["model"]!.GetValue<string>(), first.Text("model"));
        Assert.Equal(plain.Tokens("prompt_tokens_details", "cached_tokens"), Known(first, "tokens_cached")?.GetInt32());
        Assert.Equal(plain.Tokens("completion_tokens_details", "reasoning_tokens"), Known(first, "tokens_reasoning")?.GetInt32());
        if (plain.Usage is not null)
        {
            Assert.Equal((plain.Tokens("prompt_tokens"), plain.Tokens("completion_tokens"), false), (Tokens("tokens_in"), Tokens("tokens_out"), first.GetProperty("tokens_estimated").GetBoolean()));
        }

        int? Tokens(string name) => first.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetInt32() : null;
    }

    /// <summary>Of a message's metadata.</summary>
    public static JsonElement? Known(JsonElement message, string name) =>
        message.TryGetProperty("metadata", out var metadata) && metadata.ValueKind is JsonValueKind.Object && metadata.TryGetProperty(name, out var value) ? value : null;

    private JsonElement? ParentOf(JsonElement message) =>
        message.Text("parent_id") is { } parent ? messages.Single(one => one.Text("id") == parent) : null;

    private static IEnumerable<string> CallsOf(JsonElement message) =>
        (Known(message, "tool_calls")?.EnumerateArray() ?? []).Select(call =>
            $"{call.Text("id")} {call.GetProperty("function").Text("name")} {call.GetProperty("function").Text("arguments")}");

    private static IEnumerable<string> Turns(string request)
    {
        foreach (var message in JsonNode.Parse(request)!["messages"]!.AsArray())
        {
            var role = message!["role"]!.GetValue<string>();
            var calls = (message["tool_calls"]?.AsArray() ?? [])
                .Select(call => $"{call!["id"]!.GetValue<string>()} {call["function"]!["name"]!.GetValue<string>()} {call["function"]!["arguments"]!.GetValue<string>()}");
            var turn = $"{role switch { "user" => "user", "assistant" => "ai", _ => "system" }} {message["content"]?.GetValue<string>()} {string.Join(' ', calls)}".Trim();
            if (turn is not "ai")
            {
                yield return turn;
            }
        }
    }
}
