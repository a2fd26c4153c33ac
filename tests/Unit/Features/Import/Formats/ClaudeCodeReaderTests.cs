using ConvoWeb.Features.Import.Formats.ClaudeCode;

namespace ConvoWeb.Tests.Unit.Features.Import.Formats;

public sealed class ClaudeCodeReaderTests
{
    /// <summary>Every line counts with a thousand bytes at least.</summary>
    internal const int LinesThatAreHeldAtOnce = 128 * 1024 * 1024 / 1000;

    private static readonly ClaudeCodeReader Reader = new(new TestClock());

    [Fact]
    public async Task Pieces_of_an_answer_are_one_message_and_what_its_tools_say_stands_in_a_row_behind_it()
    {
        var conversation = await Reader.ReadOneAsync(
            """{"type": "summary", "summary": "Reading two files", "leafUuid": "u4"}""",
            Line("user", "u1", null, "\"content\": \"Read a and b\"", ", \"cwd\": \"/home\", \"isSidechain\": false"),
            Line("assistant", "a1", "u1", """ "id": "m1", "model": "opus", "content": [{"type": "thinking", "thinking": "Both.", "signature": "s"}], "usage": {"input_tokens": 1, "cache_read_input_tokens": 10, "output_tokens": 2} """, ", \"cwd\": \"/home\""),
            Line("assistant", "a2", "a1", """ "id": "m1", "model": "opus", "content": [{"type": "text", "text": "I read."}], "usage": {"input_tokens": 1, "cache_read_input_tokens": 10, "output_tokens": 5} """),
            Line("assistant", "a3", "a2", """ "id": "m1", "content": [{"type": "tool_use", "id": "t1", "name": "Read", "input": {"path": "a"}}] """),
            Line("assistant", "a4", "a3", """ "id": "m1", "content": [{"type": "tool_use", "id": "t2", "name": "Read", "input": {"path": "b"}}] """),
            Line("user", "u2", "a3", """ "content": [{"type": "tool_result", "tool_use_id": "t1", "content": "text of a"}] """, ", \"toolUseResult\": {\"lines\": 1}, \"cwd\": \"/tmp\""),
            Line("user", "u3", "a4", """ "content": [{"type": "tool_result", "tool_use_id": "t2", "is_error": true, "content": [{"type": "text", "text": "no b"}]}] """),
            Line("assistant", "a5", "u2", """ "id": "m2", "content": [{"type": "text", "text": "Done."}] """),
            Line("user", "u4", "a5", "\"content\": \"Thanks\""),
            Line("user", "u4", "a5", "\"content\": \"Thanks\""),
            """{"type": "user", "uuid": "u5", "sess""");

        Assert.Equal(
            """
            1 User: Read a and b
            2 under 1 Ai: I read.
            3 under 2 System: text of a
            4 under 3 System: no b
            5 under 4 Ai: Done.
            6 under 5 User: Thanks
            """,
            ReaderSteps.TreeOf(conversation));
        Assert.Equal(("s1", "Reading two files", 1), (conversation.ExternalId, conversation.Title, conversation.Unreadable));
        Assert.Equal(["u1", "a1", "u2", "u3", "a5", "u4"], conversation.Messages.Select(message => message.ExternalId));
        Assert.Equal(("opus", 11, 5), (conversation.Messages[1].Model, conversation.Messages[1].TokensIn, conversation.Messages[1].TokensOut));
        Assert.Equal("""{"cwd":"/home","summary":[{"type":"summary","summary":"Reading two files","leafUuid":"u4"}]}""", conversation.Metadata);
        Assert.Equal(
            """{"id":"m1","usage":{"input_tokens":1,"cache_read_input_tokens":10,"output_tokens":5},"reasoning":"Both.","tool_calls":[{"type":"tool_use","id":"t1","name":"Read","input":{"path":"a"}},{"type":"tool_use","id":"t2","name":"Read","input":{"path":"b"}}]}""",
            ReaderSteps.MetadataOf(conversation, 2));
        Assert.Equal("""{"role":"tool","name":"Read","tool_use_id":"t1","toolUseResult":{"lines":1},"cwd":"/tmp"}""", ReaderSteps.MetadataOf(conversation, 3));
        Assert.Equal("""{"role":"tool","name":"Read","tool_use_id":"t2","is_error":true}""", ReaderSteps.MetadataOf(conversation, 4));
    }

    [Fact]
    public async Task Lines_of_several_sessions_may_alternate()
    {
        var read = await Reader.ReadAsync(string.Join('\n', Enumerable.Range(0, 6).Select(i =>
            Line("user", $"u{i}", i < 2 ? null : $"u{i - 2}", $"\"content\": \"{i}\"").Replace("\"s1\"", $"\"s{i % 2}\"", StringComparison.Ordinal))));

        Assert.Equal(["s0", "s1"], read.Select(one => one.Conversation!.ExternalId));
        Assert.Equal("1 User: 0\n2 under 1 User: 2\n3 under 2 User: 4", ReaderSteps.TreeOf(read[0].Conversation!));
    }

    [Fact]
    public async Task A_session_that_goes_on_after_it_was_told_stands_below_what_was()
    {
        var read = await Reader.ReadAsync(string.Join(
            '\n',
            [
                Line("user", "u1", null, "\"content\": \"Read a\""),
                Line("assistant", "a1", "u1", """ "id": "m1", "content": [{"type": "tool_use", "id": "t1", "name": "Read", "input": {"path": "a"}}] """),
                Line("user", "u2", "a1", """ "content": [{"type": "tool_result", "tool_use_id": "t1", "content": "text of a"}, {"type": "text", "text": "Stop"}] """),
                .. Enumerable.Repeat("""{"type":"x","sessionId":"s2"}""", LinesThatAreHeldAtOnce),
                Line("user", "u2", "a1", """ "content": [{"type": "tool_result", "tool_use_id": "t1", "content": "text of a"}, {"type": "text", "text": "Stop"}] """),
                Line("user", "u3", "a1", """ "content": [{"type": "tool_result", "tool_use_id": "t1", "content": "text of b"}] """),
                Line("assistant", "a2", "u2", """ "id": "m2", "content": [{"type": "text", "text": "Done."}] """),
                Line("user", "u4", null, "\"content\": \"Thanks\""),
            ]));

        Assert.Equal(["s1", "s1"], read.Select(one => one.Conversation!.ExternalId));
        Assert.Equal(["u1", "a1", "u2#0", "u2"], read[0].Conversation!.Messages.Select(message => message.Key));
        Assert.Equal(
            [("u3", "u2"), ("a2", "u3"), ("u4", "a2")],
            read[1].Conversation!.Messages.Select(message => (message.Key, message.ParentKey)));
        Assert.Contains("\"name\":\"Read\"", ReaderSteps.MetadataOf(read[1].Conversation!, 1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Branches_asides_and_lines_between_messages_find_their_place()
    {
        var conversation = await Reader.ReadOneAsync(
            Line("user", "u0", null, "\"content\": \"Caveat: not the person\"", ", \"isMeta\": true"),
            Line("user", "u1", null, "\"content\": \"Hello\""),
            """{"type": "progress", "uuid": "p1", "parentUuid": "u1", "sessionId": "s1", "data": "..."}""",
            Line("assistant", "a1", "p1", """ "id": "m1", "content": [{"type": "text", "text": "Hi"}] """),
            Line("assistant", "a2", "u1", """ "id": "m2", "content": [{"type": "text", "text": "Hi again"}] """),
            Line("user", "x1", null, "\"content\": \"Look at it\"", ", \"isSidechain\": true"),
            Line("assistant", "x2", "x1", """ "id": "m3", "content": [{"type": "text", "text": "Seen"}] """, ", \"isSidechain\": true"),
            """{"type": "system", "uuid": "y1", "parentUuid": "lost", "sessionId": "s1", "content": "Compacted", "subtype": "compact_boundary"}""",
            Line("user", "u2", null, """ "content": [{"type": "text", "text": "Go on"}, {"type": "image", "source": {"type": "base64", "data": "QQ=="} }] """));

        Assert.Equal(
            """
            1 System: Caveat: not the person
            2 under 1 User: Hello
            3 under 2 Ai: Hi
            4 under 2 Ai: Hi again
            5 User: Look at it
            6 under 5 Ai: Seen
            7 under 4 System: Compacted
            8 under 7 User: Go on
            """,
            ReaderSteps.TreeOf(conversation));
        Assert.Equal("u2", conversation.ActiveKey);
        Assert.Equal("Hello", conversation.Title);
        Assert.Equal("""{"hidden":true}""", ReaderSteps.MetadataOf(conversation, 1));
        Assert.Equal("""{"sidechain":true}""", ReaderSteps.MetadataOf(conversation, 5));
        Assert.Equal("""{"subtype":"compact_boundary"}""", ReaderSteps.MetadataOf(conversation, 7));
        Assert.Contains("attachments", ReaderSteps.MetadataOf(conversation, 8), StringComparison.Ordinal);
        Assert.Contains("\"progress\":[{", conversation.Metadata, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_title_that_somebody_gave_comes_before_all_others()
    {
        var conversation = await Reader.ReadOneAsync(
            Line("user", "u1", null, "\"content\": \"<command-name>/clear</command-name>\""),
            Line("user", "u2", "u1", "\"content\": \"Hello\""),
            """{"type": "custom-title", "customTitle": "Mine", "sessionId": "s1"}""",
            """{"type": "ai-title", "aiTitle": "Theirs", "sessionId": "s1"}""",
            """{"type": "summary", "summary": "Another session", "leafUuid": "elsewhere"}""");

        Assert.Equal("Mine", conversation.Title);
    }

    [Fact]
    public async Task A_session_in_which_nobody_says_anything_is_none() =>
        Assert.Empty(await Reader.ReadAsync("""{"type": "queue-operation", "sessionId": "s1"}"""));

    [Theory]
    [InlineData("""{"type": "user", "sessionId": "s", "message": {}}""", true)]
    [InlineData("""{"type": "summary", "summary": "x", "leafUuid": "u"}""", true)]
    [InlineData("""{"type": "file-history-snapshot", "messageId": "u", "snapshot": {}}""", true)]
    [InlineData("""{"sessionId": "s", "projectHash": "p", "messages": []}""", false)]
    [InlineData("""{"type": "session_meta", "payload": {"id": "x"}}""", false)]
    [InlineData("""{"type": "conversation", "format": "convoweb/1"}""", false)]
    public void It_is_known_by_its_fields(string record, bool isClaudeCode) => Assert.Equal(isClaudeCode, Reader.Recognises(record));

    private static string Line(string type, string uuid, string? parent, string message, string more = "") =>
        $$"""{"type": "{{type}}", "uuid": "{{uuid}}", "parentUuid": {{(parent is null ? "null" : $"\"{parent}\"")}}, "sessionId": "s1", "timestamp": "2026-01-01T10:00:00Z", "message": {"role": "{{type}}", {{message}} }{{more}} }""";
}
