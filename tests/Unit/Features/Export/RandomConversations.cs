using System.Text;
using System.Text.Json.Nodes;

namespace ConvoWeb.Tests.Unit.Features.Export;

/// <summary>Conversations with every field that the API takes, branches everywhere and any character there is; the same for the same seed.</summary>
internal sealed class RandomConversations(HttpClient client, int seed)
{
    private readonly Random _random = new(seed);

    public async Task AddAsync(int count)
    {
        var personalities = new List<string>();
        foreach (var name in (string[])["Aria", "Ωmega 🎭", "旅"])
        {
            var personality = new JsonObject { ["name"] = name, ["voice"] = Maybe(() => Text(20)), ["system_prompt"] = Maybe(() => Text(300)) };
            personalities.Add(await IdAsync("POST /api/personalities", personality));
        }

        for (var n = 0; n < count; n++)
        {
            await AddOneAsync(n, personalities);
        }
    }

    private async Task AddOneAsync(int n, List<string> personalities)
    {
        var conversation = new JsonObject
        {
            ["title"] = "T" + Text(60),
            ["personality_id"] = Maybe(() => personalities[_random.Next(personalities.Count)]),
            ["model"] = Maybe(() => Text(20)),
            ["starred"] = Flip(),
            ["tags"] = new JsonArray([.. Enumerable.Range(0, _random.Next(4)).Select(i => (JsonNode)$"t{i} {Word()}")]),
            ["source"] = Flip() ? "phone" : null,
            ["created_at"] = Maybe(Time),
            ["metadata"] = Maybe(Metadata),
        };
        conversation["external_id"] = conversation["source"] is null ? null : $"{n} {Short(190)}";
        var id = await IdAsync("POST /api/conversations", conversation);
        var messages = new List<string>();
        for (var i = _random.Next(12); i > 0; i--)
        {
            messages.Add(await IdAsync($"POST /api/conversations/{id}/messages", Message(messages)));
        }

        if (messages.Count > 2)
        {
            await client.SendAsync($"DELETE /api/conversations/{id}/messages/{messages[^1]}");
            await client.JsonAsync($"PATCH /api/conversations/{id}", new JsonObject { ["active_leaf_id"] = messages[_random.Next(messages.Count - 1)] }.ToJsonString());
        }

        switch (_random.Next(6))
        {
            case 0:
                await client.JsonAsync($"PATCH /api/conversations/{id}", """{"status": "archived"}""");
                break;
            case 1:
                await client.SendAsync($"DELETE /api/conversations/{id}");
                break;
            case 2:
                await client.JsonAsync($"PATCH /api/conversations/{id}", """{"status": "archived"}""");
                await client.SendAsync($"DELETE /api/conversations/{id}");
                break;
        }
    }

    private JsonObject Message(List<string> before) => new()
    {
        ["type"] = (string[])["user", "ai", "system"] is var types ? types[_random.Next(3)] : null,
        ["content"] = Text(_random.Next(20) == 0 ? 20_000 : 200),
        ["timestamp"] = Maybe(Time),
        ["parent_id"] = before.Count > 0 && _random.Next(3) == 0 ? before[_random.Next(before.Count)] : null,
        ["model"] = Maybe(() => Text(20)),
        ["audio_url"] = Maybe(() => $"https://x.example/{Short(1900)}"),
        ["audio_duration"] = Flip() ? Math.Round(_random.NextDouble() * 1000, 3) : null,
        ["tokens_in"] = Flip() ? _random.Next(100_000) : null,
        ["tokens_out"] = Flip() ? _random.Next(3) == 0 ? 1_000_000_000 : _random.Next(100_000) : null,
        ["tokens_estimated"] = Flip(),
        ["external_id"] = Maybe(() => $"m{before.Count} {Short(190)}"),
        ["metadata"] = Maybe(() => _random.Next(5) == 0 ? Deep(60) : Metadata()),
    };

    private static JsonNode Deep(int levels) => levels == 1 ? new JsonObject { ["end"] = 1 } : new JsonObject { ["a"] = Deep(levels - 1) };

    private JsonNode Metadata() => new JsonObject
    {
        ["role"] = Flip() ? "tool" : null,
        [Word()] = new JsonArray(1, -2.5e-7, Text(30), null, true, new JsonObject { [Word()] = Text(5) }),
    };

    private JsonNode Time() => DateTimeOffset.FromUnixTimeMilliseconds(_random.NextInt64(0, 32_000_000_000_000)).UtcDateTime.ToString("O");

    private string Text(int max)
    {
        var text = new StringBuilder();
        for (var i = _random.Next(max); i > 0; i--)
        {
            text.Append(Rune().ToString());
        }

        return text.ToString();
    }

    /// <summary>Mostly a few characters, sometimes all that there may be; they count as code points.</summary>
    private string Short(int max) => _random.Next(5) == 0 ? string.Concat(Enumerable.Repeat("🎭", max)) : Word();

    private string Word() => $"w{_random.Next(1000)}{Rune()}";

    /// <summary>Of ASCII, of the first plane or of any other; no half of a pair, which no JSON can carry.</summary>
    private Rune Rune()
    {
        while (true)
        {
            var value = _random.Next(3) switch { 0 => _random.Next(0x80), 1 => _random.Next(0x10000), _ => _random.Next(0x110000) };
            if (System.Text.Rune.IsValid(value))
            {
                return new Rune(value);
            }
        }
    }

    private bool Flip() => _random.Next(2) == 0;

    private JsonNode? Maybe(Func<JsonNode?> value) => Flip() ? value() : null;

    private async Task<string> IdAsync(string call, JsonObject body) => (await client.JsonAsync(call, body.ToJsonString())).GetProperty("id").GetString()!;
}
