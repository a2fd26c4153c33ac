using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConvoWeb.Features.Import;
using Microsoft.Extensions.DependencyInjection;

namespace ConvoWeb.Tests.Unit.Features.Import.Formats;

/// <summary>One small conversation of every format, in one line or in several, and everything that may be wrong in it.</summary>
public sealed class HostileFormatTests
{
    private static readonly Dictionary<string, string[]> Samples = new(StringComparer.Ordinal)
    {
        ["chatgpt"] = ["""{"id": "c", "title": "Oslo", "create_time": 1704067200, "current_node": "a", "mapping": {"root": {"id": "root", "children": ["q"]}, "q": {"parent": "root", "children": ["a"], "message": {"author": {"role": "user"}, "create_time": 1704067200.5, "content": {"content_type": "multimodal_text", "parts": ["Munch?", {"content_type": "audio_asset_pointer", "metadata": {"start": 0, "end": 1}}]}, "metadata": {"attachments": [{"name": "a.pdf"}]}}}, "a": {"parent": "q", "children": [], "message": {"author": {"role": "assistant"}, "content": {"content_type": "thoughts", "thoughts": [{"summary": "s", "content": "c"}]}, "metadata": {"model_slug": "gpt-4o"}}}}}"""],
        ["claude"] = ["""{"uuid": "c", "name": "Oslo", "created_at": "2025-01-15T10:30:00Z", "current_leaf_message_uuid": "a", "chat_messages": [{"uuid": "q", "sender": "human", "created_at": "2025-01-15T10:30:00Z", "text": "Munch?", "content": [{"type": "voice_note", "text": "Munch?", "start_timestamp": "2025-01-15T10:30:00Z", "stop_timestamp": "2025-01-15T10:30:01Z"}], "attachments": [{"file_name": "a", "extracted_content": "x"}], "files": []}, {"uuid": "a", "parent_message_uuid": "q", "sender": "assistant", "content": [{"type": "thinking", "thinking": "Easy."}, {"type": "tool_use", "name": "search", "input": {}}, {"type": "tool_result", "content": [{"type": "text", "text": "Open."}]}, {"type": "text", "text": "Yes."}]}]}"""],
        ["openwebui"] = ["""{"id": "c", "created_at": 1736937000, "archived": true, "pinned": true, "meta": {"tags": ["a"]}, "chat": {"title": "Oslo", "models": ["m"], "params": {"system": "Be brief."}, "tags": ["b"], "history": {"currentId": "a", "messages": {"q": {"id": "q", "parentId": null, "childrenIds": ["a"], "role": "user", "content": "Munch?", "timestamp": 1736937000, "files": [{"name": "x"}]}, "a": {"id": "a", "parentId": "q", "childrenIds": [], "role": "assistant", "content": "Yes.", "model": "m", "usage": {"prompt_tokens": 1}}}}, "messages": [{"id": "q", "role": "user", "content": "Munch?"}]}}"""],
        ["librechat"] = ["""{"conversationId": "c", "title": "Oslo", "options": {"model": "m", "promptPrefix": "p"}, "messages": [{"messageId": "q", "parentMessageId": "0", "isCreatedByUser": true, "sender": "User", "text": "Munch?", "createdAt": "2024-05-29T00:33:03Z", "files": [{"filename": "a"}], "children": [{"messageId": "a", "parentMessageId": "q", "isCreatedByUser": false, "text": "", "content": [{"type": "think", "think": "Easy."}, {"type": "tool_call", "tool_call": {"name": "search", "output": "Open."}}, {"type": "text", "text": "Yes."}], "children": []}]}]}"""],
        ["grok"] = ["""{"conversation": {"conversation_id": "c", "title": "Oslo", "create_time": "2025-06-21T19:28:21Z", "leaf_response_id": "a"}, "responses": [{"response": {"response_id": "q", "sender": "human", "message": "Munch?", "create_time": {"$date": {"$numberLong": "1750534101000"}}, "parent_response_id": null, "file_attachments": ["f"]}}, {"response": {"response_id": "a", "sender": "assistant", "message": "Yes.", "parent_response_id": "q", "metadata": {"requestModelDetails": {"modelId": "grok-4"}}}}]}"""],
        ["deepseek"] = ["""{"id": "c", "title": "Oslo", "inserted_at": "2025-02-01T10:00:00+08:00", "mapping": {"root": {"id": "root", "children": ["1"]}, "1": {"parent": "root", "children": ["2"], "message": {"files": [{"file_name": "a"}], "model": "m", "inserted_at": "2025-02-01T10:00:00+08:00", "fragments": [{"type": "REQUEST", "content": "Munch?"}]}}, "2": {"parent": "1", "children": [], "message": {"fragments": [{"type": "THINK", "content": "Easy."}, {"type": "RESPONSE", "content": "Yes."}]}}}}"""],
        ["openassistant"] = ["""{"message_tree_id": "c", "prompt": {"message_id": "q", "text": "Munch?", "role": "prompter", "replies": [{"message_id": "a", "text": "Yes.", "role": "assistant", "rank": 0, "created_date": "2023-02-05T14:23:50Z", "replies": []}]}}"""],
        ["chatbotui"] = ["""{"version": 4, "history": [{"id": "c", "name": "Oslo", "messages": [{"role": "user", "content": "Munch?"}, {"role": "assistant", "content": "Yes."}], "model": {"id": "m"}, "prompt": "p", "folderId": "f"}], "folders": [{"id": "f", "name": "Travel"}], "prompts": []}"""],
        ["gemini-cli"] = ["""{"sessionId": "c", "projectHash": "p", "startTime": "2025-01-01T10:00:00Z", "messages": [{"id": "q", "type": "user", "timestamp": "2025-01-01T10:00:01Z", "content": "Munch?"}, {"id": "a", "type": "gemini", "content": "Yes.", "tokens": {"input": 1}, "thoughts": [{"subject": "s", "description": "d"}], "toolCalls": [{"name": "search", "args": {}, "result": [{"functionResponse": {"response": {"output": "Open."}}}]}]}]}"""],
        ["claude-code"] =
        [
            """{"type": "summary", "summary": "Two files", "leafUuid": "a1"}""",
            """{"type": "user", "uuid": "u1", "parentUuid": null, "sessionId": "s1", "timestamp": "2026-01-01T10:00:00Z", "cwd": "/home", "isSidechain": false, "message": {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t1", "content": [{"type": "text", "text": "x"}]}, {"type": "text", "text": "Munch?"}]}}""",
            """{"type": "assistant", "uuid": "a1", "parentUuid": "u1", "sessionId": "s1", "message": {"id": "m1", "model": "opus", "usage": {"input_tokens": 1, "output_tokens": 2}, "content": [{"type": "tool_use", "id": "t1", "name": "Read"}]}}""",
            """{"type": "assistant", "uuid": "a2", "parentUuid": "a1", "sessionId": "s1", "message": {"id": "m1", "content": [{"type": "thinking", "thinking": "x"}]}}""",
        ],
        ["codex"] =
        [
            """{"timestamp": "2026-01-01T10:00:00Z", "type": "session_meta", "payload": {"id": "s1", "timestamp": "2026-01-01T10:00:00Z", "forked_from_id": "s0"}}""",
            """{"timestamp": "2026-01-01T10:00:00Z", "type": "turn_context", "payload": {"model": "gpt-5"}}""",
            """{"timestamp": "2026-01-01T10:00:00Z", "type": "response_item", "payload": {"type": "function_call", "name": "shell", "call_id": "c1"}}""",
            """{"timestamp": "2026-01-01T10:00:00Z", "type": "response_item", "payload": {"type": "function_call_output", "call_id": "c1", "output": {"content": "Munch?"}}}""",
            """{"timestamp": "2026-01-01T10:00:00Z", "type": "event_msg", "payload": {"type": "token_count", "info": {"last_token_usage": {"input_tokens": 1, "output_tokens": 2}}}}""",
        ],
        ["gemini-takeout"] = ["""{"header": "Gemini Apps", "title": "Prompted Munch?", "time": "2026-01-01T10:00:00Z", "products": ["Gemini Apps"], "safeHtmlItem": [{"html": "<p>x</p>"}], "attachedFiles": ["a"]}"""],
        ["openai-chat"] = ["""{"id": "c", "tools": [], "messages": [{"role": "user", "name": "a", "content": [{"type": "text", "text": "Munch?"}, {"type": "image_url", "image_url": {"url": "u"}}]}, {"role": "assistant", "content": null, "refusal": "no", "audio": {"transcript": "x"}, "tool_calls": [{"id": "c1", "function": {"name": "f"}}], "function_call": {"name": "f"}}]}"""],
        ["sharegpt"] = ["""{"id": "c", "system": "x", "tools": "[]", "conversations": [{"from": "human", "value": "Munch?"}, {"from": "function_call", "value": "{}"}]}"""],
        ["sillytavern"] =
        [
            """{"user_name": "Alice", "character_name": "Robin", "create_date": 1727532333123, "chat_metadata": {"integrity": "i"}}""",
            """{"name": "Robin", "is_user": false, "is_system": true, "send_date": "2024-9-28 @14h 05m 33s 123ms", "mes": "Munch?", "swipe_id": 0, "swipes": ["Munch?", {"message": "y"}], "swipe_info": [{"send_date": 1, "extra": {"model": "m"}}], "extra": {"type": "narrator", "token_count": 1, "reasoning": "x", "files": ["a"], "image": "b"}}""",
        ],
    };

    private static readonly string[] Odd =
    [
        "null", "7", "-1.5e300", "1e400", "\"odd\"", "\"\"", "true", "[]", "{}", "[[{}]]", "[\"odd\"]", "[null, 7, {\"odd\": [1]}]", "{\"odd\": {\"deeper\": 1}}",
        "\"0001-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59.999Z\"", "-62135596800", "253402300799999", "\"c\"", "\"q\"", "\"a\"", "\"\\u0000\\ud800\"", "-1", "9223372036854775808", "{\"\\ud800\": {}}", "{\"type\": 7}",
        $"{new string('[', 3000)}{new string(']', 3000)}", $"{new string('[', 10_000)}{new string(']', 10_000)}",
    ];

    private static readonly ServiceProvider Services = new ServiceCollection().AddSingleton<TimeProvider>(new TestClock()).AddImport().BuildServiceProvider();

    public static TheoryData<string> Sources => [.. Samples.Keys];

    public static TheoryData<string> RecordSources => [.. Samples.Keys.Where(IsRecord)];

    [Theory, MemberData(nameof(Sources))]
    public async Task Whatever_stands_in_place_of_a_value_what_comes_of_it_is_whole_and_so_are_the_others_of_the_file(string source)
    {
        var reader = ReaderOf(source);
        foreach (var file in DamagedFiles(source, beside: Samples[source]))
        {
            var read = await reader.ReadAsync(file);

            Assert.All(read, one => Assert.True(one.Conversation is null ? one.Fault is { Length: > 0 } : IsWhole(one.Conversation), file));
            if (IsRecord(source))
            {
                Assert.True(read.Count >= 2, file);
                Assert.Equal(Told(read[0]), Told(read[^1]));
            }
        }
    }

    [Theory, MemberData(nameof(RecordSources))]
    public async Task A_file_that_ends_anywhere_is_read_as_far_as_it_goes(string source)
    {
        var reader = ReaderOf(source);
        var file = Encoding.UTF8.GetBytes($"[{Samples[source][0]},{Samples[source][0]}]");
        var first = file.Length / 2;
        for (var length = first; length < file.Length; length += 3)
        {
            Assert.NotNull((await reader.ReadAsync(file[..length]))[0].Conversation);
        }
    }

    [Theory, MemberData(nameof(Sources))]
    public async Task Bytes_that_are_no_text_lose_nothing_but_themselves(string source)
    {
        var reader = ReaderOf(source);
        var file = Encoding.UTF8.GetBytes(string.Join('\n', Samples[source]).Replace("Munch?", "Mun~?", StringComparison.Ordinal).Replace("Yes.", "Y~s.", StringComparison.Ordinal))
            .Select(letter => letter == (byte)'~' ? (byte)0xFF : letter)
            .ToArray();

        var read = Assert.Single(await reader.ReadAsync(file));

        Assert.Contains("Mun\uFFFD?", read.Conversation!.Told(), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(RecordSources))]
    public async Task An_id_that_is_there_twice_loses_no_message(string source)
    {
        var reader = ReaderOf(source);
        var twice = Samples[source][0].Replace("\"a\"", "\"q\"", StringComparison.Ordinal);

        var conversation = await reader.ReadOneAsync(twice);

        Assert.Equal((await reader.ReadOneAsync(Samples[source])).Messages.Count, conversation.Messages.Count);
        Assert.True(IsWhole(conversation));
    }

    [Theory]
    [DatabaseData]
    public async Task Every_damaged_conversation_is_stored_or_refused_in_words(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        foreach (var source in Samples.Keys)
        {
            var files = DamagedFiles(source, beside: []).Where((_, i) => i % 24 == 0).Prepend(string.Join('\n', Samples[source]));

            var response = await UploadedFiles.PostAsync(alice, "", [.. files.Select((file, i) => ($"{i}.jsonl", Encoding.UTF8.GetBytes(file)))]);
            var report = await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);

            Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.UnprocessableEntity, source);
            Assert.Equal((source, "imported"), (report.GetProperty("items")[0].GetProperty("source").GetString(), report.GetProperty("items")[0].GetProperty("outcome").GetString()));
        }
    }

    /// <summary>One for each value of the sample and each odd one in its place.</summary>
    /// <param name="source">The format.</param>
    /// <param name="beside">What stands before and behind a conversation that is a line of its own.</param>
    private static IEnumerable<string> DamagedFiles(string source, string[] beside)
    {
        var lines = Samples[source];
        return lines.Index().SelectMany(line => Damaged(line.Item).Select(damaged => string.Join(
            '\n',
            (string[])(IsRecord(source) ? [.. beside, damaged, .. beside] : [.. lines[..line.Index], damaged, .. lines[(line.Index + 1)..]]))));
    }

    private static bool IsRecord(string source) => Samples[source].Length == 1;

    /// <summary>The sample with each of its values replaced by each odd one in turn.</summary>
    private static IEnumerable<string> Damaged(string sample)
    {
        var count = Places(JsonNode.Parse(sample)!).Count();
        for (var place = 0; place < count; place++)
        {
            var root = JsonNode.Parse(sample)!;
            Places(root).ElementAt(place)("@@");
            var text = root.ToJsonString(new JsonSerializerOptions { WriteIndented = false });
            foreach (var odd in Odd)
            {
                yield return text.Replace("\"@@\"", odd, StringComparison.Ordinal);
            }
        }
    }

    private static IEnumerable<Action<JsonNode>> Places(JsonNode node)
    {
        if (node is JsonObject members)
        {
            foreach (var (name, value) in members.ToList())
            {
                yield return odd => members[name] = odd;
                foreach (var place in value is null ? [] : Places(value))
                {
                    yield return place;
                }
            }
        }
        else if (node is JsonArray items)
        {
            for (var i = 0; i < items.Count; i++)
            {
                var index = i;
                yield return odd => items[index] = odd;
                foreach (var place in items[i] is { } item ? Places(item) : [])
                {
                    yield return place;
                }
            }
        }
    }

    private static IConversationReader ReaderOf(string source) =>
        Services.GetServices<IConversationReader>().Single(reader => reader.Source == source);

    private static string? Told(ReadConversation read) => read.Conversation?.Told();

    /// <summary>Keys are unique, parents come before their children, and times can be stored.</summary>
    private static bool IsWhole(ImportedConversation conversation)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        return conversation.ExternalId is { Length: > 0 } && conversation.CreatedAt.Year is >= 1970 and < 3000
            && conversation.Messages.All(message =>
                (message.ParentKey is null || keys.Contains(message.ParentKey)) && keys.Add(message.Key) && message.Timestamp.Year is >= 1970 and < 3000)
            && (conversation.ActiveKey is not { } active || keys.Contains(active));
    }
}
