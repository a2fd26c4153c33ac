using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConvoWeb.Features.Import;
using ConvoWeb.Tests.Unit.Features.Import.Formats;
using Microsoft.Extensions.DependencyInjection;

namespace ConvoWeb.Tests.Unit.Features.Import;

/// <summary>Whatever is in a file, it is told in words, the other conversations come in, and nothing else happens.</summary>
public sealed class HostileImportTests
{
    private const string Good = """{"messages": [{"role": "user", "content": "Which museums?"}]}""";

    private const string AfterIt = """{"messages": [{"role": "user", "content": "Which parks?"}]}""";

    private static readonly Dictionary<string, string[]> Samples = new(StringComparer.Ordinal)
    {
        ["claude-code"] =
        [
            """{"type": "summary", "summary": "Two files", "leafUuid": "a1"}""",
            """{"type": "user", "uuid": "u1", "parentUuid": null, "sessionId": "s1", "timestamp": "2026-01-01T10:00:00Z", "cwd": "/home", "isSidechain": false, "message": {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t1", "content": [{"type": "text", "text": "x"}]}, {"type": "text", "text": "y"}]}}""",
            """{"type": "assistant", "uuid": "a1", "parentUuid": "u1", "sessionId": "s1", "message": {"id": "m1", "model": "opus", "usage": {"input_tokens": 1, "output_tokens": 2}, "content": [{"type": "tool_use", "id": "t1", "name": "Read"}]}}""",
            """{"type": "assistant", "uuid": "a2", "parentUuid": "a1", "sessionId": "s1", "message": {"id": "m1", "content": [{"type": "thinking", "thinking": "x"}]}}""",
        ],
        ["codex"] =
        [
            """{"timestamp": "2026-01-01T10:00:00Z", "type": "session_meta", "payload": {"id": "s1", "timestamp": "2026-01-01T10:00:00Z", "forked_from_id": "s0"}}""",
            """{"timestamp": "2026-01-01T10:00:00Z", "type": "turn_context", "payload": {"model": "gpt-5"}}""",
            """{"timestamp": "2026-01-01T10:00:00Z", "type": "response_item", "payload": {"type": "function_call", "name": "shell", "call_id": "c1"}}""",
            """{"timestamp": "2026-01-01T10:00:00Z", "type": "response_item", "payload": {"type": "function_call_output", "call_id": "c1", "output": {"content": "ok"}}}""",
            """{"timestamp": "2026-01-01T10:00:00Z", "type": "event_msg", "payload": {"type": "token_count", "info": {"last_token_usage": {"input_tokens": 1, "output_tokens": 2}}}}""",
        ],
        ["gemini-takeout"] = ["""{"header": "Gemini Apps", "title": "Prompted x", "time": "2026-01-01T10:00:00Z", "products": ["Gemini Apps"], "safeHtmlItem": [{"html": "<p>x</p>"}], "attachedFiles": ["a"]}"""],
        ["openai-chat"] = ["""{"id": "c", "tools": [], "messages": [{"role": "user", "name": "a", "content": [{"type": "text", "text": "x"}, {"type": "image_url", "image_url": {"url": "u"}}]}, {"role": "assistant", "content": null, "refusal": "no", "audio": {"transcript": "x"}, "tool_calls": [{"id": "c1", "function": {"name": "f"}}], "function_call": {"name": "f"}}]}"""],
        ["sharegpt"] = ["""{"id": "c", "system": "x", "tools": "[]", "conversations": [{"from": "human", "value": "x"}, {"from": "function_call", "value": "{}"}]}"""],
        ["sillytavern"] =
        [
            """{"user_name": "Alice", "character_name": "Robin", "create_date": 1727532333123, "chat_metadata": {"integrity": "i"}}""",
            """{"name": "Robin", "is_user": false, "is_system": true, "send_date": "2024-9-28 @14h 05m 33s 123ms", "mes": "x", "swipe_id": 0, "swipes": ["x", {"message": "y"}], "swipe_info": [{"send_date": 1, "extra": {"model": "m"}}], "extra": {"type": "narrator", "token_count": 1, "reasoning": "x", "files": ["a"], "image": "b"}}""",
        ],
    };

    private static readonly string[] Values =
    [
        "null", "true", "-1", "1e400", "9223372036854775808", "\"\"", "\"\\ud800\"", "\"0001-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59Z\"", "[]", "[[]]", "[null]", "{}", "{\"\\ud800\":{}}", "{\"type\":7}",
    ];

    public static TheoryData<string> Sources => [.. Samples.Keys];

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task Whatever_stands_in_place_of_any_value_no_reader_fails(string source)
    {
        await using var app = new ConvoWebApp();
        var reader = app.Services.GetServices<IConversationReader>().Single(reader => reader.Source == source);
        var sample = Samples[source];
        Assert.All(await ReadFiles.AllAsync(reader, string.Join('\n', sample)), read => Assert.Null(read.Fault));

        for (var line = 0; line < sample.Length; line++)
        {
            for (var place = 0; Replaced(sample[line], place, "0") is not null; place++)
            {
                foreach (var value in Values)
                {
                    var lines = (string[])[.. sample[..line], Replaced(sample[line], place, value)!, .. sample[(line + 1)..]];
                    var read = await ReadFiles.AllAsync(reader, string.Join('\n', lines));

                    foreach (var conversation in read.Select(one => one.Conversation).OfType<ImportedConversation>())
                    {
                        Assert.Equal(conversation.Messages.Count, conversation.Messages.Select(message => message.Key).Distinct(StringComparer.Ordinal).Count());
                        Assert.All(conversation.Messages, message => Assert.InRange(message.Timestamp.Year, 1970, 2999));
                        Assert.InRange(conversation.CreatedAt.Year, 1970, 2999);
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData("{\"messages\": [{\"role\": \"user\", \"content\": \"cut o")]
    [InlineData("{\"messages\": [{\"role\": \"user\"}]")]
    [InlineData("not JSON")]
    public async Task A_broken_line_is_told_and_the_others_come_in(string broken)
    {
        await using var app = new ConvoWebApp();

        var report = await ImportAsync(app, $"{Good}\n{broken}\n{AfterIt}");

        Assert.Equal(["imported", "failed", "imported"], Outcomes(report));
        Assert.Equal("It is not valid JSON.", report.GetProperty("items")[1].GetProperty("reason").GetString());
    }

    [Fact]
    public async Task What_is_nested_without_bottom_is_told_and_the_others_come_in()
    {
        await using var app = new ConvoWebApp();
        var deep = $$"""{"messages": [{"role": "user", "content": {{new string('[', 10_000)}}{{new string(']', 10_000)}} }]}""";

        var report = await ImportAsync(app, $"{Good}\n{deep}\n{AfterIt}");

        Assert.Equal(["imported", "failed", "imported"], Outcomes(report));
        Assert.StartsWith("It is nested deeper than", report.GetProperty("items")[1].GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Depth_that_JSON_may_have_does_no_harm()
    {
        await using var app = new ConvoWebApp();
        var deep = string.Concat(Enumerable.Repeat("{\"x\":[", 1000)) + "\"bottom\"" + string.Concat(Enumerable.Repeat("]}", 1000));

        var report = await ImportAsync(app, $$"""{"messages": [{"role": "user", "content": "Hello", "odd": {{deep}} }, {"role": "assistant", "tool_calls": [{{deep}}] }]}""");

        Assert.Equal(["imported"], Outcomes(report));
    }

    [Theory, DatabaseData]
    public async Task Bytes_that_are_no_text_are_replaced(Engine engine)
    {
        await using var app = new ConvoWebApp(engine);
        var file = Encoding.UTF8.GetBytes(Good);
        file[Array.IndexOf(file, (byte)'?')] = 0xFF;

        var report = await UploadedFiles.ImportAsync(app.ClientFor("alice"), "", ("chat.jsonl", file));

        Assert.Equal(["imported"], Outcomes(report));
        Assert.Equal(1, await app.Stored.ScalarAsync<long>("SELECT count(*) FROM messages WHERE content = 'Which museums\uFFFD'"));
    }

    [Theory, DatabaseData]
    public async Task An_id_that_several_have_loses_none_of_them(Engine engine)
    {
        await using var app = new ConvoWebApp(engine);
        var file = string.Join('\n', Enumerable.Range(0, 3).Select(i => $$"""{"type": "user", "uuid": "u", "sessionId": "s", "message": {"role": "user", "content": "{{i}}"} }"""));

        var first = await ImportAsync(app, file);
        var second = await ImportAsync(app, file);

        Assert.Equal(["imported"], Outcomes(first));
        Assert.Equal(["unchanged"], Outcomes(second));
        Assert.Equal(3, await app.Stored.ScalarAsync<long>("SELECT count(*) FROM messages"));
    }

    [Theory, DatabaseData]
    public async Task Very_many_small_conversations_come_in_and_are_known_again(Engine engine)
    {
        const int Count = 1000;

        await using var app = new ConvoWebApp(engine);
        var file = string.Join('\n', Enumerable.Range(0, Count).Select(i => $$"""{"conversations": [{"from": "human", "value": "{{i / 2}}"}]}"""));

        var first = (await ImportAsync(app, file)).GetProperty("totals");
        var second = (await ImportAsync(app, file)).GetProperty("totals");

        Assert.Equal(Count, first.GetProperty("imported").GetInt32());
        Assert.Equal(Count, second.GetProperty("unchanged").GetInt32());
    }

    [Fact]
    public async Task A_name_that_leads_out_of_a_ZIP_leads_nowhere()
    {
        await using var app = new ConvoWebApp();
        var name = $"{Guid.NewGuid()}.jsonl";
        var zip = UploadedFiles.Zip(false, ($"../../../../../../../../tmp/{name}", Encoding.UTF8.GetBytes(Good)), ("/etc/passwd", Encoding.UTF8.GetBytes(AfterIt)), ("..\\..\\x.jsonl", Encoding.UTF8.GetBytes(Good.Replace("museums", "lakes", StringComparison.Ordinal))));

        var report = await UploadedFiles.ImportAsync(app.ClientFor("alice"), "", ("export.zip", zip));

        Assert.Equal(["imported", "imported", "imported"], Outcomes(report));
        Assert.False(File.Exists(Path.Combine(Path.GetTempPath(), name)));
    }

    private static Task<JsonElement> ImportAsync(ConvoWebApp app, string file) =>
        UploadedFiles.ImportAsync(app.ClientFor("alice"), "", ("chat.jsonl", Encoding.UTF8.GetBytes(file)));

    private static IEnumerable<string?> Outcomes(JsonElement report) =>
        report.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("outcome").GetString());

    /// <summary>The JSON with another value at one place; null when there are not so many.</summary>
    private static string? Replaced(string json, int place, string value)
    {
        const string Mark = "\"REPLACED\"";

        var root = JsonNode.Parse(json)!;
        var node = Descendants(root).ElementAtOrDefault(place);
        if (node is null)
        {
            return null;
        }

        node.ReplaceWith("REPLACED");
        return root.ToJsonString().Replace(Mark, value, StringComparison.Ordinal);
    }

    private static IEnumerable<JsonNode> Descendants(JsonNode node)
    {
        var children = node switch
        {
            JsonObject members => members.Select(member => member.Value),
            JsonArray items => items,
            _ => [],
        };
        return children.OfType<JsonNode>().SelectMany(child => Descendants(child).Prepend(child));
    }
}
