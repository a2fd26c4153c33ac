using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using ConvoWeb.Tests.Unit.Features.Import.Formats;

namespace ConvoWeb.Tests.Unit.Features.Import;

/// <summary>Files of sessions that go on while they are imported, again and again.</summary>
public sealed class GrowingSessionTests
{
    private static readonly string[] ClaudeCode =
    [
        Line("user", "u1", null, "\"content\": \"Read a and b\""),
        Line("assistant", "a1", "u1", """ "id": "m1", "model": "opus", "content": [{"type": "thinking", "thinking": "Both."}], "usage": {"input_tokens": 9, "output_tokens": 2} """),
        Line("assistant", "a2", "a1", """ "id": "m1", "model": "opus", "content": [{"type": "text", "text": "I read."}], "usage": {"input_tokens": 9, "output_tokens": 5} """),
        Line("assistant", "a3", "a2", """ "id": "m1", "content": [{"type": "tool_use", "id": "t1", "name": "Read", "input": {"path": "a"}}], "usage": {"input_tokens": 9, "output_tokens": 7} """),
        Line("user", "u2", "a3", """ "content": [{"type": "tool_result", "tool_use_id": "t1", "content": "text of a"}] """),
        Line("assistant", "a4", "a3", """ "id": "m1", "content": [{"type": "tool_use", "id": "t2", "name": "Read", "input": {"path": "b"}}], "usage": {"input_tokens": 9, "output_tokens": 8} """),
        Line("user", "u3", "a4", """ "content": [{"type": "tool_result", "tool_use_id": "t2", "content": "text of b"}] """),
        Line("assistant", "a5", "u3", """ "id": "m2", "content": [{"type": "text", "text": "Done."}], "usage": {"input_tokens": 20, "output_tokens": 3} """),
    ];

    private static readonly string[] Codex =
    [
        """{"timestamp": "2026-01-01T10:00:00Z", "type": "session_meta", "payload": {"id": "s1", "timestamp": "2026-01-01T09:59:00Z"}}""",
        """{"timestamp": "2026-01-01T10:00:01Z", "type": "response_item", "payload": {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Run the tests"}]}}""",
        """{"timestamp": "2026-01-01T10:00:03Z", "type": "response_item", "payload": {"type": "reasoning", "summary": [{"type": "summary_text", "text": "I run them."}]}}""",
        """{"timestamp": "2026-01-01T10:00:04Z", "type": "response_item", "payload": {"type": "function_call", "name": "shell", "arguments": "{}", "call_id": "c1"}}""",
        """{"timestamp": "2026-01-01T10:00:05Z", "type": "event_msg", "payload": {"type": "token_count", "info": {"last_token_usage": {"input_tokens": 10, "output_tokens": 2}}}}""",
        """{"timestamp": "2026-01-01T10:00:06Z", "type": "response_item", "payload": {"type": "function_call_output", "call_id": "c1", "output": "ok"}}""",
        """{"timestamp": "2026-01-01T10:00:08Z", "type": "response_item", "payload": {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "They pass."}]}}""",
        """{"timestamp": "2026-01-01T10:00:09Z", "type": "event_msg", "payload": {"type": "token_count", "info": {"last_token_usage": {"input_tokens": 12, "output_tokens": 4}}}}""",
    ];

    /// <summary>This program writes its whole file anew every time.</summary>
    private static readonly string[] GeminiCli =
    [
        GeminiFile(),
        GeminiFile("""{"id": "g", "type": "gemini", "timestamp": "2026-01-01T10:00:02Z", "content": "Reading"}"""),
        GeminiFile("""{"id": "g", "type": "gemini", "timestamp": "2026-01-01T10:00:02Z", "content": "Reading.", "thoughts": [{"subject": "Plan", "description": "Read first."}]}"""),
        GeminiFile("""{"id": "g", "type": "gemini", "timestamp": "2026-01-01T10:00:02Z", "content": "Reading.", "thoughts": [{"subject": "Plan", "description": "Read first."}], "toolCalls": [{"id": "t", "name": "read_file", "status": "executing"}]}"""),
        GeminiFile("""{"id": "g", "type": "gemini", "timestamp": "2026-01-01T10:00:02Z", "content": "Reading.", "model": "pro", "tokens": {"input": 5, "output": 2}, "thoughts": [{"subject": "Plan", "description": "Read first."}], "toolCalls": [{"id": "t", "name": "read_file", "status": "success", "result": [{"functionResponse": {"response": {"output": "package main"}}}]}]}"""),
    ];

    [Theory]
    [DatabaseData("claude-code")]
    [DatabaseData("codex")]
    [DatabaseData("gemini-cli")]
    public async Task A_session_that_is_imported_wherever_it_was_cut_off_is_in_the_end_as_if_it_had_come_whole(Engine engine, string source)
    {
        var files = source switch
        {
            "claude-code" => Prefixes(ClaudeCode),
            "codex" => Prefixes(Codex),
            _ => GeminiCli,
        };
        await using var app = new ConvoWebApp(engine);
        var (alice, bob) = (app.ClientFor("alice"), app.ClientFor("bob"));
        foreach (var file in files)
        {
            var preview = await ImportAsync(alice, file, "?preview=true");
            var report = await ImportAsync(alice, file);
            var again = await ImportAsync(alice, file);

            Assert.Equal(Told(report), Told(preview));
            Assert.All(again.GetProperty("items").EnumerateArray(), item => Assert.Equal("unchanged", item.GetProperty("outcome").GetString()));
        }

        await ImportAsync(bob, files[^1]);
        await ImportAsync(alice, files[0]); // an older one takes nothing away

        Assert.Equal(await StoredAsync(bob), await StoredAsync(alice));
    }

    [Theory, DatabaseData]
    public async Task A_session_that_is_told_in_two_parts_is_one_conversation(Engine engine)
    {
        var (alice, bob) = (SharedApp.NewOwner(engine), SharedApp.NewOwner(engine));
        var others = Enumerable.Repeat("""{"type":"x","sessionId":"other"}""", ClaudeCodeReaderTests.LinesThatAreHeldAtOnce);

        var report = await ImportAsync(alice, string.Join('\n', [.. ClaudeCode[..7], .. others, .. ClaudeCode[7..]]));
        await ImportAsync(bob, string.Join('\n', ClaudeCode));

        Assert.Equal(["imported", "updated"], report.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("outcome").GetString()));
        Assert.Equal(await StoredAsync(bob), await StoredAsync(alice));
    }

    [Theory, DatabaseData]
    public async Task What_somebody_changed_of_a_cut_answer_stays_as_it_is(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        await ImportAsync(alice, string.Join('\n', ClaudeCode[..3]));
        var conversation = await ConversationAsync(alice);
        var answer = conversation.GetProperty("messages")[1].GetProperty("id").GetString();
        await alice.JsonAsync($"PATCH /api/conversations/{conversation.GetProperty("id").GetString()}/messages/{answer}", """{"content": "I"}""");

        var report = await ImportAsync(alice, string.Join('\n', ClaudeCode[..4]));

        Assert.Equal("unchanged", report.GetProperty("items")[0].GetProperty("outcome").GetString());
        Assert.Equal("I", (await ConversationAsync(alice)).GetProperty("messages")[1].GetProperty("content").GetString());
    }

    [Theory, DatabaseData]
    public async Task What_was_completed_is_told(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        await ImportAsync(alice, string.Join('\n', ClaudeCode[..2]));
        var before = await ConversationAsync(alice);

        var item = (await ImportAsync(alice, string.Join('\n', ClaudeCode[..3]))).GetProperty("items")[0];
        var after = await ConversationAsync(alice);

        Assert.Equal(
            ("updated", 0, "Messages that were here in part and are whole now: 1."),
            (item.GetProperty("outcome").GetString(), item.GetProperty("messages").GetInt32(), item.GetProperty("reason").GetString()));
        Assert.True(after.GetProperty("version").GetInt64() > before.GetProperty("version").GetInt64());
        Assert.Equal("I read.", after.GetProperty("preview").GetString());
    }

    [Theory]
    [DatabaseData(true)]
    [DatabaseData(false)]
    public async Task The_file_of_another_agent_does_not_move_what_is_shown_of_the_session(Engine engine, bool isFirst)
    {
        var alice = SharedApp.NewOwner(engine);
        var session = string.Join('\n', ClaudeCode);
        var agent = string.Join(
            '\n',
            Line("user", "x1", null, "\"content\": \"Look at it\"", ", \"isSidechain\": true, \"agentId\": \"x\""),
            Line("assistant", "x2", "x1", """ "id": "m3", "content": [{"type": "text", "text": "Seen"}] """, ", \"isSidechain\": true, \"agentId\": \"x\""));

        await ImportAsync(alice, isFirst ? agent : session);
        await ImportAsync(alice, isFirst ? session : agent);
        var conversation = await ConversationAsync(alice);

        var leaf = conversation.GetProperty("active_leaf_id").GetString();
        Assert.Equal("Done.", conversation.GetProperty("messages").EnumerateArray().Single(message => message.GetProperty("id").GetString() == leaf).GetProperty("content").GetString());
        Assert.Equal(7, conversation.GetProperty("message_count").GetInt32());
    }

    /// <summary>The file after each line but the first, and in the middle of each.</summary>
    private static string[] Prefixes(string[] lines) =>
        [.. lines[1..].SelectMany((line, i) => (string[])[string.Join('\n', [.. lines[..(i + 1)], line[..(line.Length / 2)]]), string.Join('\n', lines[..(i + 2)])]).Skip(1)];

    private static string Line(string type, string uuid, string? parent, string message, string more = "") =>
        $$"""{"type": "{{type}}", "uuid": "{{uuid}}", "parentUuid": {{(parent is null ? "null" : $"\"{parent}\"")}}, "sessionId": "s1", "timestamp": "2026-01-01T10:00:00Z", "message": {"role": "{{type}}", {{message}} }{{more}} }""";

    private static string GeminiFile(params string[] answers) =>
        $$"""{"sessionId": "s", "projectHash": "p", "startTime": "2026-01-01T10:00:00Z", "messages": [{{string.Join(',', ["""{"id": "u", "type": "user", "timestamp": "2026-01-01T10:00:01Z", "content": "Read it."}""", .. answers])}}]}""";

    private static Task<JsonElement> ImportAsync(HttpClient client, string file, string query = "") =>
        UploadedFiles.ImportAsync(client, query, ("session.jsonl", Encoding.UTF8.GetBytes(file)));

    private static string Told(JsonElement report) =>
        string.Join('\n', report.GetProperty("items").EnumerateArray().Select(item => $"{item.GetProperty("outcome")} {item.GetProperty("messages")} {item.GetProperty("reason")}"));

    private static async Task<JsonElement> ConversationAsync(HttpClient client)
    {
        var list = await client.GetFromJsonAsync<JsonElement>("/api/conversations", Cancel);
        return await client.GetFromJsonAsync<JsonElement>($"/api/conversations/{Assert.Single(list.GetProperty("items").EnumerateArray()).GetProperty("id").GetString()}", Cancel);
    }

    /// <summary>Everything of a conversation but what is of the moment when it was stored.</summary>
    private static async Task<string> StoredAsync(HttpClient client)
    {
        var conversation = await ConversationAsync(client);
        var messages = conversation.GetProperty("messages").EnumerateArray().ToList();
        var numbers = messages.ToDictionary(message => message.GetProperty("id").GetString()!, message => message.GetProperty("seq").ToString(), StringComparer.Ordinal);
        string[] fields = ["seq", "type", "content", "model", "tokens_in", "tokens_out", "timestamp", "external_id", "metadata"];
        string[] counters = ["title", "message_count", "tokens_in", "tokens_out", "model", "preview", "last_message_at"];
        return string.Join('\n', messages
            .Select(message => $"{NumberOf(message.GetProperty("parent_id"))}: {string.Join(", ", fields.Select(field => message.GetProperty(field)))}")
            .Prepend(string.Join(", ", counters.Select(field => conversation.GetProperty(field)).Select(value => value.ToString()).Append(NumberOf(conversation.GetProperty("active_leaf_id"))))));

        string NumberOf(JsonElement id) => id.GetString() is { } known ? numbers[known] : "";
    }
}
