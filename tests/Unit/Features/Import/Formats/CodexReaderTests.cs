using ConvoWeb.Features.Import.Formats;

namespace ConvoWeb.Tests.Unit.Features.Import.Formats;

public sealed class CodexReaderTests
{
    private static readonly CodexReader Reader = new(new TestClock());

    private static readonly string[] Session =
    [
        """{"timestamp": "2026-01-01T10:00:00Z", "type": "session_meta", "payload": {"id": "s1", "timestamp": "2026-01-01T09:59:00Z", "cwd": "/home/alice"}}""",
        """{"timestamp": "2026-01-01T10:00:00Z", "type": "response_item", "payload": {"type": "message", "role": "developer", "content": [{"type": "input_text", "text": "Be brief."}]}}""",
        """{"timestamp": "2026-01-01T10:00:00Z", "type": "response_item", "payload": {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "<environment_context>here</environment_context>"}]}}""",
        """{"timestamp": "2026-01-01T10:00:01Z", "type": "event_msg", "payload": {"type": "user_message", "message": "Run the tests"}}""",
        """{"timestamp": "2026-01-01T10:00:01Z", "type": "response_item", "payload": {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Run the tests"}, {"type": "input_image", "image_url": "a.png"}]}}""",
        """{"timestamp": "2026-01-01T10:00:02Z", "type": "turn_context", "payload": {"turn_id": "1", "model": "gpt-5", "effort": "high"}}""",
        """{"timestamp": "2026-01-01T10:00:03Z", "type": "response_item", "payload": {"type": "reasoning", "summary": [{"type": "summary_text", "text": "I run them."}], "content": null, "encrypted_content": "xyz"}}""",
        """{"timestamp": "2026-01-01T10:00:04Z", "type": "response_item", "payload": {"type": "function_call", "name": "shell", "arguments": "{}", "call_id": "c1"}}""",
        """{"timestamp": "2026-01-01T10:00:05Z", "type": "event_msg", "payload": {"type": "token_count", "info": {"last_token_usage": {"input_tokens": 10, "output_tokens": 2}}}}""",
        """{"timestamp": "2026-01-01T10:00:06Z", "type": "response_item", "payload": {"type": "function_call_output", "call_id": "c1", "output": "ok"}}""",
        """{"timestamp": "2026-01-01T10:00:07Z", "type": "turn_context", "payload": {"turn_id": "2", "model": "gpt-5.1", "effort": "high"}}""",
        """{"timestamp": "2026-01-01T10:00:08Z", "type": "response_item", "payload": {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "They pass."}], "phase": "final"}}""",
        """{"timestamp": "2026-01-01T10:00:09Z", "type": "compacted", "payload": {"message": "They ran.", "replacement_history": [{"x": 1}]}}""",
        """{"timestamp": "2026-01-01T10:00:10Z", "type": "event_msg", "payload": {"type": "turn_aborted", "reason": "interrupted"}}""",
    ];

    [Fact]
    public async Task Every_item_is_a_message_and_what_events_repeat_is_not()
    {
        var conversation = await Reader.ReadOneAsync([.. Session, """{"timestamp": "2026-01-01T10:00:11Z", "type": "respon"""]);

        Assert.Equal(
            """
            1 System: Be brief.
            2 under 1 User: <environment_context>here</environment_context>
            3 under 2 User: Run the tests
            4 under 3 Ai: I run them.
            5 under 4 Ai: 
            6 under 5 System: ok
            7 under 6 Ai: They pass.
            8 under 7 System: They ran.
            """,
            ReaderSteps.TreeOf(conversation));
        Assert.Equal(("s1", "Run the tests", 1), (conversation.ExternalId, conversation.Title, conversation.Unreadable));
        Assert.Equal("2026-01-01T09:59:00", conversation.CreatedAt.ToString("yyyy-MM-dd'T'HH:mm:ss", null));
        Assert.Equal([null, null, null, "gpt-5", "gpt-5", null, "gpt-5.1", null], conversation.Messages.Select(message => message.Model));
        Assert.Equal((10, 2), (conversation.Messages[4].TokensIn, conversation.Messages[4].TokensOut));
        Assert.Equal(
            """{"cwd":"/home/alice","event_msg":[{"type":"turn_aborted","reason":"interrupted"}],"turn_context":[{"model":"gpt-5","effort":"high"},{"model":"gpt-5.1"}]}""",
            conversation.Metadata);
        Assert.Equal("""{"role":"developer","hidden":true}""", ReaderSteps.MetadataOf(conversation, 1));
        Assert.Equal("""{"hidden":true}""", ReaderSteps.MetadataOf(conversation, 2));
        Assert.Equal("""{"attachments":[{"type":"input_image","image_url":"a.png"}]}""", ReaderSteps.MetadataOf(conversation, 3));
        Assert.Equal("""{"kind":"reasoning","encrypted":true}""", ReaderSteps.MetadataOf(conversation, 4));
        Assert.Equal("""{"tool_calls":[{"type":"function_call","name":"shell","arguments":"{}","call_id":"c1"}]}""", ReaderSteps.MetadataOf(conversation, 5));
        Assert.Equal("""{"role":"tool","name":"shell","call_id":"c1"}""", ReaderSteps.MetadataOf(conversation, 6));
        Assert.Equal("""{"phase":"final"}""", ReaderSteps.MetadataOf(conversation, 7));
        Assert.Equal("""{"kind":"compacted","replacement_history":[{"x":1}]}""", ReaderSteps.MetadataOf(conversation, 8));
    }

    [Fact]
    public async Task A_session_that_goes_on_adds_only_what_is_new_wherever_it_was_cut_off()
    {
        var whole = await Reader.ReadOneAsync(Session);

        for (var lines = 2; lines < Session.Length; lines++)
        {
            var part = await Reader.ReadOneAsync(Session[..lines]);

            Assert.Equal(whole.ExternalId, part.ExternalId);
            Assert.Equal(whole.Messages.Take(part.Messages.Count).Select(message => message.Key), part.Messages.Select(message => message.Key));
        }
    }

    [Fact]
    public async Task Old_sessions_have_bare_items()
    {
        var conversation = await Reader.ReadOneAsync(
            """{"id": "old", "timestamp": "2025-05-01T10:00:00Z", "instructions": null, "git": {"branch": "main"}}""",
            """{"record_type": "state"}""",
            """{"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Hello"}]}""",
            """{"type": "local_shell_call", "call_id": "c", "action": {"command": ["ls"]}}""",
            """{"type": "local_shell_call_output", "call_id": "c", "output": {"content": "a.txt", "success": true}}""",
            """{"role": "assistant", "content": "Done"}""");

        Assert.Equal("1 User: Hello\n2 under 1 Ai: \n3 under 2 System: a.txt\n4 under 3 Ai: Done", ReaderSteps.TreeOf(conversation));
        Assert.Equal("old", conversation.ExternalId);
        Assert.Equal("""{"git":{"branch":"main"},"state":[{"record_type":"state"}]}""", conversation.Metadata);
        Assert.All(conversation.Messages, message => Assert.Equal(new DateTimeOffset(2025, 5, 1, 10, 0, 0, TimeSpan.Zero), message.Timestamp));
        Assert.Contains("\"success\":true", ReaderSteps.MetadataOf(conversation, 3), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_header_begins_a_session_but_for_those_that_a_fork_repeats()
    {
        const string Said = """{"type": "response_item", "payload": {"type": "message", "role": "user", "content": "Hello"}}""";
        string Header(string id, string more = "") => $$$"""{"type": "session_meta", "payload": {"id": "{{{id}}}"{{{more}}}}}""";

        var two = await Reader.ReadAsync(string.Join('\n', Header("a"), Said, Header("a"), Said, Header("b"), Said, Header("empty")));
        var fork = await Reader.ReadAsync(string.Join('\n', Header("c", ", \"forked_from_id\": \"a\""), Header("a"), Said));

        Assert.Equal([("a", 2), ("b", 1)], two.Select(read => (read.Conversation!.ExternalId, read.Conversation.Messages.Count)));
        Assert.Equal("c", Assert.Single(fork).Conversation!.ExternalId);
    }

    [Theory]
    [InlineData("""{"type": "session_meta", "payload": {"id": "x"}}""", true)]
    [InlineData("""{"type": "response_item", "payload": {}}""", true)]
    [InlineData("""{"id": "x", "timestamp": "2025-05-01T10:00:00Z", "instructions": null}""", true)]
    [InlineData("""{"type": "message", "role": "user", "content": [{"type": "input_text", "text": "x"}]}""", true)]
    [InlineData("""{"type": "message", "role": "user", "content": [{"type": "text", "text": "x"}]}""", false)]
    [InlineData("""{"type": "user", "sessionId": "s", "message": {}}""", false)]
    [InlineData("""{"id": "x", "timestamp": 7}""", false)]
    public void It_is_known_by_its_fields(string record, bool isCodex) => Assert.Equal(isCodex, Reader.Recognises(record));
}
